/* ext2_map.c - where a file's blocks lie: extents and block pointers. */
#include "base/error.h"
#include "common/str.h"
#include "fs/ext2.h"
#include "mem/heap.h"

enum {
	EXTENT_MAGIC  = 0xf30a,
	DEPTH_MAX     = 5,              /* enough for 2^32 blocks */
	UNINITIALISED = 32768,          /* longer extents have this added and read as zeros */
	DIRECT        = 12,             /* block pointers; then single, double, triple */
};

struct extent_header {
	le16 magic, entries, max, depth;
	le32 generation;
};
ONDISK(struct extent_header, 12);

/* In leaves and, with another meaning of the last fields, in index blocks. */
struct extent {
	le32 block;                     /* the first of the file's blocks it speaks for */
	union {
		struct { le16 length, start_high; le32 start; } leaf;
		struct { le32 child; le16 child_high, unused; } index;
	} u;
};
ONDISK(struct extent, 12);

/* Which of the file's blocks is asked for, and the answer: `count` blocks from there on
 * lie at `start`, or are a hole when it is 0. */
struct piece {
	u32 block;
	u64 start;
	u32 count;
};

static err_t damaged(const struct file *f, const char *what)
{
	return errf("ext2: inode %llu is damaged (%s)", (unsigned long long)f->inode, what);
}

static err_t read_table(struct file *f, u64 block)
{
	struct ext2 *e = (struct ext2 *)f->fs;
	struct ext2_node *node = f->state;

	node->hi = 0;
	if (block >= e->blocks)
		return damaged(f, "block number");
	if (!node->table)
		node->table = heap_alloc(e->block_size);
	if (!node->table)
		return ERR_NO_MEMORY;
	return block_read_bytes(f->fs->dev, block << e->shift, e->block_size, node->table);
}

static err_t check_extents(const struct file *f, const struct extent_header *h, u32 size,
			   unsigned depth)
{
	if (get16(h->magic) != EXTENT_MAGIC || get16(h->depth) != depth ||
	    get16(h->entries) > get16(h->max) ||
	    get16(h->max) > (size - sizeof *h) / sizeof(struct extent))
		return damaged(f, "extents");
	return NULL;
}

/* The last entry that starts at or before `block`; NULL when all start behind it.
 * *next is where the entry after it starts, unchanged when there is none. */
static const struct extent *find_extent(const struct extent_header *h, u32 block, u32 *next)
{
	const struct extent *first = (const void *)(h + 1);
	u32 low = 0, high = get16(h->entries);

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (get32(first[middle].block) <= block)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < get16(h->entries))
		*next = get32(first[low].block);
	return low ? &first[low - 1] : NULL;
}

/* Go down to the leaf that speaks for `block`, up to *next.  *leaf NULL: a hole. */
static err_t find_leaf(struct file *f, u32 block, const struct extent_header **leaf, u32 *next)
{
	struct ext2_node *node = f->state;
	const struct extent_header *h = (const void *)node->inode.block;
	unsigned depth = get16(h->depth);
	u32 lo = 0, size = EXT2_I_BLOCK;

	*next = UINT32_MAX;
	if (depth > DEPTH_MAX)
		return damaged(f, "extent depth");
	for (;;) {
		const struct extent *x;

		TRY(check_extents(f, h, size, depth));
		if (depth-- == 0)
			break;
		x = find_extent(h, block, next);
		if (!x) {
			h = NULL;
			break;
		}
		lo = get32(x->block);
		TRY(read_table(f, get32(x->u.index.child) |
			       (u64)get16(x->u.index.child_high) << 32));
		h = (const void *)node->table;
		size = ((struct ext2 *)f->fs)->block_size;
	}
	node->lo = lo;
	node->hi = h ? *next : 0;
	*leaf = h;
	return NULL;
}

static err_t map_extents(struct file *f, struct piece *p)
{
	struct ext2_node *node = f->state;
	const struct extent_header *h = (const void *)node->inode.block;
	const struct extent *x;
	u32 next = node->hi, skip, length;

	if (get16(h->depth) > 0)
		h = (const void *)node->table;
	if (p->block < node->lo || p->block >= node->hi)
		TRY(find_leaf(f, p->block, &h, &next));
	x = h ? find_extent(h, p->block, &next) : NULL;
	p->start = 0;
	p->count = next - p->block;
	if (!x)
		return NULL;
	skip = p->block - get32(x->block);
	length = get16(x->u.leaf.length);
	if (length > UNINITIALISED) {
		if (skip < length - UNINITIALISED)
			p->count = length - UNINITIALISED - skip;
	} else if (skip < length) {
		p->start = (get32(x->u.leaf.start) | (u64)get16(x->u.leaf.start_high) << 32) + skip;
		p->count = length - skip;
	}
	return NULL;
}

/* pointers[at] and those behind it, up to `end`, as far as they are in one piece. */
static void count_pointers(struct piece *p, const le32 *pointers, u32 at, u32 end)
{
	u32 first = get32(pointers[at]), step = first != 0, n = 1;

	while (at + n < end && get32(pointers[at + n]) == first + n * step)
		n++;
	p->start = first;
	p->count = n;
}

static err_t map_pointers(struct file *f, struct piece *p)
{
	struct ext2_node *node = f->state;
	const le32 *pointers = (const le32 *)node->inode.block;
	unsigned log = ((struct ext2 *)f->fs)->shift - 2u;      /* of pointers in a block */
	unsigned depth = 1, bits = log;         /* a table of this depth has 1 << bits blocks */
	u32 lo = DIRECT;

	if (p->block < DIRECT) {
		count_pointers(p, pointers, p->block, DIRECT);
		return NULL;
	}
	if (p->block < node->lo || p->block >= node->hi) {
		u32 pointer;

		while (bits < 32 && (p->block - lo) >> bits != 0) {
			lo += 1u << bits;
			bits += log;
			if (++depth > 3)
				return damaged(f, "more blocks than it can have");
		}
		pointer = get32(pointers[DIRECT + depth - 1]);
		for (;;) {
			u32 index;

			if (pointer == 0) {
				p->count = bits < 32 ? lo + (1u << bits) - p->block : 1;
				return NULL;
			}
			TRY(read_table(f, pointer));
			if (bits == log)
				break;
			bits -= log;
			index = (p->block - lo) >> bits;
			lo += index << bits;
			pointer = get32(((const le32 *)node->table)[index]);
		}
		node->lo = lo;
		node->hi = lo + (1u << log);
	}
	count_pointers(p, (const le32 *)node->table, p->block - node->lo,
		       node->hi - node->lo);
	return NULL;
}

static err_t map_inline(const struct ext2_node *node, u64 offset, struct run *out)
{
	out->kind = RUN_MEMORY;
	if (offset < EXT2_I_BLOCK) {
		out->memory = node->inode.block + offset;
		out->bytes = EXT2_I_BLOCK - offset;
	} else {
		offset -= EXT2_I_BLOCK;
		if (offset >= node->more_size)
			return "ext2: past the end of inline data";
		out->memory = node->more + offset;
		out->bytes = node->more_size - offset;
	}
	return NULL;
}

err_t ext2_map(struct file *f, u64 offset, struct run *out)
{
	struct ext2 *e = (struct ext2 *)f->fs;
	struct ext2_node *node = f->state;
	u32 skip = offset & (e->block_size - 1);
	struct piece p = { .block = (u32)(offset >> e->shift) };

	if (node->in_inode)
		return map_inline(node, offset, out);
	if (offset >> e->shift >= UINT32_MAX)
		return damaged(f, "more blocks than it can have");
	TRY(node->flags & EXT2_EXTENTS_FL ? map_extents(f, &p) : map_pointers(f, &p));
	out->kind = p.start ? RUN_DISK : RUN_HOLE;
	out->disk = (p.start << e->shift) + skip;
	out->bytes = ((u64)p.count << e->shift) - skip;
	if (p.start && (p.start >= e->blocks || p.count > e->blocks - p.start))
		return damaged(f, "block number");
	return NULL;
}
