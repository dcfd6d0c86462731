/* params.h - the bytes a kernel is told with: boot_params, or its own setup header. */
#ifndef BOOT_PARAMS_H
#define BOOT_PARAMS_H

#include "boot/placement.h"

/* Bytes the block needs at most. */
u32 params_bytes(const struct boot_plan *plan);

/* Fill in block[params_bytes()], which will lie where AT_PARAMS goes: for the 16-bit entry
 * it holds the file's real-mode part already; for the 32-bit entry it is cleared here, and
 * screen_info is left to the caller. */
void params_fill(const struct job *j, u8 *block);

#endif
