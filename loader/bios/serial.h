/* serial.h - one serial port at a time, polled. */
#ifndef BIOS_SERIAL_H
#define BIOS_SERIAL_H

#include "base/platform.h"

/* platform.serial; units go to 3.  Ports of units are those the BIOS found; COM1 is tried
 * where it usually is when it found none. */
const struct line *serial_set(const u32 setup[SERIAL_FIELDS]);

#endif
