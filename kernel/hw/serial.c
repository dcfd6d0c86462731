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
	IER_SENT = 1u << 1,             /* there is room to send */
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
	LOW      = SERIAL_QUEUE / 4,    /* with fewer waiting there is room again */
};

static unsigned fifo = 1;
static serial_receiver *receiver;
static void (*sent)(void);

/* Bytes on their way out; the indices run freely. */
static char queue[SERIAL_QUEUE];
static u32 queue_in, queue_out;
static bool blocked;                    /* nobody takes what comes in */

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

size_t serial_queued(void)
{
	return queue_in - queue_out;
}

/* As much as the UART has room for. */
static void feed(void)
{
	for (size_t i = 0; i < fifo && queue_out != queue_in; i++)
		outb(COM1 + THR, (u8)queue[queue_out++ % SERIAL_QUEUE]);
}

/* Losing a log line on a machine without a UART is fine; hanging is not. */
void serial_put(char c)
{
	while (serial_queued() && wait_empty())         /* that came first */
		feed();
	if (wait_empty())
		outb(COM1 + THR, (u8)c);
}

/* The request's line must fall once more, or the 8259 sees no new edge. */
static void ask_again(void)
{
	outb(COM1 + IER, 0);
	outb(COM1 + IER, (u8)((blocked ? 0 : IER_DATA) | (serial_queued() ? IER_SENT : 0)));
}

void serial_queue(const char *text, size_t n)
{
	u64 irqs = irq_save();
	u8 status = inb(COM1 + LSR);

	if (status == LSR_GONE)
		n = 0;
	for (size_t i = 0; i < n && serial_queued() < SERIAL_QUEUE; i++)
		queue[queue_in++ % SERIAL_QUEUE] = text[i];
	if (status & LSR_THRE)
		feed();
	ask_again();
	irq_restore(irqs);
}

void serial_discard(void)
{
	queue_out = queue_in;
}

/* Bytes that nobody takes stay in the UART, and its sender waits. */
static void interrupt(struct pt_regs *regs, void *unused)
{
	char bytes[FIFO];
	size_t n = 0;
	u8 status;

	(void)regs, (void)unused;
	inb(COM1 + IIR);
	while (n < FIFO && !blocked) {  /* then ask whether there is room for more */
		status = inb(COM1 + LSR);
		if (status == LSR_GONE || !(status & LSR_DATA))
			break;
		bytes[n++] = (char)inb(COM1 + RBR);
	}
	if (n && receiver)
		blocked = !receiver(bytes, n);
	if (serial_queued() && inb(COM1 + LSR) & LSR_THRE) {
		feed();
		if (serial_queued() < LOW && sent)
			sent();
	}
	ask_again();
}

void serial_listen(serial_receiver *receive, void (*when_sent)(void))
{
	receiver = receive;
	sent = when_sent;
	irq_install(IRQ_COM1, interrupt, NULL);
	serial_resume();
}

void serial_resume(void)
{
	u64 irqs = irq_save();

	blocked = false;
	ask_again();
	irq_restore(irqs);
}
