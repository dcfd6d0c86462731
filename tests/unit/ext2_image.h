/* ext2_image.h - a small ext2, made byte by byte, for tests of what mke2fs seldom writes. */
#ifndef UNIT_EXT2_IMAGE_H
#define UNIT_EXT2_IMAGE_H

#include "check.h"
#include "fs/ext2.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "memdev.h"

enum {
	IMAGE = 4 * MiB, BLOCK = 1024,
	INODES = 8, INODE_SIZE = 256,   /* of a group */
	DESCRIPTORS = 2, TABLE = 8,     /* blocks: of group 0's inodes */
	FILE_INODE = 3,
	META_BG = 0x10, BITS_64 = 0x80, SPARSE_SUPER = 1, SPARSE_SUPER2 = 0x200,
	REGULAR = 0100644, DIRECTORY = 0040755,
};

static u8 image[IMAGE], out[64 * BLOCK];
static struct memdev device;
static struct fs *fs;

static inline void put(u32 at, u64 value, unsigned size)
{
	for (; size > 0; size--, value >>= 8)
		image[at++] = (u8)value;
}

static inline u32 inode_at(u32 inode)
{
	return TABLE * BLOCK + (inode - 1) * INODE_SIZE;
}

static inline void put_inode(u32 inode, u32 mode, u64 size, u32 flags)
{
	u32 at = inode_at(inode);

	put(at, mode, 2);
	put(at + 4, size, 4);
	put(at + 26, 1, 2);             /* links */
	put(at + 32, flags, 4);
	put(at + 108, size >> 32, 4);
}

/* 1 KiB blocks; 64 groups of 64 blocks and 8 inodes. */
static inline void make(void)
{
	memset(image, 0, sizeof image);
	put(1024, 64 * INODES, 4);
	put(1028, IMAGE / BLOCK, 4);
	put(1024 + 20, 1, 4);           /* first data block */
	put(1024 + 32, 64, 4);          /* blocks a group */
	put(1024 + 40, INODES, 4);
	put(1024 + 0x38, 0xef53, 2);
	put(1024 + 0x4c, 1, 4);         /* revision */
	put(1024 + 0x58, INODE_SIZE, 2);
	put(1024 + 0x64, SPARSE_SUPER, 4);
	put(DESCRIPTORS * BLOCK + 8, TABLE, 4);
	put_inode(EXT2_ROOT_INODE, DIRECTORY, 0, 0);
}

static inline void mount(void)
{
	static const struct fs_driver *const drivers[] = { &ext2_driver, NULL };

	device = memdev(image, sizeof image, sizeof image / SECTOR);
	assert_null(fs_mount(drivers, &device.dev, &fs));
}

static inline int end(void **state)
{
	(void)state;
	heap_free(fs);
	fs = NULL;
	return 0;
}

static inline err_t stat_inode(u32 inode, struct file *f)
{
	*f = (struct file){ .fs = fs, .inode = inode };
	return fs->driver->stat(f);
}

/* What is said of that file when it is read whole. */
static inline err_t read_whole(u32 inode)
{
	struct file f;

	TRY(stat_inode(inode, &f));
	return file_read(&f, 0, f.size, out);
}

#endif
