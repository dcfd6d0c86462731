/* irq.h - interrupt requests: the two 8259s, and who handles which line. */
#ifndef HW_IRQ_H
#define HW_IRQ_H

#include "cpu/desc.h"             /* IRQS */
#include "cpu/regs.h"

enum { IRQ_TIMER = 0, IRQ_KEYBOARD = 1, IRQ_COM1 = 4 };

/* All lines masked, at vectors IRQ_VECTOR... */
void pic_init(void);

/* Call fn(regs, arg) on each request of `irq` (interrupts off) and let the line through.
 * One handler a line. */
typedef void irq_handler(struct pt_regs *regs, void *arg);
void irq_install(unsigned irq, irq_handler *fn, void *arg);

/* From entry_64.asm. */
void do_irq(struct pt_regs *regs, unsigned irq);

/* An interrupt handler runs now. */
extern bool in_irq;

/* Requests of each line so far, for /proc/stat. */
u64 irq_count(unsigned irq);

#endif
