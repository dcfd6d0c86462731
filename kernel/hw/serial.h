/* serial.h - COM1 as a write-only log. */
#ifndef HW_SERIAL_H
#define HW_SERIAL_H

/* 115200 8N1. */
void serial_init(void);
void serial_put(char c);

#endif
