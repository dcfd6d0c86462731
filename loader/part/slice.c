/* slice.c - a partition as a blockdev. */
#include "part/partition.h"

static err_t slice_read(struct blockdev *dev, u64 lba, u32 count, void *to)
{
	struct slice *s = (struct slice *)dev;

	return block_read(s->under, s->lba + lba, count, to);
}

static err_t slice_write(struct blockdev *dev, u64 lba, u32 count, const void *from)
{
	struct slice *s = (struct slice *)dev;

	return block_write(s->under, s->lba + lba, count, from);
}

void slice_init(struct slice *s, struct blockdev *under, u64 lba, u64 sectors)
{
	*s = (struct slice){
		.dev = { .sectors = sectors, .read = slice_read, .write = slice_write,
			 .shift = under->shift },
		.under = under, .lba = lba,
	};
}
