/* ext2_inode.c - from an inode's number to its bytes and to an open file. */
#include "base/error.h"
#include "fs/ext2.h"

enum {
	/* sparse_super, large_file, btree_dir, huge_file, gdt_csum, dir_nlink, extra_isize,
	 * quota, bigalloc, metadata_csum (which leaves out data), project, verity,
	 * orphan_present.  Others may only be read, as the format says: shared_blocks is why. */
	RO_COMPAT_KNOWN = 0x7f | 0x100 | 0x200 | 0x400 | 0x2000 | 0x8000 | 0x10000,
};

err_t ext2_bad(const struct file *f, const char *what)
{
	return errf("ext2: inode %u is %s", (unsigned)f->inode, what);
}

err_t ext2_inode_read(const struct file *f, struct ext2_node *node)
{
	const struct ext2 *e = (const struct ext2 *)f->fs;
	u32 index = (u32)f->inode - 1, per_group = get32(e->super.inodes_per_group);
	u32 group = index / per_group, flags;
	struct ext2_group_desc desc;

	if (index >= get32(e->super.inodes))
		return ext2_bad(f, "past the last one");
	TRY(block_read_bytes(f->fs->dev, ext2_desc_place(&e->super, &e->geo, group),
			     MIN(e->geo.desc_size, sizeof desc), &desc));
	node->place = ext2_place(f->fs, get32(desc.inode_table),
				 e->geo.desc_size > EXT2_OLD_DESC ? get32(desc.inode_table_high) : 0) +
		      (u64)(index % per_group) * e->geo.inode_size;
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
	if (f->kind != FILE_DIR || (get32(e->super.incompat) & EXT2_INCOMPAT_LARGE_DIR))
		f->size |= (u64)get32(inode->size_high) << 32;
	/* A block's number in a file has 32 bits. */
	if (f->size >> e->geo.shift >= UINT32_MAX)
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
