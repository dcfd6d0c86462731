/* pic.c - the two 8259 interrupt controllers. */
#include "common/io.h"
#include "cpu/desc.h"
#include "hw/irq.h"

enum {
	MASTER = 0x20, SLAVE = 0xa0,            /* command; data is the next port */
	ICW1 = 0x11,                            /* edge, cascade, ICW4 follows */
	ICW4 = 0x01,                            /* 8086 mode */
	CASCADE = 2,
	EOI = 0x20, READ_ISR = 0x0b,
	SPURIOUS = 7,                           /* of each controller */
};

static struct { irq_handler *fn; void *arg; u64 count; } line[IRQS];
bool in_irq;
static u16 mask = 0xffff & ~(1u << CASCADE);

static void write_mask(void)
{
	outb(MASTER + 1, (u8)mask);
	outb(SLAVE + 1, (u8)(mask >> 8));
}

void pic_init(void)
{
	outb(MASTER, ICW1);
	outb(SLAVE, ICW1);
	outb(MASTER + 1, IRQ_VECTOR);
	outb(SLAVE + 1, IRQ_VECTOR + 8);
	outb(MASTER + 1, 1u << CASCADE);
	outb(SLAVE + 1, CASCADE);
	outb(MASTER + 1, ICW4);
	outb(SLAVE + 1, ICW4);
	write_mask();
}

void irq_install(unsigned irq, irq_handler *fn, void *arg)
{
	line[irq].fn = fn;
	line[irq].arg = arg;
	mask &= (u16)~(1u << irq);
	write_mask();
}

/* Line 7 of a controller without its bit in service: a request that went away. */
static bool spurious(unsigned irq)
{
	u16 port = irq < 8 ? MASTER : SLAVE;

	if (irq % 8 != SPURIOUS)
		return false;
	outb(port, READ_ISR);
	if (inb(port) & 1u << SPURIOUS)
		return false;
	if (irq >= 8)
		outb(MASTER, EOI);
	return true;
}

void do_irq(struct pt_regs *regs, unsigned irq)
{
	if (spurious(irq))
		return;
	line[irq].count++;
	if (irq >= 8)
		outb(SLAVE, EOI);
	outb(MASTER, EOI);
	if (!line[irq].fn)
		return;
	in_irq = true;
	line[irq].fn(regs, line[irq].arg);
	in_irq = false;
}

u64 irq_count(unsigned irq)
{
	return irq < IRQS ? line[irq].count : 0;
}
