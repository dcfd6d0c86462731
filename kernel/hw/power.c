/* power.c - leave the machine: the virtual ones, whose registers are known. */
#include "hw/power.h"
#include "common/io.h"

enum {
	SLEEP_S5   = 0x2000,            /* SLP_EN; SLP_TYP 0 is S5 there */
	DEBUG_EXIT = 0xf4,
	EXIT_VALUE = 16,                /* QEMU's exit status is twice that and 1 */
};

/* Where PM1a_CNT lies.  Real machines say so in their FADT. */
static const struct {
	u16 port, value;
} machines[] = {
	{ 0x0604, SLEEP_S5 },           /* QEMU pc and q35 */
	{ 0xb004, SLEEP_S5 },           /* Bochs, QEMU before 2.0 */
};

void power_off(void)
{
	for (unsigned i = 0; i < COUNT(machines); i++)
		outw(machines[i].port, machines[i].value);
}

void debug_exit(void)
{
	outb(DEBUG_EXIT, EXIT_VALUE);
}
