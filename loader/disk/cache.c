/* cache.c - recently read pieces of the drives, for metadata. */
#include "base/error.h"
#include "common/str.h"
#include "disk/cache.h"
#include "mem/heap.h"

static struct piece {
	u32          used;              /* clock of the last use */
	struct disk *disk;              /* NULL: free */
	u64          start;             /* LBA */
} pieces[CACHE_PIECES];

static u8 *cached;                      /* of all pieces, on the heap from the first use on */
static u32 clock;

err_t cache_piece(struct disk *disk, u64 lba, u8 **data)
{
	struct piece *p, *oldest = pieces;
	u64 start = ALIGN_DOWN(lba, PIECE_SECTORS);

	if (!cached)
		cached = heap_alloc(CACHE_PIECES * PIECE_SECTORS * SECTOR);
	if (!cached)
		return ERR_NO_MEMORY;
	for (p = pieces; p < pieces + CACHE_PIECES; p++) {
		if (p->disk == disk && p->start == start)
			break;
		if (p->used < oldest->used)
			oldest = p;
	}
	if (p == pieces + CACHE_PIECES) {
		p = oldest;
		p->disk = NULL;
	}
	p->used = ++clock;
	*data = cached + (p - pieces) * PIECE_SECTORS * SECTOR;
	if (!p->disk) {
		TRY(disk_move_native(disk, start, (u32)MIN(disk->dev.sectors - start,
							   PIECE_SECTORS), *data, false));
		p->disk = disk;
		p->start = start;
	}
	return NULL;
}

void cache_drop(void)
{
	memset(pieces, 0, sizeof pieces);
}
