/* fpu_32.c - x87 registers in FSAVE's form and in FXSAVE's (Intel SDM volume 1, 8.1 and
 * 10.5.1).  Pure. */
#include "proc/fpu_32.h"
#include "common/str.h"

enum { FX_CONTROL = 0, FX_STATUS = 2, FX_TAG = 4, FX_OPCODE = 6, FX_IP = 8, FX_CS = 12,
       FX_DATA = 16, FX_DATA_SEGMENT = 20, FX_ST = 32, ST_STEP = 16, ST_BYTES = 10,
       TAG_VALID = 0, TAG_ZERO = 1, TAG_SPECIAL = 2, TAG_EMPTY = 3 };

static u16 get2(const u8 *p)
{
	u16 v;

	memcpy(&v, p, 2);
	return v;
}

static u32 tag_of(const u8 *st)
{
	u64 significand;
	u32 exponent = get2(st + 8) & 0x7fffu;

	memcpy(&significand, st, 8);
	if (exponent == 0x7fff)
		return TAG_SPECIAL;
	if (!exponent)
		return significand ? TAG_SPECIAL : TAG_ZERO;
	return significand >> 63 ? TAG_VALID : TAG_SPECIAL;
}

/* FXSAVE's tags are one bit a register, FSAVE's two; both by register, while st[] is by
 * place on the register stack, whose top the status has. */
void fpu_to_32(struct fpu_32 *f)
{
	const u8 *fx = f->fx.bytes;
	u32 top = get2(fx + FX_STATUS) >> 11 & 7, tags = 0;

	for (unsigned i = 0; i < 8; i++) {
		const u8 *st = fx + FX_ST + ((i - top) & 7) * ST_STEP;

		tags |= (fx[FX_TAG] >> i & 1 ? tag_of(st) : (u32)TAG_EMPTY) << 2 * i;
		memcpy(f->st[i], fx + FX_ST + i * ST_STEP, ST_BYTES);
	}
	f->control = get2(fx + FX_CONTROL) | 0xffff0000u;
	f->status = get2(fx + FX_STATUS) | 0xffff0000u;
	f->tag = tags | 0xffff0000u;
	memcpy(&f->ip, fx + FX_IP, 4);
	f->cs = get2(fx + FX_CS) | (u32)get2(fx + FX_OPCODE) << 16;
	memcpy(&f->data, fx + FX_DATA, 4);
	f->data_segment = get2(fx + FX_DATA_SEGMENT) | 0xffff0000u;
	f->status_again = get2(fx + FX_STATUS);
	f->magic = 0;
}

void fpu_from_32(struct fpu_32 *f)
{
	u8 *fx = f->fx.bytes, tags = 0;

	for (unsigned i = 0; i < 8; i++) {
		if ((f->tag >> 2 * i & 3) != TAG_EMPTY)
			tags |= (u8)(1u << i);
		memcpy(fx + FX_ST + i * ST_STEP, f->st[i], ST_BYTES);
	}
	memcpy(fx + FX_CONTROL, &f->control, 2);
	memcpy(fx + FX_STATUS, &f->status, 2);
	fx[FX_TAG] = tags;
}
