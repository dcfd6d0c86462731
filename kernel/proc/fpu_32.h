/* fpu_32.h - the FPU's registers in a 32-bit signal frame: FSAVE's form, then FXSAVE's. */
#ifndef PROC_FPU_32_H
#define PROC_FPU_32_H

#include "cpu/fpu.h"

struct fpu_32 {
	u32 control, status, tag, ip, cs, data, data_segment;
	u8  st[8][10];
	u16 status_again, magic;        /* magic 0: the FXSAVE image is there, too */
	struct fpu_state fx;
};
_Static_assert(sizeof(struct fpu_32) == 624, "the ABI's size");

/* Pure: the first part from fx, and back with what a handler changed in it. */
void fpu_to_32(struct fpu_32 *f);
void fpu_from_32(struct fpu_32 *f);

#endif
