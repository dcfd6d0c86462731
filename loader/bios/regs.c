/* regs.c - the registers before a BIOS call. */
#include "bios/bios.h"
#include "common/str.h"

void bios_regs(struct bios_regs *regs, u16 ax)
{
	memset(regs, 0, sizeof *regs);
	regs->eax = ax;
	regs->eflags = FLAG_IF | FLAG_CF;
}
