/* a20.h - address line 20, which AT-compatible machines may start with switched off. */
#ifndef DECOMPRESS_A20_H
#define DECOMPRESS_A20_H

#include "common/types.h"

/* Does address 1 MiB + x differ from x? */
bool a20_is_open(void);

/* Open it, unless it is, by port 92h and then by the keyboard controller; the BIOS was
 * asked before.  Waits 0.2 s or so at most. */
err_t a20_open(void) MUST_CHECK;

#endif
