/* fat_map.c - following FAT's chains of clusters. */
#include "base/error.h"
#include "fs/fat.h"

static err_t load_window(struct fat *fat, u32 first)
{
	struct blockdev *dev = fat->fs.dev;
	u32 bytes = FAT_WINDOW / 8 * fat->bits;
	u64 start = ((u64)fat->table << fat->sector_shift) + first / FAT_WINDOW * bytes;
	u64 left = dev->sectors * SECTOR - start;

	fat->window_at = 1;
	/* A small table's window reaches into what follows it; there may be no more. */
	TRY(block_read_bytes(dev, start, (size_t)MIN(left, bytes), fat->window));
	fat->window_at = first;
	return NULL;
}

static err_t next_cluster(struct fat *fat, u32 cluster, u32 *next)
{
	u32 i = cluster % FAT_WINDOW;
	const u8 *entry;

	if (cluster - i != fat->window_at)
		TRY(load_window(fat, cluster - i));
	entry = fat->window + i * fat->bits / 8;
	/* The window has room behind a shorter entry. */
	*next = get32(*(const le32 *)entry);
	if (fat->bits == 12)
		*next >>= (i & 1) * 4;
	*next &= fat->mask;
	return NULL;
}

/* Make f->piece the one with cluster number `index` of the file, as far as the clusters
 * lie in a row; or one that ends before it, when the chain does. */
static err_t seek(struct file *f, u32 index)
{
	struct fat *fat = (struct fat *)f->fs;
	struct file_piece *p = &f->piece;
	u32 last = (u32)(f->size - 1) >> fat->shift;

	if (index < p->index)
		p->index = p->count = 0;
	/* Each turn adds a cluster to the piece or starts the next; none looks behind the
	 * end of the file, so a chain that is a circle ends, too. */
	while (p->index + p->count <= last) {
		u32 next = (u32)f->inode, behind = p->cluster + p->count;

		if (p->count)
			TRY(next_cluster(fat, behind - 1, &next));
		if (next == behind && next - 2 < fat->clusters) {
			p->count++;
			continue;
		}
		if (index - p->index < p->count || next >= fat->mask - 7)
			break;
		if (next - 2 >= fat->clusters)
			return errf("fat: chain from cluster %u leads to cluster %u",
				    (u32)f->inode, next);
		p->index += p->count;
		p->cluster = next;
		p->count = 1;
	}
	return NULL;
}

err_t fat_map(struct file *f, struct run *run)
{
	struct fat *fat = (struct fat *)f->fs;
	const struct file_piece *p = &f->piece;
	u32 at = (u32)run->offset, index = at >> fat->shift, first = fat->root;

	if (f->kind == FILE_DIR && f->inode == 0) {
		if (at < fat->root_size)
			run->bytes = fat->root_size - at;
	} else {
		TRY(seek(f, index));
		index -= p->index;
		at &= (1u << fat->shift) - 1;
		if (index < p->count)
			run->bytes = ((u64)(p->count - index) << fat->shift) - at;
		first = fat->data +
			((p->cluster - 2 + index) << (fat->shift - fat->sector_shift));
	}
	run->disk = ((u64)first << fat->sector_shift) + at;
	return NULL;
}
