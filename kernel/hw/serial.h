/* serial.h - COM1: bytes out by polling, bytes in by interrupt. */
#ifndef HW_SERIAL_H
#define HW_SERIAL_H

#include "common/types.h"

/* 115200 8N1, output only. */
void serial_init(void);
void serial_put(char c);
/* Waits while the UART is busy, but not for ever: bytes for a dead one are lost. */
void serial_write(const char *text, size_t n);

/* From now on call receive(bytes, n), interrupts off, when bytes come.  False from it: no
 * more for now, until serial_resume(). */
typedef bool serial_receiver(const char *bytes, size_t n);
void serial_listen(serial_receiver *receive);
void serial_resume(void);

#endif
