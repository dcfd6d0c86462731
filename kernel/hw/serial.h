/* serial.h - COM1: bytes out and in by interrupt; before that, and for the kernel's own words,
 * out by polling. */
#ifndef HW_SERIAL_H
#define HW_SERIAL_H

#include "common/types.h"

enum { SERIAL_QUEUE = 4096 };           /* a power of two */

/* 115200 8N1, output only. */
void serial_init(void);
/* At once, behind what is queued.  Waits while the UART is busy, but not for ever: bytes for
 * a dead one are lost. */
void serial_put(char c);

/* From now on call receive(bytes, n), interrupts off, when bytes come.  False from it: no
 * more for now, until serial_resume().  when_sent(): most of what was queued is out. */
typedef bool serial_receiver(const char *bytes, size_t n);
void serial_listen(serial_receiver *receive, void (*when_sent)(void));
void serial_resume(void);

/* To be sent; what is more than SERIAL_QUEUE is lost. */
void serial_queue(const char *text, size_t n);
size_t serial_queued(void);             /* bytes that are still waiting */
void serial_discard(void);              /* forget them */

#endif
