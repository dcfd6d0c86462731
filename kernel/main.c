/* main.c - start_kernel: the kernel's itinerary. */
#include "boot_info.h"
#include "boot_timeline.h"
#include "common/fmt.h"
#include "cpu/cpu.h"
#include "cpu/memory.h"
#include "fs/vfs.h"
#include "hw/acpi.h"
#include "hw/irq.h"
#include "hw/pit.h"
#include "init.h"
#include "mm/mm.h"
#include "panic.h"
#include "printk.h"
#include "sched/clock.h"
#include "sched/kthread.h"
#include "traps.h"
#include "tty/tty.h"
#include "wiring.h"

static struct boot_info boot_info;

/* Entered from entry/start32.asm. */
NORETURN void start_kernel(const struct boot_params *params, u64 first_tsc);

const void *physical(u64 address)
{
	return (const void *)(address + DIRECT_MAP);
}

static const char *range_name(u32 type)
{
	static const char *const names[] = {
		[1] = "RAM", "reserved", "ACPI tables", "ACPI NVS", "bad",
	};

	return type < COUNT(names) && names[type] ? names[type] : "unknown";
}

static void print_memory_map(const struct boot_info *info)
{
	printk("memory map: %u ranges, %llu KiB of RAM\n", info->ranges,
	       (unsigned long long)boot_info_ram(info) / KiB);
	for (unsigned i = 0; i < info->ranges; i++) {
		const struct boot_range *r = &info->range[i];

		printk("  %016llx-%016llx %s\n", (unsigned long long)r->start,
		       (unsigned long long)(r->start + r->size - 1), range_name(r->type));
	}
}

/* What the boot loader did, as far as it was reached; and our own first instruction.  A choice
 * made before the menu was drawn again is left out. */
static void start_timeline(const struct boot_info *info, u64 first_tsc)
{
#define MILESTONE_WHAT(name, what) what,
	static const char *what[] = { MILESTONES(MILESTONE_WHAT) };
	static char loaded[100];
	const le64 *tsc = info->timeline.tsc;
	unsigned n = info->has_timeline ? get32(info->timeline.count) : 0;
	u64 before = 0;

	if (n == MILESTONE_COUNT) {
		fmt(loaded, sizeof loaded, "%s (all reads: %llu in INT 13h, %llu copying)",
		    what[MILESTONE_LOADED], (unsigned long long)get64(tsc[MILESTONE_BIOS]),
		    (unsigned long long)get64(tsc[MILESTONE_COPIED]));
		what[MILESTONE_LOADED] = loaded;
	}
	for (unsigned i = 0; i < MIN(COUNT(what), n); i++)
		if (get64(tsc[i]) > before) {
			before = get64(tsc[i]);
			boot_step_at(what[i], before);
		}
	boot_step_at("kernel: first instruction", first_tsc);
}

static void console_start(const struct boot_params *params, u64 first_tsc)
{
	console_init(&params->screen);
	boot_info_read(&boot_info, params, physical);
	print_text("Firstlight kernel, in long mode\ncommand line: ");
	print_text(boot_info.cmdline);
	print_text("\n");
	print_memory_map(&boot_info);
	boot_steps_printed = boot_info_word(&boot_info, "initcall_debug");
	start_timeline(&boot_info, first_tsc);
	boot_step("console_init");
}

static void timer_interrupt(struct pt_regs *regs, void *unused)
{
	(void)unused;
	clock_tick();
	sched_tick(regs);
}

static void time_init(void)
{
	clock_init();
	irq_install(IRQ_TIMER, timer_interrupt, NULL);
	pit_ticks(HZ);
}

/* Process 0, the only one that no clone made, makes the first two that are.  Then it is
 * what runs when nobody else wants to. */
static NORETURN void rest_init(void)
{
	if (kernel_thread(kernel_init, &boot_info, 0) != 1 || kernel_thread(kthreadd, NULL, 0) != 2)
		panic("no memory for the first two processes");
	irq_enable();
	cpu_idle();
}

void start_kernel(const struct boot_params *params, u64 first_tsc)
{
	extern u8 init_stack[];

	params = physical((u64)params);
	init_task.stack = init_stack;
	set_task_stack_end_magic(&init_task);
	console_start(params, first_tsc);
	trap_init();
	boot_step("trap_init");
	acpi_init(physical);
	mm_init(&boot_info);
	boot_step("mm_init");
	sched_init();
	time_init();
	boot_step("time_init");
	tty_init(boot_info.cmdline);
	boot_step("tty_init");
	vfs_caches_init();
	boot_step("vfs_caches_init");
	wiring_init(&boot_info);
	rest_init();
}
