/* serial.c - COM1 as a write-only log, polled. */
#include "hw/serial.h"
#include "common/io.h"

enum {
	COM1     = 0x3f8,
	THR      = 0,                   /* transmit holding register; divisor while DLAB */
	IER      = 1,                   /* interrupt enable; divisor's upper half */
	FCR      = 2,
	LCR      = 3,
	MCR      = 4,
	LSR      = 5,
	LCR_8N1  = 3,
	LCR_DLAB = 0x80,
	FCR_ON   = 0x07,                /* FIFOs on and empty */
	MCR_UP   = 0x03,                /* DTR, RTS */
	LSR_THRE = 1u << 5,
	POLLS    = 100000,              /* 1 us or so each; a byte needs 87 us */
};

void serial_init(void)
{
	outb(COM1 + IER, 0);
	outb(COM1 + LCR, LCR_DLAB);
	outb(COM1 + THR, 1);            /* 115200 / 1 */
	outb(COM1 + IER, 0);
	outb(COM1 + LCR, LCR_8N1);
	outb(COM1 + FCR, FCR_ON);
	outb(COM1 + MCR, MCR_UP);
}

/* Losing a log line on a machine without a UART is fine; hanging is not. */
void serial_put(char c)
{
	for (int i = 0; i < POLLS; i++)
		if (inb(COM1 + LSR) & LSR_THRE) {
			outb(COM1 + THR, (u8)c);
			return;
		}
}
