/* ext2_inode.c - from an inode's number to an open file. */
#include "base/error.h"
#include "common/div.h"
#include "common/str.h"
#include "fs/ext2.h"
#include "mem/heap.h"

enum {
	COMPAT_SPARSE_SUPER2   = 0x200,
	RO_COMPAT_SPARSE_SUPER = 0x1,
	INCOMPAT_LARGE_DIR     = 0x4000,

	MODE_KIND = 0xf000, MODE_DIR = 0x4000, MODE_REGULAR = 0x8000, MODE_SYMLINK = 0xa000,

	XATTR_MAGIC  = 0xea020000,
	XATTR_SYSTEM = 7,               /* name index of "system." */
};

struct group_desc {
	le32 block_bitmap, inode_bitmap, inode_table;
	u8   unused[28];
	le32 inode_table_high;          /* only with 64bit */
};
ONDISK(struct group_desc, 44);
ONDISK_AT(struct group_desc, inode_table_high, 40);

struct xattr_entry {
	u8   name_length, name_index;
	le16 value_offset;              /* from the first entry */
	le32 value_inode, value_size, hash;
	/* the name, padded to 4 */
};
ONDISK(struct xattr_entry, 16);

static bool power_of(u32 n, u32 base)
{
	while (n % base == 0)
		n /= base;
	return n == 1;
}

static bool has_superblock(const struct ext2 *e, u32 group)
{
	if (group == 0)
		return true;
	if (e->compat & COMPAT_SPARSE_SUPER2)
		return group == e->backup_group[0] || group == e->backup_group[1];
	return !(e->ro_compat & RO_COMPAT_SPARSE_SUPER) || power_of(group, 3) ||
	       power_of(group, 5) || power_of(group, 7);
}

/* Block `n` of the group descriptors: all behind the first superblock, or with meta_bg at
 * the start of the first group each block describes. */
static u64 desc_block(const struct ext2 *e, u32 n)
{
	u32 group;

	if (n < e->first_meta_bg)
		return (u64)e->table_block + 1 + n;
	group = n * (e->block_size / e->desc_size);
	if (group == 0)
		return e->table_block + 1;
	return e->first_block + (u64)group * e->blocks_per_group + has_superblock(e, group);
}

static err_t read_inode(struct ext2 *e, u32 number, void *to, u32 size)
{
	struct group_desc desc = { .unused = { 0 } };
	u32 group, index, per_block = e->block_size / e->desc_size;
	u64 table;

	if (number == 0 || number > e->inodes)
		return errf("ext2: inode %u of %u", number, e->inodes);
	group = (number - 1) / e->inodes_per_group;
	index = (number - 1) % e->inodes_per_group;
	if (group >= e->groups)
		return errf("ext2: inode %u lies in group %u of %u", number, group, e->groups);
	TRY(block_read_bytes(e->fs.dev, (desc_block(e, group / per_block) << e->shift) +
			     group % per_block * e->desc_size, MIN(e->desc_size, sizeof desc),
			     &desc));
	table = get32(desc.inode_table);
	if (e->desc_size > 32)
		table |= (u64)get32(desc.inode_table_high) << 32;
	if (table >= e->blocks)
		return errf("ext2: group %u has its inodes at block %llu of %llu", group,
			    (unsigned long long)table, (unsigned long long)e->blocks);
	return block_read_bytes(e->fs.dev, (table << e->shift) + (u64)index * e->inode_size,
				size, to);
}

static err_t fill_file(struct ext2 *e, u32 number, const struct ext2_inode *inode,
		       struct file *f)
{
	unsigned kind = get16(inode->mode) & MODE_KIND;

	*f = (struct file){
		.fs = &e->fs, .inode = number, .size = get32(inode->size),
		.mtime = (i32)get32(inode->mtime),
		.kind = kind == MODE_DIR ? FILE_DIR : kind == MODE_REGULAR ? FILE_REGULAR :
			kind == MODE_SYMLINK ? FILE_SYMLINK : FILE_OTHER,
	};
	/* ext2 kept a directory's ACL where the high half of its size is now. */
	if (kind != MODE_DIR || (e->incompat & INCOMPAT_LARGE_DIR))
		f->size |= (u64)get32(inode->size_high) << 32;
	if (f->size >> e->shift >= UINT32_MAX)
		return errf("ext2: inode %u is damaged (%llu bytes)", number,
			    (unsigned long long)f->size);
	return NULL;
}

err_t ext2_inode_stat(struct ext2 *e, u32 number, struct file *f)
{
	struct ext2_inode inode;

	TRY(read_inode(e, number, &inode, sizeof inode));
	return fill_file(e, number, &inode, f);
}

/* Inline data that does not fit inode.block goes on in the attribute "system.data",
 * which lies in the inode, too. */
static void find_more(const struct ext2 *e, struct ext2_node *node)
{
	const u8 *p = (const u8 *)&node->inode, *end = p + e->inode_size;
	const u8 *first;

	if (e->inode_size < EXT2_GOOD_OLD_INODE + 8)
		return;
	p += EXT2_GOOD_OLD_INODE;
	p += ALIGN_UP(get16(*(const le16 *)p), 4);      /* the inode's extra fields */
	if (p > end - 8 || get32(*(const le32 *)p) != XATTR_MAGIC)
		return;
	p += 4;
	for (first = p; end - p >= (ptrdiff_t)sizeof(struct xattr_entry); ) {
		const struct xattr_entry *x = (const void *)p;
		size_t size = sizeof *x + ALIGN_UP(x->name_length, 4u);
		u32 at = get16(x->value_offset), n = get32(x->value_size);

		if (get32(*(const le32 *)p) == 0 || size > (size_t)(end - p))
			return;
		if (x->name_index == XATTR_SYSTEM && x->name_length == 4 &&
		    !memcmp(x + 1, "data", 4)) {
			if (at <= (u32)(end - first) && n <= (u32)(end - first) - at) {
				node->more = first + at;
				node->more_size = n;
			}
			return;
		}
		p += size;
	}
}

/* Is the data in the inode itself?  Symlinks of up to 59 bytes always were. */
static bool is_in_inode(const struct ext2_node *node, const struct file *f)
{
	if (node->flags & EXT2_INLINE_DATA_FL)
		return true;
	return f->kind == FILE_SYMLINK && f->size < EXT2_I_BLOCK &&
	       !(node->flags & EXT2_EXTENTS_FL);
}

static err_t open_node(struct ext2 *e, u32 number, struct ext2_node *node, struct file *f)
{
	TRY(read_inode(e, number, &node->inode, e->inode_size));
	TRY(fill_file(e, number, &node->inode, f));
	node->flags = get32(node->inode.flags);
	f->state = node;
	if (get16(node->inode.links) == 0)
		return errf("ext2: inode %u is not in use", number);
	if (node->flags & EXT2_ENCRYPT_FL)
		return errf("ext2: inode %u is encrypted", number);
	node->in_inode = is_in_inode(node, f);
	if (node->flags & EXT2_INLINE_DATA_FL)
		find_more(e, node);
	if (node->in_inode && f->size > EXT2_I_BLOCK + (u64)node->more_size)
		return errf("ext2: inode %u is damaged (inline data of %llu bytes)", number,
			    (unsigned long long)f->size);
	return NULL;
}

err_t ext2_inode_open(struct ext2 *e, u32 number, struct file *f)
{
	struct ext2_node *node = heap_zalloc(offsetof(struct ext2_node, inode) + e->inode_size);
	err_t err;

	if (!node)
		return ERR_NO_MEMORY;
	err = open_node(e, number, node, f);
	if (err) {
		heap_free(node);
		*f = (struct file){ .fs = NULL };
	}
	return err;
}

void ext2_inode_close(struct file *f)
{
	struct ext2_node *node = f->state;

	if (node)
		heap_free(node->table);
	heap_free(node);
	f->state = NULL;
}
