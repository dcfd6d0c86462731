/* power.c - the ways to stop. */
#include "bios/bios.h"
#include "bios/clock.h"
#include "bios/power.h"
#include "common/io.h"

void power_reboot(void)
{
	enum { KBC = 0x64, KBC_FULL = 2, KBC_PULSE_RESET = 0xfe, WARM = 0x1234 };
	static const u16 no_idt[3];

	*(volatile u16 *)bda(BDA_RESET) = WARM;
	for (unsigned i = 0; i < 0x10000 && inb(KBC) & KBC_FULL; i++)
		;
	outb(KBC, KBC_PULSE_RESET);
	for (unsigned i = 0; i < 0x10000; i++)
		inb(KBC);               /* 65 ms for it to take effect */
	/* No keyboard controller: an exception without an IDT shuts the CPU down, which
	 * every chipset answers with a reset. */
	__asm__ volatile("lidt %0; int3" : : "m"(no_idt));
	__builtin_unreachable();
}

/* One call of the APM BIOS (APM 1.2, 4.6).  Where there is none nothing happens. */
static void apm(u16 ax, u16 bx, u16 cx)
{
	struct bios_regs r;

	bios_regs(&r, ax);
	r.ebx = bx;
	r.ecx = cx;
	bios_int(0x15, &r);
}

void power_halt(void)
{
	enum { ALL = 1, OFF = 3 };

	apm(0x5301, 0, 0);              /* connect, real mode */
	apm(0x530e, 0, 0x0101);         /* speak APM 1.1: power off is newer than 1.0 */
	apm(0x5307, ALL, OFF);
	for (;;)
		clock_idle();
}
