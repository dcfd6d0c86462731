/* slice.c - a partition as a blockdev. */
#include "part/partition.h"

static err_t slice_move(struct blockdev *dev, u64 lba, u32 count, void *memory, bool write)
{
	struct slice *s = (struct slice *)dev;

	return block_move(s->under, s->lba + lba, count, memory, write);
}

void slice_init(struct slice *s, struct blockdev *under, u64 lba, u64 sectors)
{
	*s = (struct slice){
		.dev = { .sectors = sectors, .move = slice_move, .shift = under->shift },
		.under = under, .lba = lba,
	};
}
