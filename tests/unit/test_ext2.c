/* test_ext2.c - what mke2fs seldom writes: extents in trees, files of three tables, groups
 * of descriptors far away, data in attributes, and all of it damaged. */
#include "check.h"
#include "base/error.h"
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

static void put(u32 at, u64 value, unsigned size)
{
	for (; size > 0; size--, value >>= 8)
		image[at++] = (u8)value;
}

static u32 inode_at(u32 inode)
{
	return TABLE * BLOCK + (inode - 1) * INODE_SIZE;
}

static void put_inode(u32 inode, u32 mode, u64 size, u32 flags)
{
	u32 at = inode_at(inode);

	put(at, mode, 2);
	put(at + 4, size, 4);
	put(at + 26, 1, 2);             /* links */
	put(at + 32, flags, 4);
	put(at + 108, size >> 32, 4);
}

/* 1 KiB blocks; 64 groups of 64 blocks and 8 inodes. */
static void make(void)
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

static void mount(void)
{
	static const struct fs_driver *const drivers[] = { &ext2_driver, NULL };

	device = memdev(image, sizeof image, sizeof image / SECTOR);
	assert_null(fs_mount(drivers, &device.dev, &fs));
}

static int end(void **state)
{
	(void)state;
	heap_free(fs);
	fs = NULL;
	return 0;
}

static err_t stat_inode(u32 inode, struct file *f)
{
	*f = (struct file){ .fs = fs, .inode = inode };
	return fs->driver->stat(f);
}

/* What is said of that file when it is read whole. */
static err_t read_whole(u32 inode)
{
	struct file f;

	TRY(stat_inode(inode, &f));
	return file_read(&f, 0, f.size, out);
}

/* --- Extents. */

static void put_header(u32 at, u32 entries, u32 max, u32 depth)
{
	put(at, 0xf30a, 2);
	put(at + 2, entries, 2);
	put(at + 4, max, 2);
	put(at + 6, depth, 2);
}

static void put_extent(u32 at, u32 block, u32 length, u32 start)
{
	put(at, block, 4);
	put(at + 4, length, 2);
	put(at + 6, 0, 2);
	put(at + 8, start, 4);
}

static void put_index(u32 at, u32 block, u32 child)
{
	put(at, block, 4);
	put(at + 4, child, 4);
	put(at + 8, 0, 4);
}

enum { LEAF_1 = 40, LEAF_2 = 41, FILE_BLOCKS = 24, UNWRITTEN = 32768 };

/* A root with two leaves; where each of the file's blocks lies, 0: nowhere. */
static const u16 lies_at[FILE_BLOCKS] = {
	0, 0, 100, 101, 102, 0, 0, 0, 0, 0, 0, 0, 120, 0, 0, 0, 0, 0, 0, 0, 200, 201, 0, 0,
};

static void make_tree(void)
{
	u32 root = inode_at(FILE_INODE) + 40;

	make();
	put_inode(FILE_INODE, REGULAR, FILE_BLOCKS * BLOCK, EXT2_EXTENTS_FL);
	put_header(root, 2, 4, 1);
	put_index(root + 12, 2, LEAF_1);
	put_index(root + 24, 20, LEAF_2);
	put_header(LEAF_1 * BLOCK, 3, 84, 0);
	put_extent(LEAF_1 * BLOCK + 12, 2, 3, 100);
	put_extent(LEAF_1 * BLOCK + 24, 8, UNWRITTEN + 2, 110);        /* reads as zeros */
	put_extent(LEAF_1 * BLOCK + 36, 12, 1, 120);
	put_header(LEAF_2 * BLOCK, 1, 84, 0);
	put_extent(LEAF_2 * BLOCK + 12, 20, 2, 200);
	for (u32 block = 100; block < 210; block++)
		memset(image + block * BLOCK, (int)block, BLOCK);
}

static void extents_in_trees(void **state)
{
	struct file f;

	(void)state;
	make_tree();
	mount();
	assert_null(stat_inode(FILE_INODE, &f));
	for (u32 block = 0; block < FILE_BLOCKS; block++)
		for (u32 skip = 0; skip < BLOCK; skip += 500) {
			u8 byte = 0xaa;

			assert_null(file_read(&f, block * BLOCK + skip, 1, &byte));
			assert_int_equal(byte, lies_at[block]);
		}
	assert_null(file_read(&f, 0, f.size, out));
	for (u32 i = 0; i < f.size; i++)
		assert_int_equal(out[i], lies_at[i / BLOCK]);
}

static void damaged_extents(void **state)
{
	enum { ROOT = TABLE * BLOCK + (FILE_INODE - 1) * INODE_SIZE + 40, LEAF = LEAF_1 * BLOCK };
	static const struct { u32 at, value; } lies[] = {
		{ ROOT, 0xf30b }, { LEAF, 0 },          /* magic */
		{ ROOT + 2, 5 }, { LEAF + 2, 85 },      /* entries, more than the most */
		{ ROOT + 4, 5 }, { LEAF + 4, 85 },      /* the most, more than there is room for */
		{ ROOT + 6, 6 }, { LEAF + 6, 1 },       /* depth: it must fall */
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(lies); i++) {
		make_tree();
		put(lies[i].at, lies[i].value, 2);
		mount();
		assert_string_equal(read_whole(FILE_INODE), "ext2: inode 3 is damaged (extents)");
		end(NULL);
	}
	make_tree();
	put_index(ROOT + 12, 2, 0xffffffff);
	mount();
	assert_non_null(strstr(read_whole(FILE_INODE), "past the end"));
}

/* --- Tables of pointers. */

static void three_tables(void **state)
{
	enum { PER_BLOCK = BLOCK / 4, TRIPLE = 12 + PER_BLOCK + PER_BLOCK * PER_BLOCK };
	u32 pointers = inode_at(FILE_INODE) + 40;
	u64 end_of_all = (TRIPLE + (u64)PER_BLOCK * PER_BLOCK * PER_BLOCK) * BLOCK;
	struct file f;

	(void)state;
	make();
	put_inode(FILE_INODE, REGULAR, end_of_all + 1, 0);
	put(pointers + 14 * 4, 50, 4);
	put(50 * BLOCK + 4, 51, 4);     /* its second table */
	put(51 * BLOCK + 8, 52, 4);
	put(52 * BLOCK + 12, 53, 4);
	memset(image + 53 * BLOCK, 0x53, BLOCK);
	mount();
	assert_null(stat_inode(FILE_INODE, &f));
	assert_null(file_read(&f, (TRIPLE + PER_BLOCK * PER_BLOCK + 2 * PER_BLOCK + 3) * (u64)BLOCK,
			      BLOCK, out));
	assert_memory_equal(out, image + 53 * BLOCK, BLOCK);
	assert_null(file_read(&f, end_of_all - BLOCK, BLOCK, out));
	assert_int_equal(out[BLOCK - 1], 0);
	/* Behind the last block that pointers reach. */
	assert_string_equal(file_read(&f, end_of_all, 1, out), "ext2: inode 3 is damaged (size)");
}

/* --- Descriptors of groups. */

/* The size of the first inode of the group, whose table is at block `table`; the group's
 * descriptor is at byte `at`. */
static void check_group(u32 group, u32 at, u32 table)
{
	struct file f;

	put(at + 8, table, 4);
	put(table * BLOCK, REGULAR, 2);
	put(table * BLOCK + 4, 1000 + group, 4);
	put(table * BLOCK + 26, 1, 2);
	mount();
	assert_null(stat_inode(1 + group * INODES, &f));
	assert_int_equal(f.size, 1000 + group);
	end(NULL);
}

static void group_descriptors(void **state)
{
	(void)state;
	make();                         /* 32 of 32 bytes in a block, behind the superblock */
	check_group(5, DESCRIPTORS * BLOCK + 5 * 32, 300);
	check_group(33, (DESCRIPTORS + 1) * BLOCK + 32, 302);

	make();                         /* ... in the first group that they describe */
	put(1024 + 0x60, META_BG, 4);
	check_group(5, DESCRIPTORS * BLOCK + 5 * 32, 300);
	check_group(33, (32 * 64 + 1) * BLOCK + 32, 302);

	make();                         /* ... from the third block of them on */
	put(1024 + 0x60, META_BG, 4);
	put(1024 + 0x104, 2, 4);
	check_group(33, (DESCRIPTORS + 1) * BLOCK + 32, 304);

	make();                         /* every group begins with a superblock */
	put(1024 + 0x60, META_BG, 4);
	put(1024 + 0x64, 0, 4);
	check_group(33, (32 * 64 + 2) * BLOCK + 32, 302);

	make();                         /* two of them do */
	put(1024 + 0x5c, SPARSE_SUPER2, 4);
	put(1024 + 0x60, META_BG, 4);
	put(1024 + 0x24c, 16, 4);
	check_group(33, (32 * 64 + 1) * BLOCK + 32, 302);
	put(1024 + 0x250, 32, 4);
	check_group(34, (32 * 64 + 2) * BLOCK + 64, 304);

	make();                         /* of 64 bytes */
	put(1024 + 0x60, BITS_64, 4);
	put(1024 + 0xfe, 64, 2);
	check_group(17, (DESCRIPTORS + 1) * BLOCK + 64, 300);
}

/* --- Data in the inode. */

enum { ATTRIBUTES = TABLE * BLOCK + (FILE_INODE - 1) * INODE_SIZE + 128 + 28 + 4, INLINE = 90 };

static void put_attribute(u32 at, const char *name, u32 index, u32 offset, u32 size)
{
	put(at, strlen(name), 1);
	put(at + 1, index, 1);
	put(at + 2, offset, 2);
	put(at + 8, size, 4);
	memcpy(image + at + 16, name, strlen(name));
}

/* 60 bytes in front, 30 as the value of system.data, behind another attribute. */
static void make_inline(void)
{
	make();
	put_inode(FILE_INODE, REGULAR, INLINE, EXT2_INLINE_DATA_FL);
	put(inode_at(FILE_INODE) + 128, 28, 2);         /* of what follows the old inode */
	memset(image + inode_at(FILE_INODE) + 40, 'a', 60);
	put_attribute(ATTRIBUTES, "mime_type", 1, 80, 4);
	put_attribute(ATTRIBUTES + 28, "data", 7, 60, 30);
	memset(image + ATTRIBUTES + 60, 'b', 30);
}

static void inline_data(void **state)
{
	enum { DATA = ATTRIBUTES + 28 };
	static const struct { u32 at, value; unsigned size; } lies[] = {
		{ DATA, 5, 1 }, { DATA + 1, 6, 1 }, { DATA + 16, 'D', 1 },      /* another name */
		{ DATA + 2, 100, 2 }, { DATA + 8, 200, 4 },     /* past the inode's end */
		{ DATA + 8, 0, 4 },                     /* too short */
		{ ATTRIBUTES - 32, 120, 2 },            /* no room for attributes */
	};

	(void)state;
	make_inline();
	mount();
	assert_null(read_whole(FILE_INODE));
	for (unsigned i = 0; i < INLINE; i++)
		assert_int_equal(out[i], i < 60 ? 'a' : 'b');
	end(NULL);
	for (unsigned i = 0; i < COUNT(lies); i++) {
		make_inline();
		put(lies[i].at, lies[i].value, lies[i].size);
		mount();
		assert_string_equal(read_whole(FILE_INODE), "ext2: inode 3 is damaged (inline data)");
		end(NULL);
	}
	/* Inodes of 128 bytes have no attributes; there are as many, in half the room. */
	make_inline();
	put(1024 + 0x58, 128, 2);
	memmove(image + TABLE * BLOCK + 2 * 128, image + inode_at(FILE_INODE), 128);
	mount();
	assert_string_equal(read_whole(FILE_INODE), "ext2: inode 3 is damaged (inline data)");
}

/* --- Inodes and directories. */

static void bad_inodes(void **state)
{
	static const struct { u32 at; u64 value; unsigned size; const char *said; } lies[] = {
		{ 26, 0, 2, "ext2: inode 3 is not in use" },
		{ 32, EXT2_ENCRYPT_FL, 4, "ext2: inode 3 is encrypted" },
		{ 108, 0x400, 4, "ext2: inode 3 is damaged (size)" },
	};
	struct file f;

	(void)state;
	for (unsigned i = 0; i < COUNT(lies); i++) {
		make();
		put_inode(FILE_INODE, REGULAR, 5, 0);
		put(inode_at(FILE_INODE) + lies[i].at, lies[i].value, lies[i].size);
		mount();
		assert_string_equal(stat_inode(FILE_INODE, &f), lies[i].said);
		end(NULL);
	}
	make();
	mount();
	assert_string_equal(stat_inode(0, &f), "ext2: inode 0 is past the last one");
	assert_string_equal(stat_inode(64 * INODES + 1, &f), "ext2: inode 513 is past the last one");
}

static void written_in_place(void **state)
{
	static const struct { u32 ro_compat, flags; const char *said; } rows[] = {
		{ SPARSE_SUPER, 0, NULL },
		{ SPARSE_SUPER | 0x4000, 0, "ext2: with its features it may only be read" },
		{ 0, EXT2_INLINE_DATA_FL, "ext2: inode 3 is inline, compressed or verified" },
		{ 0, EXT2_COMPR_FL, "ext2: inode 3 is inline, compressed or verified" },
		{ 0, EXT2_VERITY_FL, "ext2: inode 3 is inline, compressed or verified" },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		struct file f;
		err_t err;

		make();
		put(1024 + 0x64, rows[i].ro_compat, 4);
		put_inode(FILE_INODE, REGULAR, 5, rows[i].flags);
		mount();
		assert_null(stat_inode(FILE_INODE, &f));
		err = fs->driver->in_place(&f);
		if (rows[i].said)
			assert_string_equal(err, rows[i].said);
		else
			assert_null(err);
		end(NULL);
	}
}

static bool count(void *context, const char *name, const struct file *info)
{
	(void)name, (void)info;
	++*(unsigned *)context;
	return true;
}

/* Blocks of 64 KiB; the root has one, with an entry of that size. */
static err_t list_large(u32 size, unsigned *names)
{
	u32 table = 2 * 64 * KiB, data = 3 * 64 * KiB;
	struct file root;
	err_t err;

	make();
	put(1024 + 4, IMAGE >> 16, 4);
	put(1024 + 20, 0, 4);
	put(1024 + 24, 6, 4);           /* 64 KiB */
	put(64 * KiB + 8, 2, 4);
	put(1024, INODES, 4);
	memcpy(image + table + INODE_SIZE, image + inode_at(EXT2_ROOT_INODE), INODE_SIZE);
	put(table + INODE_SIZE + 4, 64 * KiB, 4);
	put(table + INODE_SIZE + 40, 3, 4);
	put(data, EXT2_ROOT_INODE, 4);
	put(data + 4, size, 2);
	put(data + 6, 1, 1);
	image[data + 8] = '.';
	put(data + 16 + 4, 0xfffc, 2);
	mount();
	assert_null(fs_open(fs, "/", &root));
	*names = 0;
	err = fs_list(&root, count, names);
	end(NULL);
	return err;
}

/* An entry as long as such a block does not fit 16 bits.  What is behind the second one here
 * is behind all that was read, where ASan looks. */
static void long_entries(void **state)
{
	unsigned names;

	(void)state;
	assert_null(list_large(0, &names));
	assert_int_equal(names, 1);
	assert_null(list_large(0xffff, &names));
	assert_int_equal(names, 1);
	assert_string_equal(list_large(16, &names), "ext2: inode 2 is damaged (entry)");
	assert_int_equal(names, 1);
}

static void bad_directories(void **state)
{
	static const struct { u32 at, value; unsigned size; } lies[] = {
		{ 4, 0, 2 }, { 4, 4, 2 }, { 4, 8, 2 }, { 4, 6, 2 }, { 4, 14, 2 }, { 4, 2048, 2 },    /* lengths */
		{ 6, 17, 1 },                                           /* of the name */
	};
	struct file root;
	unsigned names;

	(void)state;
	for (unsigned i = 0; i <= COUNT(lies); i++) {
		make();
		put_inode(EXT2_ROOT_INODE, DIRECTORY, BLOCK, 0);
		put(inode_at(EXT2_ROOT_INODE) + 40, 60, 4);
		put(60 * BLOCK, EXT2_ROOT_INODE, 4);
		put(60 * BLOCK + 4, 24, 2);
		put(60 * BLOCK + 6, 2, 1);
		memcpy(image + 60 * BLOCK + 8, "..", 2);
		put(60 * BLOCK + 24 + 4, BLOCK - 24, 2);        /* not used */
		put(60 * BLOCK + 14 + 4, BLOCK - 14, 2);        /* as good, but for its place */
		if (i < COUNT(lies))
			put(60 * BLOCK + lies[i].at, lies[i].value, lies[i].size);
		mount();
		assert_null(fs_open(fs, "/", &root));
		names = 0;
		if (i < COUNT(lies)) {
			assert_string_equal(fs_list(&root, count, &names),
					    "ext2: inode 2 is damaged (entry)");
		} else {
			assert_null(fs_list(&root, count, &names));
			assert_int_equal(names, 1);
		}
		end(NULL);
	}
	make();                         /* in the inode */
	put_inode(EXT2_ROOT_INODE, DIRECTORY, 60, EXT2_INLINE_DATA_FL);
	put(inode_at(EXT2_ROOT_INODE) + 40 + 4 + 4, 4, 2);
	mount();
	assert_null(fs_open(fs, "/", &root));
	assert_string_equal(fs_list(&root, count, &names), "ext2: inode 2 is damaged (entry)");
	end(NULL);
	make();
	put_inode(EXT2_ROOT_INODE, DIRECTORY, 257 * MiB, 0);
	mount();
	assert_null(fs_open(fs, "/", &root));
	assert_string_equal(fs_list(&root, count, &names), "ext2: inode 2 is damaged (size)");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, NULL, end)
	const struct CMUnitTest tests[] = {
		CASE(extents_in_trees), CASE(damaged_extents), CASE(three_tables),
		CASE(group_descriptors), CASE(inline_data), CASE(bad_inodes),
		CASE(written_in_place), CASE(long_entries), CASE(bad_directories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
