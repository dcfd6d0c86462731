/* keyboard.c - the 8042's keyboard side, by interrupt. */
#include "hw/keyboard.h"
#include "common/io.h"
#include "hw/irq.h"

enum {
	DATA = 0x60, COMMAND = 0x64,    /* reads as the status */
	FULL = 1u << 0,                 /* a byte waits for us */
	BUSY = 1u << 1,                 /* the controller has not taken our last byte */
	FROM_MOUSE = 1u << 5,
	ABSENT = 0xff,
	READ_CONFIG = 0x20, WRITE_CONFIG = 0x60,
	CONFIG_IRQ1 = 1u << 0, CONFIG_OFF = 1u << 4, CONFIG_SET1 = 1u << 6,
	POLLS = 10000,                  /* about 10 ms */
	BATCH = 16,
};

static void (*receiver)(u8 scan);

static bool wait_status(u8 mask, u8 value)
{
	for (int i = 0; i < POLLS; i++)
		if ((inb(COMMAND) & mask) == value)
			return true;
	return false;
}

static void drain(void)
{
	for (int i = 0; i < BATCH && inb(COMMAND) & FULL; i++)
		inb(DATA);
}

static void interrupt(struct pt_regs *regs, void *unused)
{
	(void)regs, (void)unused;
	for (int i = 0; i < BATCH; i++) {
		u8 status = inb(COMMAND), scan;

		if (!(status & FULL))
			return;
		scan = inb(DATA);
		if (!(status & FROM_MOUSE))
			receiver(scan);
	}
}

/* The BIOS has set the controller up; we only make sure of what we rely on. */
void keyboard_listen(void (*receive)(u8 scan))
{
	u8 config;

	receiver = receive;
	if (inb(COMMAND) == ABSENT)
		return;
	drain();
	outb(COMMAND, READ_CONFIG);
	if (wait_status(FULL, FULL)) {
		config = inb(DATA);
		config = (u8)((config | CONFIG_IRQ1 | CONFIG_SET1) & ~CONFIG_OFF);
		outb(COMMAND, WRITE_CONFIG);
		if (wait_status(BUSY, 0))
			outb(DATA, config);
	}
	wait_status(BUSY, 0);
	irq_install(IRQ_KEYBOARD, interrupt, NULL);
	drain();
}
