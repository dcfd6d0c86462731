/* ext2_inode.c - from an inode's number to its bytes and to an open file. */
#include "base/error.h"
#include "fs/ext2.h"

enum {
	COMPAT_SPARSE_SUPER2   = 0x200,
	RO_COMPAT_SPARSE_SUPER = 0x1,
	INCOMPAT_META_BG       = 0x10,
	INCOMPAT_LARGE_DIR     = 0x4000,

	/* sparse_super, large_file, btree_dir, huge_file, gdt_csum, dir_nlink, extra_isize,
	 * quota, bigalloc, metadata_csum (which leaves out data), project, verity,
	 * orphan_present.  Others may only be read, as the format says: shared_blocks is why. */
	RO_COMPAT_KNOWN        = 0x7f | 0x100 | 0x200 | 0x400 | 0x2000 | 0x8000 | 0x10000,
};

struct group_desc {
	le32 block_bitmap, inode_bitmap, inode_table;
	u8   unused[28];
	le32 inode_table_high;          /* only with 64bit */
};
ONDISK(struct group_desc, 44);
ONDISK_AT(struct group_desc, inode_table_high, 40);

err_t ext2_bad(const struct file *f, const char *what)
{
	return errf("ext2: inode %u is %s", (unsigned)f->inode, what);
}

/* Asked for even groups only: sparse_super's are 0, 1, 3^n, 5^n and 7^n. */
static bool has_superblock(const struct ext2_super *s, u32 group)
{
	if (get32(s->compat) & COMPAT_SPARSE_SUPER2)
		return group == get32(s->backup_group[0]) || group == get32(s->backup_group[1]);
	return !(get32(s->ro_compat) & RO_COMPAT_SPARSE_SUPER);
}

/* The block with the descriptor of `group`: all behind the first superblock, or with
 * meta_bg each block at the start of the first group it describes. */
static u64 desc_block(const struct ext2 *e, u32 group)
{
	const struct ext2_super *s = &e->super;
	u32 per_block = e->block_size / e->desc_size, n = group / per_block;

	group = n * per_block;
	if (group > 0 && (get32(s->incompat) & INCOMPAT_META_BG) &&
	    n >= get32(s->first_meta_bg))
		return (u64)group * get32(s->blocks_per_group) + get32(s->first_data_block) +
		       has_superblock(s, group);
	/* With bigalloc and 1 KiB blocks groups start at 0, but the superblock is block 1. */
	return n + (e->block_size == 1024 ? 2u : 1u);
}

err_t ext2_inode_read(const struct file *f, struct ext2_node *node)
{
	const struct ext2 *e = (const struct ext2 *)f->fs;
	u32 index = (u32)f->inode - 1, per_group = get32(e->super.inodes_per_group);
	u32 group = index / per_group, flags;
	struct group_desc desc;
	u64 block;

	if (index >= get32(e->super.inodes))
		return ext2_bad(f, "past the last one");
	block = desc_block(e, group);
	TRY(block_read_bytes(f->fs->dev, ext2_place(f->fs, (u32)block, (u32)(block >> 32)) +
			     (group * e->desc_size & (e->block_size - 1)),
			     MIN(e->desc_size, sizeof desc), &desc));
	node->place = ext2_place(f->fs, get32(desc.inode_table),
				 e->desc_size > 32 ? get32(desc.inode_table_high) : 0) +
		      (u64)(index % per_group) * e->inode_size;
	TRY(block_read_bytes(f->fs->dev, node->place, sizeof node->inode, &node->inode));
	/* Symlinks of up to 59 bytes always were in the inode. */
	flags = get32(node->inode.flags);
	node->has_data = (flags & EXT2_INLINE_DATA_FL) ||
			 (f->kind == FILE_SYMLINK && f->size < EXT2_I_BLOCK &&
			  !(flags & EXT2_EXTENTS_FL));
	return NULL;
}

err_t ext2_stat(struct file *f)
{
	struct ext2 *e = (struct ext2 *)f->fs;
	struct ext2_node node;
	const struct ext2_inode *inode = &node.inode;

	f->kind = FILE_OTHER;
	TRY(ext2_inode_read(f, &node));
	f->kind = file_kind(get16(inode->mode));
	f->mtime = (i32)get32(inode->mtime);
	f->size = get32(inode->size);
	/* ext2 kept a directory's ACL where the high half of its size is now. */
	if (f->kind != FILE_DIR || (get32(e->super.incompat) & INCOMPAT_LARGE_DIR))
		f->size |= (u64)get32(inode->size_high) << 32;
	/* A block's number in a file has 32 bits. */
	if (f->size >> e->shift >= UINT32_MAX)
		return ext2_bad(f, "damaged (size)");
	if (get16(inode->links) == 0)
		return ext2_bad(f, "not in use");
	if (get32(inode->flags) & EXT2_ENCRYPT_FL)
		return ext2_bad(f, "encrypted");
	return NULL;
}

/* With a journal that needs recovery, too: the caller has seen that the file's blocks are
 * those of the file, and what the journal puts back is as old as before the write. */
err_t ext2_in_place(struct file *f)
{
	const struct ext2 *e = (const struct ext2 *)f->fs;
	struct ext2_node node;

	if (get32(e->super.ro_compat) & ~RO_COMPAT_KNOWN)
		return "ext2: with its features it may only be read";
	TRY(ext2_inode_read(f, &node));
	if (node.has_data || (get32(node.inode.flags) & (EXT2_COMPR_FL | EXT2_VERITY_FL)))
		return ext2_bad(f, "inline, compressed or verified");
	return NULL;
}
