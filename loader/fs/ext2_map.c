/* ext2_map.c - where a file's blocks lie: extents, block pointers, inline data. */
#include "common/str.h"
#include "fs/ext2.h"

enum {
	TABLES   = 15,                  /* of the pointers in an inode, those to tables end here */
	POINTERS = 32,                  /* looked at in one go */
};

/* Which of the file's blocks is asked for, and the answer: `count` blocks from there on
 * lie at `place` (bytes on the device), or are a hole when it is 0.  Until the answer is
 * known `place` is that of the table to look at. */
struct piece {
	const struct file *f;
	u32 block, count;
	u64 place;
};

static err_t read_table(const struct piece *p, u32 at, void *to, u32 size)
{
	return block_read_bytes(p->f->fs->dev, p->place + at, size, to);
}

/* The last of the entries that starts at or before the block: its number, or 0 when all
 * start behind it.  p->count becomes how far that is true. */
static err_t find_extent(struct piece *p, u32 entries, u32 *found)
{
	u32 high = entries + 1, middle;
	struct ext2_extent x;

	*found = 0;
	while ((middle = (*found + high) / 2) > *found) {
		TRY(read_table(p, middle * sizeof x, &x, sizeof x));
		if (get32(x.block) > p->block) {
			high = middle;
			p->count = get32(x.block) - p->block;
		} else {
			*found = middle;
		}
	}
	return NULL;
}

/* Go down to the leaf's extent: *x, of length 0 when there is none. */
static err_t find_leaf(struct piece *p, struct ext2_extent *x)
{
	u32 depth = EXT2_EXTENT_DEPTH_MAX + 1, size = EXT2_I_BLOCK, found;
	struct ext2_extent_header h;

	for (;;) {
		TRY(read_table(p, 0, &h, sizeof h));
		if (get16(h.magic) != EXT2_EXTENT_MAGIC || get16(h.depth) >= depth ||
		    get16(h.entries) > get16(h.max) || get16(h.max) >= size / sizeof h)
			return ext2_bad(p->f, "damaged (extents)");
		TRY(find_extent(p, get16(h.entries), &found));
		TRY(read_table(p, found * sizeof *x, x, sizeof *x));
		depth = get16(h.depth);
		if (found == 0)
			x->u.leaf.length = put16(0);
		if (found == 0 || depth == 0)
			return NULL;
		p->place = ext2_place(p->f->fs, get32(x->u.index.child),
				      get16(x->u.index.child_high));
		size = ((const struct ext2 *)p->f->fs)->geo.block_size;
	}
}

static err_t map_extents(struct piece *p)
{
	u32 skip, length;
	struct ext2_extent x;

	p->count = UINT32_MAX - p->block;
	TRY(find_leaf(p, &x));
	skip = p->block - get32(x.block);
	length = get16(x.u.leaf.length);
	p->place = 0;
	if (length > EXT2_EXTENT_UNWRITTEN)
		length -= EXT2_EXTENT_UNWRITTEN;
	else if (skip < length)
		p->place = ext2_place(p->f->fs, get32(x.u.leaf.start),
				      get16(x.u.leaf.start_high)) + ext2_place(p->f->fs, skip, 0);
	if (skip < length)
		p->count = length - skip;
	return NULL;
}

static err_t map_pointers(struct piece *p)
{
	u32 log = ((const struct ext2 *)p->f->fs)->geo.shift - 2;   /* of pointers in a block */
	u32 bits = 0;                   /* the table's pointers speak for 1 << bits blocks */
	u32 slot = p->block, end = EXT2_DIRECT, block = slot - EXT2_DIRECT, n, first;
	le32 pointers[POINTERS];

	if (slot >= EXT2_DIRECT) {
		slot = EXT2_DIRECT;
		end = TABLES;
		for (bits = log; bits < 32 && block >> bits; bits += log) {
			block -= 1u << bits;
			if (++slot == TABLES)
				return ext2_bad(p->f, "damaged (size)");
		}
	}
	for (;;) {
		n = MIN(end - slot, POINTERS);
		/* A table that is not there is one of zeros. */
		memset(pointers, 0, sizeof pointers);
		if (p->place)
			TRY(read_table(p, slot * sizeof *pointers, pointers,
				       n * sizeof *pointers));
		first = get32(pointers[0]);
		p->place = ext2_place(p->f->fs, first, 0);
		if (bits == 0)
			break;
		bits -= log;
		end = 1u << log;
		slot = block >> bits & (end - 1);
	}
	p->count = 0;
	do
		p->count++;
	while (p->count < n && get32(pointers[p->count]) == (first ? first + p->count : 0));
	return NULL;
}

/* Inline data that does not fit inode.block goes on in the attribute "system.data",
 * which lies in the inode, too. */
static err_t map_more(struct file *f, u64 place, u64 skip, struct run *run)
{
	u32 at = EXT2_OLD_INODE, end = ((struct ext2 *)f->fs)->geo.inode_size, first, offset;
	struct ext2_xattr x = { .name_length = 0 };
	le16 extra;

	if (at == end)
		return ext2_bad(f, "damaged (inline data)");
	TRY(block_read_bytes(f->fs->dev, place + at, sizeof extra, &extra));
	at += ALIGN_UP(get16(extra), 4u) + 4;           /* ... and a magic number */
	for (first = at; at <= end - sizeof x; at += 16 + ALIGN_UP(x.name_length, 4u)) {
		TRY(block_read_bytes(f->fs->dev, place + at, sizeof x, &x));
		if (x.name_length != sizeof x.name || x.name_index != EXT2_XATTR_SYSTEM ||
		    memcmp(x.name, "data", sizeof x.name))
			continue;
		offset = first + get16(x.value_offset);
		if (offset > end || get32(x.value_size) > end - offset ||
		    get32(x.value_size) <= skip)
			break;
		run->disk = place + offset + skip;
		run->bytes = get32(x.value_size) - skip;
		return NULL;
	}
	return ext2_bad(f, "damaged (inline data)");
}

err_t ext2_map(struct file *f, struct run *run)
{
	u64 offset = run->offset;
	const struct ext2 *e = (const struct ext2 *)f->fs;
	u32 skip = (u32)offset & (e->geo.block_size - 1);
	struct piece p = { .f = f, .block = (u32)(offset >> e->geo.shift) };
	struct ext2_node node;

	TRY(ext2_inode_read(f, &node));
	if (node.has_data && offset >= EXT2_I_BLOCK)
		return map_more(f, node.place, offset - EXT2_I_BLOCK, run);
	p.place = node.place + offsetof(struct ext2_inode, block);
	if (node.has_data) {
		run->disk = p.place + offset;
		run->bytes = EXT2_I_BLOCK - offset;
		return NULL;
	}
	TRY(get32(node.inode.flags) & EXT2_EXTENTS_FL ? map_extents(&p) : map_pointers(&p));
	run->hole = p.place == 0;
	run->disk = p.place + skip;
	run->bytes = ((u64)p.count << e->geo.shift) - skip;
	return NULL;
}
