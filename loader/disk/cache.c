/* cache.c - recently read pieces of one drive, for metadata. */
#include "base/error.h"
#include "disk/cache.h"
#include "mem/heap.h"

struct piece {
	u64 start;                      /* LBA; valid when data is not NULL */
	u32 used;                       /* clock of the last use */
	u8 *data;
};

struct disk_cache {
	u32           clock;
	struct piece *last;             /* the last hit: mostly the next one, too */
	struct piece  piece[CACHE_PIECES];
};

static struct piece *find(struct disk_cache *c, u64 start)
{
	for (unsigned i = 0; i < CACHE_PIECES; i++)
		if (c->piece[i].data && c->piece[i].start == start)
			return &c->piece[i];
	return NULL;
}

/* An empty piece with memory, else the one that was not used for the longest time. */
static struct piece *make_room(struct disk_cache *c)
{
	struct piece *oldest = NULL;

	for (unsigned i = 0; i < CACHE_PIECES; i++) {
		struct piece *p = &c->piece[i];

		if (!p->data) {
			p->data = heap_alloc(PIECE_SECTORS * SECTOR);
			if (p->data)
				return p;
		} else if (!oldest || p->used < oldest->used) {
			oldest = p;
		}
	}
	return oldest;
}

static err_t fill(struct disk *disk, struct piece *p, u64 start)
{
	unsigned shift = disk->dev.shift;
	err_t err = disk->platform->drive_read(&disk->drive, start >> shift,
					       piece_sectors(disk, start) >> shift, p->data);

	p->start = start;
	if (err) {
		heap_free(p->data);
		p->data = NULL;
	}
	return err;
}

err_t cache_piece(struct disk *disk, u64 lba, u8 **data)
{
	struct disk_cache *c = disk->cache;
	u64 start = ALIGN_DOWN(lba, PIECE_SECTORS);
	struct piece *p;

	if (!c)
		c = disk->cache = heap_zalloc(sizeof *c);
	if (!c)
		return ERR_NO_MEMORY;
	p = c->last;
	if (!p || !p->data || p->start != start) {
		p = find(c, start);
		if (!p) {
			p = make_room(c);
			if (!p)
				return ERR_NO_MEMORY;
			TRY(fill(disk, p, start));
		}
		c->last = p;
	}
	p->used = ++c->clock;
	*data = p->data;
	return NULL;
}

void cache_drop(struct disk *disk)
{
	if (disk->cache)
		for (unsigned i = 0; i < CACHE_PIECES; i++)
			heap_free(disk->cache->piece[i].data);
	heap_free(disk->cache);
	disk->cache = NULL;
}
