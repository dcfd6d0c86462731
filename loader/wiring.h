/* wiring.h - the world of the commands, put together from the folders. */
#ifndef WIRING_H
#define WIRING_H

#include "command/world.h"

/* Consoles, memory, heap, disks and an interpreter that knows every command, into what
 * was all zero.  On an error the consoles work. */
err_t world_start(struct world *w, const struct platform *p) MUST_CHECK;

#endif
