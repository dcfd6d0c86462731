/* serial.c - COM1: a 16550, or an 8250 without FIFOs. */
#include "hw/serial.h"
#include "common/io.h"
#include "cpu/cpu.h"
#include "hw/irq.h"

enum {
	COM1     = 0x3f8,
	THR      = 0,                   /* transmit holding register; divisor while DLAB */
	RBR      = 0,                   /* receiver buffer register */
	IER      = 1,                   /* interrupt enable; divisor's upper half */
	FCR      = 2,
	IIR      = 2,
	LCR      = 3,
	MCR      = 4,
	LSR      = 5,
	IER_DATA = 1u << 0,             /* a byte arrived */
	LCR_8N1  = 3,
	LCR_DLAB = 0x80,
	FCR_ON   = 0x07,                /* FIFOs on and empty, an interrupt for each byte */
	IIR_FIFO = 0xc0,                /* both bits: the FIFOs work */
	MCR_UP   = 0x0b,                /* DTR, RTS, and OUT2, which lets the interrupt out */
	LSR_DATA = 1u << 0,
	LSR_THRE = 1u << 5,
	LSR_GONE = 0xff,                /* no UART at all */
	FIFO     = 16,
	POLLS    = 100000,              /* 1 us or so each; a byte needs 87 us */
};

static unsigned fifo = 1;
static serial_receiver *receiver;

void serial_init(void)
{
	outb(COM1 + IER, 0);
	outb(COM1 + LCR, LCR_DLAB);
	outb(COM1 + THR, 1);            /* 115200 / 1 */
	outb(COM1 + IER, 0);
	outb(COM1 + LCR, LCR_8N1);
	outb(COM1 + FCR, FCR_ON);
	outb(COM1 + MCR, MCR_UP);
	fifo = (inb(COM1 + IIR) & IIR_FIFO) == IIR_FIFO ? FIFO : 1;
}

static bool wait_empty(void)
{
	static bool dead;

	for (int i = 0; i < (dead ? 1 : POLLS); i++)
		if (inb(COM1 + LSR) & LSR_THRE) {
			dead = false;
			return true;
		}
	dead = true;                    /* waiting once is enough */
	return false;
}

/* Losing a log line on a machine without a UART is fine; hanging is not. */
void serial_write(const char *text, size_t n)
{
	while (n) {
		size_t burst = MIN(n, fifo);

		if (!wait_empty())
			return;
		for (size_t i = 0; i < burst; i++)
			outb(COM1 + THR, (u8)text[i]);
		text += burst;
		n -= burst;
	}
}

void serial_put(char c)
{
	serial_write(&c, 1);
}

/* Bytes that nobody takes stay in the UART, and its sender waits. */
static void interrupt(struct pt_regs *regs, void *unused)
{
	char bytes[FIFO];
	size_t n = 0;
	u8 status;

	(void)regs, (void)unused;
	inb(COM1 + IIR);
	while (n < FIFO) {              /* then ask whether there is room for more */
		status = inb(COM1 + LSR);
		if (status == LSR_GONE || !(status & LSR_DATA))
			break;
		bytes[n++] = (char)inb(COM1 + RBR);
	}
	if (n && receiver && !receiver(bytes, n)) {
		outb(COM1 + IER, 0);
		return;
	}
	/* The request's line must fall once more, or the 8259 sees no new edge. */
	outb(COM1 + IER, 0);
	outb(COM1 + IER, IER_DATA);
}

void serial_listen(serial_receiver *receive)
{
	receiver = receive;
	irq_install(IRQ_COM1, interrupt, NULL);
	serial_resume();
}

void serial_resume(void)
{
	u64 irqs = irq_save();

	outb(COM1 + IER, 0);
	outb(COM1 + IER, IER_DATA);
	irq_restore(irqs);
}
