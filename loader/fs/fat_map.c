/* fat_map.c - following FAT's chains of clusters. */
#include "base/error.h"
#include "fs/fat.h"

static err_t load_window(struct fat *fat, u32 first)
{
	u32 bytes = FAT_WINDOW / 8 * fat->bits;
	u64 start = fat->table + (u64)(first / FAT_WINDOW) * bytes;
	u64 end = fat->fs.dev->sectors * SECTOR;

	fat->window_at = 1;
	if (start > end)
		return "fat: the table ends behind the end of the disk";
	/* A small table's window reaches into what follows it; there may be no more. */
	TRY(block_read_bytes(fat->fs.dev, start, (size_t)MIN(end - start, bytes), fat->window));
	fat->window_at = first;
	return NULL;
}

static err_t next_cluster(struct fat *fat, u32 cluster, u32 *next)
{
	u32 i = cluster % FAT_WINDOW;

	if (cluster - i != fat->window_at)
		TRY(load_window(fat, cluster - i));
	if (fat->bits == 32)
		*next = get32(((const le32 *)fat->window)[i]);
	else if (fat->bits == 16)
		*next = get16(((const le16 *)fat->window)[i]);
	else
		*next = get16(*(const le16 *)(fat->window + i * 3 / 2)) >> (i & 1) * 4;
	*next &= fat->mask;
	return NULL;
}

static err_t bad_cluster(const struct file *f, u32 cluster)
{
	return errf("fat: chain from cluster %llu leads to cluster %u",
		    (unsigned long long)f->inode, cluster);
}

/* Find the piece of the chain that has cluster number `index` of the file; false in
 * *there when the chain ends before it. */
static err_t seek(struct file *f, u32 index, bool *there)
{
	struct fat *fat = (struct fat *)f->fs;
	struct fat_node *node = f->state;
	u32 wanted = (u32)((f->size + (1u << fat->shift) - 1) >> fat->shift);

	*there = true;
	if (node->count == 0 || index < node->index) {
		if (!fat_is_cluster(fat, node->first))
			return bad_cluster(f, node->first);
		node->index = 0;
		node->cluster = node->first;
		node->count = 1;
	}
	/* Each turn adds a cluster to the piece or starts the next; none looks behind the
	 * end of the file, so a chain that is a circle ends, too. */
	while (index - node->index >= node->count || node->index + node->count < wanted) {
		u32 last = node->cluster + node->count - 1, next;

		TRY(next_cluster(fat, last, &next));
		if (next == last + 1 && fat_is_cluster(fat, next)) {
			node->count++;
			continue;
		}
		if (index - node->index < node->count)
			break;
		if (next >= fat->mask - 7) {
			*there = false;
			break;
		}
		if (!fat_is_cluster(fat, next))
			return bad_cluster(f, next);
		node->index += node->count;
		node->cluster = next;
		node->count = 1;
	}
	return NULL;
}

err_t fat_map_or_end(struct file *f, u64 offset, struct run *out)
{
	struct fat *fat = (struct fat *)f->fs;
	struct fat_node *node = f->state;
	u32 skip = offset & ((1u << fat->shift) - 1), index = (u32)(offset >> fat->shift);
	bool there;

	out->kind = RUN_DISK;
	out->bytes = 0;
	if (f->kind == FILE_DIR && node->first == 0) {
		if (offset < fat->root_size)
			out->bytes = fat->root_size - offset;
		out->disk = fat->root + offset;
		return NULL;
	}
	TRY(seek(f, index, &there));
	if (there) {
		index -= node->index;
		out->disk = fat->data + ((u64)(node->cluster - 2 + index) << fat->shift) + skip;
		out->bytes = ((u64)(node->count - index) << fat->shift) - skip;
	}
	return NULL;
}

err_t fat_map(struct file *f, u64 offset, struct run *out)
{
	TRY(fat_map_or_end(f, offset, out));
	if (out->bytes == 0)
		return errf("fat: chain from cluster %llu ends before its file does",
			    (unsigned long long)f->inode);
	return NULL;
}
