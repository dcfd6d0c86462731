/* serial.c - COM1, polled. */
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
	LCR_8N1    = 0x03,
	LCR_DLAB   = 0x80,              /* registers 0 and 1 are the divisor */
	FIFO_ON    = 0x07,              /* ... and emptied */
	DTR_RTS    = 0x03,
	LSR_DATA   = 0x01,
	LSR_EMPTY  = 0x20,
	DIVISOR    = 1,                 /* 115200 */
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

const struct line *serial_init(void)
{
	static const struct line line = { "serial", put, get };
	static const struct { u8 at, value; } settings[] = {
		{ IER, 0 }, { LCR, LCR_DLAB }, { DATA, DIVISOR }, { IER, 0 },
		{ LCR, LCR_8N1 }, { FCR, FIFO_ON }, { MCR, DTR_RTS },
	};

	port = bda16(BDA_COM1);
	if (port == 0)
		port = COM1_USUAL;
	if (inb(port + LSR) == 0xff)    /* nobody drives the bus */
		return NULL;
	for (unsigned i = 0; i < COUNT(settings); i++)
		outb(port + settings[i].at, settings[i].value);
	return &line;
}
