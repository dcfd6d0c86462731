/* serial.c - one serial port at a time, polled; what comes in only wakes the CPU. */
#include "bios/bios.h"
#include "bios/serial.h"
#include "common/io.h"

enum {
	COM1_USUAL = 0x3f8,
	DATA       = 0,                 /* registers of a 16550 */
	IER        = 1,
	FCR        = 2,
	LCR        = 3,
	MCR        = 4,
	LSR        = 5,
	IER_DATA   = 0x01,              /* only to wake clock_idle() */
	LCR_STOP_2 = 0x04,              /* beside the bits of a word - 5 */
	LCR_ODD    = 0x08,
	LCR_EVEN   = 0x18,
	LCR_DLAB   = 0x80,              /* registers 0 and 1 are the divisor */
	FIFO_ON    = 0x07,              /* ... and emptied */
	MCR_ON     = 0x0b,              /* DTR, RTS, and OUT2: interrupts go out */
	LSR_DATA   = 0x01,
	LSR_EMPTY  = 0x20,
	POLLS      = 100000,            /* 1 us or so each; a full FIFO needs 1400 us */
};

static u16 port;

/* Losing text on a line that does not move is fine; hanging is not.  After the first
 * long wait in vain there are only short ones. */
static void put(char c)
{
	static unsigned polls = POLLS;

	for (unsigned i = 0; i < polls; i++)
		if (inb(port + LSR) & LSR_EMPTY) {
			outb(port + DATA, (u8)c);
			polls = POLLS;
			return;
		}
	polls = 1;
}

static int get(void)
{
	return inb(port + LSR) & LSR_DATA ? inb(port + DATA) : -1;
}

/* FIFO_ON also empties what came at another speed. */
static void program(const u32 *setup)
{
	static const u8 parities[] = { 0, LCR_ODD, LCR_EVEN };
	u32 divisor = SERIAL_FASTEST / setup[SERIAL_SPEED];

	outb(port + IER, IER_DATA);
	outb(port + LCR, LCR_DLAB);
	outb(port + DATA, (u8)divisor);
	outb(port + IER, (u8)(divisor >> 8));
	outb(port + LCR, (u8)(setup[SERIAL_WORD] - 5 + LCR_STOP_2 * (setup[SERIAL_STOP] - 1) +
			      parities[setup[SERIAL_PARITY]]));
	outb(port + FCR, FIFO_ON);
	outb(port + MCR, MCR_ON);
}

const struct line *serial_set(const u32 setup[SERIAL_FIELDS])
{
	static const struct line line = { "serial", put, get };
	u16 wanted = (u16)setup[SERIAL_PORT];

	if (!wanted)
		wanted = bda16(BDA_COM1 + 2 * setup[SERIAL_UNIT]);
	if (!wanted && !setup[SERIAL_UNIT])
		wanted = COM1_USUAL;
	if (!wanted || inb(wanted + LSR) == 0xff)       /* nobody drives the bus */
		return NULL;
	port = wanted;
	program(setup);
	return &line;
}
