/* panic.c - when the kernel itself is wrong: everything that is known, then the end. */
#include "panic.h"
#include "common/fmt.h"
#include "cpu/cpu.h"
#include "cpu/memory.h"
#include "hw/power.h"
#include "printk.h"
#include "sched/task.h"

enum { FRAMES = 32, MESSAGE = 200 };

/* Made by symbols.awk, in the order of addresses; absent from the first of two links. */
extern const u8 symbol_table[];

static u32 offset_at(const u8 *row)
{
	return row[0] | (u32)row[1] << 8 | (u32)row[2] << 16 | (u32)row[3] << 24;
}

const char *symbol_name(u64 address, u64 *offset)
{
	const char *best = NULL;
	u32 at = (u32)(address - KERNEL_BASE), found = 0;
	extern const char kernel_text_end[];

	if (address < KERNEL_BASE || address >= (u64)kernel_text_end)
		return NULL;
	for (const u8 *row = symbol_table; row[4]; ) {
		const char *name = (const char *)row + 4;

		if (offset_at(row) - (u32)KERNEL_BASE > at)
			break;
		best = name;
		found = offset_at(row) - (u32)KERNEL_BASE;
		while (*name)
			name++;
		row = (const u8 *)name + 1;
	}
	*offset = at - found;
	return best;
}

static void print_place(u64 ip)
{
	u64 offset;
	const char *name = symbol_name(ip, &offset);

	printk("  %016llx %s+0x%llx\n", (unsigned long long)ip, name ? name : "?",
	       (unsigned long long)(name ? offset : 0));
}

static bool on_stack(u64 bp)
{
	u64 low = (u64)current->stack;

	return bp >= low && bp < low + KERNEL_STACK - 16 && !(bp & 7);
}

void print_backtrace(u64 bp, u64 ip)
{
	print_text("backtrace:\n");
	print_place(ip);
	for (unsigned i = 0; i < FRAMES && on_stack(bp); i++) {
		const u64 *frame = (const u64 *)bp;
		u64 offset;

		if (!symbol_name(frame[1], &offset))
			break;
		print_place(frame[1]);
		if (frame[0] <= bp)
			break;
		bp = frame[0];
	}
}

/* A function that calls no other has no frame, so that its caller is missing above; where it
 * came from is on top of its stack unless it has pushed something. */
static void print_leaf_caller(const struct pt_regs *r, u64 bp)
{
	u64 offset, word;

	if (user_mode(r) || !on_stack(r->sp) || !on_stack(bp))
		return;
	word = *(const u64 *)r->sp;
	if (symbol_name(word, &offset) && word != ((const u64 *)bp)[1]) {
		print_text("called perhaps by:\n");
		print_place(word);
	}
}

static void print_regs(const struct pt_regs *r)
{
	const struct { const char *name; u64 value; } reg[] = {
		{ "ip", r->ip }, { "flags", r->flags }, { "sp", r->sp }, { "ax", r->ax },
		{ "bx", r->bx }, { "cx", r->cx }, { "dx", r->dx }, { "si", r->si },
		{ "di", r->di }, { "bp", r->bp }, { "r8", r->r8 }, { "r9", r->r9 },
		{ "r10", r->r10 }, { "r11", r->r11 }, { "r12", r->r12 }, { "r13", r->r13 },
		{ "r14", r->r14 }, { "r15", r->r15 }, { "cr2", read_cr2() }, { "cr3", read_cr3() },
	};

	for (unsigned i = 0; i < COUNT(reg); i++)
		printk("%s%s %016llx%s", i % 3 ? "  " : " ", reg[i].name,
		       (unsigned long long)reg[i].value,
		       i % 3 == 2 || i == COUNT(reg) - 1 ? "\n" : "");
	printk("   cs %04x  ss %04x\n", (unsigned)r->cs, (unsigned)r->ss);
}

static NORETURN void finish(const char *format, va_list args, const struct pt_regs *regs, u64 bp,
			    u64 ip)
{
	static bool again;
	char message[MESSAGE];

	irq_disable();
	if (again)                      /* the panic panicked */
		cpu_stop();
	again = true;
	fmt_va(message, sizeof message, format, args);
	printk("\nkernel panic: %s\n", message);
	printk("task: pid %u, %s\n", current->pid, current->comm);
	if (regs)
		print_regs(regs);
	print_backtrace(bp, ip);
	if (regs)
		print_leaf_caller(regs, bp);
	debug_exit();
	print_text("halted\n");
	cpu_stop();
}

void panic_regs(const struct pt_regs *regs, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	finish(format, args, regs, regs->bp, regs->ip);
}

void panic(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	finish(format, args, NULL, *(const u64 *)__builtin_frame_address(0),
	       (u64)__builtin_return_address(0));
}
