/* serial.h - COM1, polled. */
#ifndef BIOS_SERIAL_H
#define BIOS_SERIAL_H

#include "base/platform.h"

/* Set COM1 to 115200 8N1.  NULL: there is none. */
const struct line *serial_init(void);

#endif
