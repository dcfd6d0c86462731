/* clock.c - the BIOS's clock, and sleeping until something happens. */
#include "bios/bios.h"
#include "bios/clock.h"
#include "common/io.h"

enum {
	TICKS_A_DAY = 0x1800b0,
	TICK_MS_256 = 14061,            /* 65536 / 1193182 s, in ms / 256 */
	PIC_MASK    = 0x21,             /* of interrupts 0 to 7 */
	SERIAL_IRQS = 0x18,             /* those of COM1 and COM2, so that a key ends hlt */
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

/* INT 1Ah, ah = 2 to 5: read or set the time, then the date.  ch, cl, dh, dl: hour, minute,
 * second, summer time; century, year, month, day. */
static bool rtc(u8 function, u16 *high, u16 *low)
{
	struct bios_regs r;

	bios_regs(&r, (u16)(function << 8));
	r.ecx = *high;
	r.edx = *low;
	bios_int(0x1a, &r);
	*high = (u16)r.ecx;
	*low = (u16)r.edx;
	return !bios_failed(&r);
}

bool clock_calendar(u16 t[CLOCK_FIELDS], bool set)
{
	u16 year = t[YEAR], date = (u16)(t[MONTH] << 8 | t[DAY]);
	u16 time = (u16)(t[HOUR] << 8 | t[MINUTE]), second = (u16)(t[SECOND] << 8);
	bool works = rtc(2 + set, &time, &second) && rtc(4 + set, &year, &date);

	t[YEAR] = year;
	t[MONTH] = date >> 8;
	t[DAY] = (u8)date;
	t[HOUR] = time >> 8;
	t[MINUTE] = (u8)time;
	t[SECOND] = second >> 8;
	return works;
}

void clock_idle(void)
{
	enum { STI_HLT = 0xf4fb };
	struct bios_regs r;

	/* BIOSes mask what nobody asked them for, also when it comes. */
	outb(PIC_MASK, inb(PIC_MASK) & (u8)~SERIAL_IRQS);
	bios_regs(&r, 0);
	/* Interrupts stay off until sti: one that came before hlt would otherwise be
	 * slept over. */
	r.eflags = 0;
	bios_run(STI_HLT, &r);
}
