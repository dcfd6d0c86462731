/* test_ext2.c - where a file's bytes lie, as mke2fs seldom writes it: extents in trees, files of
 * three tables, groups of descriptors far away, data in attributes; and all of it damaged. */
#include "ext2_image.h"

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

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, NULL, end)
	const struct CMUnitTest tests[] = {
		CASE(extents_in_trees), CASE(damaged_extents), CASE(three_tables),
		CASE(group_descriptors), CASE(inline_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
