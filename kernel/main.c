/* main.c - start_kernel: the kernel's itinerary. */
#include "kernel/boot_info.h"
#include "cpu/cpu.h"
#include "common/crc32.h"
#include "hw/power.h"
#include "printk.h"

static struct boot_info boot_info;

/* Entered from entry/start32.asm. */
NORETURN void start_kernel(const struct boot_params *params, u64 first_tsc);

/* entry/start32.asm maps the first 4 GiB one to one. */
static const void *physical(u64 address)
{
	return (const void *)address;
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

static void print_initrd(const struct boot_info *info)
{
	if (!info->initrd_size) {
		printk("initrd: none\n");
		return;
	}
	printk("initrd: at 0x%llx, %llu bytes, CRC-32 %08x\n",
	       (unsigned long long)info->initrd, (unsigned long long)info->initrd_size,
	       crc32(0, physical(info->initrd), info->initrd_size));
}

/* Each milestone with the ticks since the one before it that was reached. */
static void print_timeline(const struct boot_info *info, u64 first_tsc)
{
#define MILESTONE_WHAT(name, what) what,
	static const char *const what[] = { MILESTONES(MILESTONE_WHAT) };
	u64 before = 0;

	if (!info->has_timeline) {
		printk("no timeline\n");
		return;
	}
	printk("timeline: ticks since the milestone before\n");
	for (unsigned i = 0; i < MIN(MILESTONE_COUNT, get32(info->timeline.count)); i++) {
		u64 tsc = get64(info->timeline.tsc[i]);

		if (!tsc)
			continue;
		printk("  %12llu %s\n", (unsigned long long)(before ? tsc - before : 0),
		       what[i]);
		before = tsc;
	}
	printk("  %12llu kernel: first instruction\n",
	       (unsigned long long)(first_tsc - before));
}

static NORETURN void leave(const struct boot_info *info)
{
	if (boot_info_word(info, "debug-exit"))
		debug_exit();
	if (boot_info_word(info, "poweroff")) {
		printk("powering off\n");
		power_off();
	}
	printk("halted\n");
	cpu_stop();
}

void start_kernel(const struct boot_params *params, u64 first_tsc)
{
	console_init(&params->screen);
	boot_info_read(&boot_info, params, physical);

	print_text("Firstlight kernel, in long mode\ncommand line: ");
	print_text(boot_info.cmdline);
	print_text("\n");
	print_memory_map(&boot_info);
	print_initrd(&boot_info);
	print_timeline(&boot_info, first_tsc);
	leave(&boot_info);
}
