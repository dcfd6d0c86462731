/* ext2_map.c - from a file's blocks to the disk's: pointers and extents. */
#include "fs/ext2_fs.h"

static int read_at(const struct ext2 *fs, u64 block, u64 offset, void *to, size_t n)
{
	if (block >= fs->geo.blocks)
		return -EIO;
	return blkdev_read(fs->dev, block * fs->geo.block_size + offset, to, n) ? -EIO : 0;
}

static i64 map_pointers(const struct ext2 *fs, const struct ext2_node *node, u64 index)
{
	u64 per = fs->geo.block_size / 4, span = 1;
	unsigned level = 0;
	le32 pointer;

	if (index < EXT2_DIRECT) {
		memcpy(&pointer, node->block + 4 * index, 4);
		return get32(pointer);
	}
	index -= EXT2_DIRECT;
	for (level = 1, span = per; index >= span; level++, span *= per) {
		if (level == 3)
			return -EIO;
		index -= span;
	}
	memcpy(&pointer, node->block + 4 * (EXT2_DIRECT - 1 + level), 4);
	while (level-- && get32(pointer)) {
		span /= per;
		if (read_at(fs, get32(pointer), index / span * 4, &pointer, 4))
			return -EIO;
		index %= span;
	}
	return get32(pointer);
}

/* Entry `i` of the node at `block`, or of the inode when that is 0. */
static int entry_at(const struct ext2 *fs, const struct ext2_node *node, u64 block, unsigned i,
		    void *to)
{
	if (block)
		return read_at(fs, block, 12 * i, to, 12);
	memcpy(to, node->block + 12 * i, 12);
	return 0;
}

static i64 map_extents(const struct ext2 *fs, const struct ext2_node *node, u64 index)
{
	u64 block = 0;

	for (int level = 0; level <= EXT2_EXTENT_DEPTH_MAX; level++) {
		struct ext2_extent_header head;
		struct ext2_extent e;
		unsigned low = 0, high, limit = block ? fs->geo.block_size / 12 - 1 : 4;

		if (entry_at(fs, node, block, 0, &head) || get16(head.magic) != EXT2_EXTENT_MAGIC ||
		    get16(head.entries) > limit)
			return -EIO;
		/* The last entry that begins at or before index. */
		for (high = get16(head.entries); low < high; ) {
			unsigned mid = (low + high) / 2;

			if (entry_at(fs, node, block, mid + 1, &e))
				return -EIO;
			if (get32(e.block) <= index)
				low = mid + 1;
			else
				high = mid;
		}
		if (!low)
			return 0;
		if (entry_at(fs, node, block, low, &e))
			return -EIO;
		if (!get16(head.depth)) {
			u64 into = index - get32(e.block), start = get32(e.u.leaf.start);
			u16 length = get16(e.u.leaf.length);

			if (length > EXT2_EXTENT_UNWRITTEN || into >= length)
				return 0;
			return (i64)(start + ((u64)get16(e.u.leaf.start_high) << 32) + into);
		}
		block = get32(e.u.index.child) | (u64)get16(e.u.index.child_high) << 32;
		if (!block)
			return -EIO;
	}
	return -EIO;
}

i64 ext2_map(const struct ext2 *fs, const struct ext2_node *node, u64 index)
{
	if (index > UINT32_MAX)
		return 0;
	return node->flags & EXT2_EXTENTS_FL ? map_extents(fs, node, index)
					  : map_pointers(fs, node, index);
}

int ext2_bytes(struct inode *inode, u64 at, void *to, size_t n)
{
	const struct ext2 *fs = inode->sb->private;
	const struct ext2_node *node = inode->private;
	u8 *p = to;

	if (node->flags & EXT2_ENCRYPT_FL)
		return -ENOKEY;
	if (node->flags & EXT2_INLINE_DATA_FL) {
		size_t part = at < node->data_size ? MIN(n, node->data_size - at) : 0;

		memcpy(p, node->data + at, part);
		memset(p + part, 0, n - part);
		return 0;
	}
	while (n) {
		u64 off = at % fs->geo.block_size;
		size_t part = MIN(n, fs->geo.block_size - off);
		i64 block = ext2_map(fs, node, at / fs->geo.block_size);

		if (block < 0)
			return -EIO;
		if (!block)
			memset(p, 0, part);
		else if (read_at(fs, (u64)block, off, p, part))
			return -EIO;
		p += part;
		at += part;
		n -= part;
	}
	return 0;
}
