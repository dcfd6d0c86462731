/* tls.c - struct user_desc to a descriptor of the GDT and back (Intel SDM volume 3, 3.4.5).
 * Pure. */
#include "proc/proc.h"

enum {
	ACCESS_PRESENT = 0x80, ACCESS_RING3 = 0x60, ACCESS_SEGMENT = 0x10, ACCESS_ACCESSED = 1,
	FLAG_USEABLE = 1, FLAG_BIG = 4, FLAG_PAGES = 8,
};

static bool is_empty(const struct user_desc *d)
{
	bool zeros = !d->base && !d->limit && !d->flags;
	bool marked = !d->base && !d->limit && d->flags == (DESC_READ_EXEC_ONLY | DESC_NOT_PRESENT);

	return zeros || marked;
}

bool tls_descriptor(const struct user_desc *d, u64 *descriptor)
{
	u32 contents = (d->flags & DESC_CONTENTS) >> 1;
	u32 access = ACCESS_RING3 | ACCESS_SEGMENT | ACCESS_ACCESSED, flags = 0;
	u32 limit = d->limit & 0xfffff;

	*descriptor = 0;
	if (is_empty(d))
		return true;
	/* 32-bit data only: code segments would let a program be 16-bit. */
	if (!(d->flags & DESC_32BIT) || contents > 1 || d->flags & DESC_NOT_PRESENT)
		return false;
	access |= ACCESS_PRESENT | contents << 2 | (d->flags & DESC_READ_EXEC_ONLY ? 0 : 2);
	flags = FLAG_BIG | (d->flags & DESC_USEABLE ? FLAG_USEABLE : 0) |
		(d->flags & DESC_IN_PAGES ? FLAG_PAGES : 0);
	*descriptor = (u64)(limit & 0xffff) | (u64)(d->base & 0xffffff) << 16 |
		      (u64)access << 40 | (u64)(limit >> 16) << 48 | (u64)flags << 52 |
		      (u64)(d->base >> 24) << 56;
	return true;
}

void tls_describe(u64 descriptor, u32 entry, struct user_desc *d)
{
	u32 access = descriptor >> 40 & 0xff, flags = descriptor >> 52 & 0xf;

	*d = (struct user_desc){
		.entry = entry,
		.base = (u32)(descriptor >> 16 & 0xffffff) | (u32)(descriptor >> 56) << 24,
		.limit = (u32)(descriptor & 0xffff) | (u32)(descriptor >> 48 & 0xf) << 16,
	};
	if (!descriptor) {
		d->flags = DESC_READ_EXEC_ONLY | DESC_NOT_PRESENT;
		return;
	}
	d->flags = DESC_32BIT | (access >> 2 & 3) << 1 | (access & 2 ? 0 : DESC_READ_EXEC_ONLY) |
		   (flags & FLAG_PAGES ? DESC_IN_PAGES : 0) | (flags & FLAG_USEABLE ? DESC_USEABLE : 0);
}
