/* sysrq.c - deeds for those who test or rescue a machine. */
#include "sysrq.h"
#include "hw/power.h"
#include "printk.h"
#include "proc/proc.h"

/* For the panic's tests: a store where nothing is. */
static __attribute__((noinline)) void crash(void)
{
	u8 *nowhere = NULL;

	__asm__("" : "+r"(nowhere));    /* the compiler must not know */
	*(volatile u8 *)nowhere = 1;
}

/* Calls itself until the stack is full.  The result of the call is used, so that it is one. */
static __attribute__((noinline)) unsigned fill_stack(volatile unsigned *depth)
{
	volatile unsigned mine = *depth + 1;

	return mine ? fill_stack(&mine) + mine : 0;
}

static void deed(char letter)
{
	volatile unsigned depth = 0;

	switch (letter) {
	case 'b': restart();
	case 'c': crash(); break;
	case 'f':
		if (!oom_kill("a test"))
			print_text("sysrq: nobody to end\n");
		break;
	case 'o': power_off(); break;
	case 'S': fill_stack(&depth); break;
	case '\n': break;
	default:
		print_text("sysrq: b restart, c crash, f end a process, o power off, "
			   "S fill the stack\n");
	}
}

long sysrq(struct task_struct *task, const char *text, size_t n)
{
	(void)task;
	for (size_t i = 0; i < n; i++)
		deed(text[i]);
	return (long)n;
}
