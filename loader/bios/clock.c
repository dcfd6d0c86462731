/* clock.c - the BIOS's clock, and sleeping until something happens. */
#include "bios/bios.h"
#include "bios/clock.h"

enum {
	TICKS_A_DAY = 0x1800b0,
	TICK_MS_256 = 14061,            /* 65536 / 1193182 s, in ms / 256 */
};

u32 clock_milliseconds(void)
{
	static u32 last, days_before;
	u32 now = *(volatile u32 *)bda(BDA_TICKS);

	if (now < last)                 /* midnight */
		days_before += TICKS_A_DAY;
	last = now;
	return (u32)((u64)(days_before + now) * TICK_MS_256 >> 8);
}

void clock_idle(void)
{
	enum { STI_HLT = 0xf4fb };
	struct bios_regs r;

	bios_regs(&r, 0);
	/* Interrupts stay off until sti: one that came before hlt would otherwise be
	 * slept over. */
	r.eflags = 0;
	bios_run(STI_HLT, &r);
}
