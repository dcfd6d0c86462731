/* test_ext2_dir.c - inodes and directories of ext2 as mke2fs seldom writes them, or damaged; which
 * files may be written where they lie. */
#include "ext2_image.h"

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
		CASE(bad_inodes), CASE(written_in_place), CASE(long_entries),
		CASE(bad_directories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
