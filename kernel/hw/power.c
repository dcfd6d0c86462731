/* power.c - leave the machine: as ACPI says, else in the ways that many machines know. */
#include "hw/power.h"
#include "common/io.h"
#include "cpu/cpu.h"
#include "hw/acpi.h"

enum {
	SLEEP_S5   = 0x2000,            /* SLP_EN; SLP_TYP 0 is S5 there */
	DEBUG_EXIT = 0xf4,
	KBD_STATUS = 0x64, KBD_BUSY = 2, KBD_RESET = 0xfe, KBD_POLLS = 100000,
	RESET_CONTROL = 0xcf9, RESET_HARD = 2, RESET_NOW = 6,
	SETTLE = 100000,                /* port reads, 1 us or so each */
	EXIT_VALUE = 16,                /* QEMU's exit status is twice that and 1 */
};

/* Where PM1a_CNT lies in machines without ACPI tables. */
static const struct {
	u16 port, value;
} machines[] = {
	{ 0x0604, SLEEP_S5 },           /* QEMU pc and q35 */
	{ 0xb004, SLEEP_S5 },           /* Bochs, QEMU before 2.0 */
};

/* The machine may need a moment to act. */
static void settle(void)
{
	for (int i = 0; i < SETTLE; i++)
		inb(KBD_STATUS);
}

void power_off(void)
{
	acpi_power_off();
	settle();
	for (unsigned i = 0; i < COUNT(machines); i++)
		outw(machines[i].port, machines[i].value);
	settle();
}

void restart(void)
{
	static const struct __attribute__((packed)) { u16 limit; u64 base; } no_idt;

	irq_disable();
	acpi_reset();
	settle();
	for (int i = 0; i < KBD_POLLS && (inb(KBD_STATUS) & KBD_BUSY); i++)
		;
	outb(KBD_STATUS, KBD_RESET);
	settle();
	outb(RESET_CONTROL, RESET_HARD);
	outb(RESET_CONTROL, RESET_NOW);
	settle();
	/* No CPU survives an exception without an IDT. */
	__asm__ volatile("lidt %0; int3" : : "m"(no_idt));
	cpu_stop();
}

void debug_exit(void)
{
	outb(DEBUG_EXIT, EXIT_VALUE);
	settle();
}
