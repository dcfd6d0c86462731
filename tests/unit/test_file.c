/* test_file.c - files by their names: devices and partitions that are not there, symlinks,
 * limits, packed files, and reads that fail. */
#include "check.h"
#include "base/error.h"
#include "disk/cache.h"
#include "fs/file.h"
#include "host_heap.h"
#include "memdev.h"

enum {
	SECTORS = 2048, PART = 63, PART_SECTORS = 400, BLOCK = 1024, INODE = 128,
	TABLE = 5, ROOT_BLOCK = 10, DATA_BLOCK = 20, INODES = 32,
	REGULAR = 0100644, DIRECTORY = 0040755, SYMLINK = 0120777,
};

static u8 disk[SECTORS * SECTOR];
static struct memdev m;

/* --- A disk with an ext2 of revision 0. */

static void put(u32 at, u64 value, unsigned size)
{
	for (at += PART * SECTOR; size > 0; size--, value >>= 8)
		disk[at++] = (u8)value;
}

static u32 entry_at;

/* The next inode, with a name in the root.  Text of up to 59 bytes of a symlink lies in it. */
static void add(u32 inode, const char *name, u32 mode, const char *text)
{
	u32 at = TABLE * BLOCK + (inode - 1) * INODE, length = (u32)strlen(text);
	u32 room = ALIGN_UP(8 + (u32)strlen(name), 4u);

	put(at, mode, 2);
	put(at + 4, length, 4);
	put(at + 26, 1, 2);
	if (mode == SYMLINK && length < 60) {
		memcpy(disk + PART * SECTOR + at + 40, text, length);
	} else {
		for (u32 i = 0; i * BLOCK < length; i++)
			put(at + 40 + 4 * i, DATA_BLOCK + inode * 5 + i, 4);
		memcpy(disk + PART * SECTOR + (DATA_BLOCK + inode * 5) * BLOCK, text, length);
	}
	put(ROOT_BLOCK * BLOCK + entry_at, inode, 4);
	put(ROOT_BLOCK * BLOCK + entry_at + 4, room, 2);
	put(ROOT_BLOCK * BLOCK + entry_at + 6, strlen(name), 1);
	memcpy(disk + PART * SECTOR + ROOT_BLOCK * BLOCK + entry_at + 8, name, strlen(name));
	entry_at += room;
}

/* A directory with another name of "absolute". */
static void add_folder(void)
{
	enum { FOLDER = 13, BLOCK_OF_IT = DATA_BLOCK + FOLDER * 5 };
	static const char name[] = "link";

	add(FOLDER, "sub", DIRECTORY, "");
	put(TABLE * BLOCK + (FOLDER - 1) * INODE + 4, BLOCK, 4);
	put(TABLE * BLOCK + (FOLDER - 1) * INODE + 40, BLOCK_OF_IT, 4);
	put(BLOCK_OF_IT * BLOCK, 5, 4);
	put(BLOCK_OF_IT * BLOCK + 4, BLOCK, 2);
	put(BLOCK_OF_IT * BLOCK + 6, sizeof name - 1, 1);
	memcpy(disk + PART * SECTOR + BLOCK_OF_IT * BLOCK + 8, name, sizeof name - 1);
}

static char long_target[5001];

static void fill(void)
{
	memset(long_target, '/', sizeof long_target - 1);
	add(3, "file", REGULAR, "hello");
	add(4, "relative", SYMLINK, "file");
	add(5, "absolute", SYMLINK, "//./file");
	add(6, "itself", SYMLINK, "itself");
	add(7, "nowhere", SYMLINK, "gone");
	add(8, "empty", SYMLINK, "");
	add(9, "long", SYMLINK, long_target);
	add(10, "slow", SYMLINK, "./././././././././././././././././././././././././././././././file");
	add(11, "packed", REGULAR, "\x1f\x8b\x08");
	add(12, "up", SYMLINK, "../../..");
	add_folder();
}

static int setup(void **state)
{
	static const struct fs_driver *const drivers[] = { &ext2_driver, &fat_driver, NULL };
	static const u8 entry[] = { 0, 0, 0, 0, 0x83, 0, 0, 0, PART, 0, 0, 0, PART_SECTORS & 0xff,
				    PART_SECTORS >> 8, 0, 0 };

	(void)state;
	memset(disk, 0, sizeof disk);
	memcpy(disk + 446, entry, sizeof entry);
	disk[510] = 0x55;
	disk[511] = 0xaa;
	put(1024, INODES, 4);
	put(1028, PART_SECTORS / 2, 4);
	put(1024 + 20, 1, 4);
	put(1024 + 32, 8192, 4);
	put(1024 + 40, INODES, 4);
	put(1024 + 0x38, 0xef53, 2);
	put(2 * BLOCK + 8, TABLE, 4);
	put(TABLE * BLOCK + INODE, DIRECTORY, 2);
	put(TABLE * BLOCK + INODE + 4, BLOCK, 4);
	put(TABLE * BLOCK + INODE + 26, 2, 2);
	put(TABLE * BLOCK + INODE + 40, ROOT_BLOCK, 4);
	entry_at = 0;
	fill();
	put(ROOT_BLOCK * BLOCK + entry_at + 4, BLOCK - entry_at, 2);
	m = memdev(disk, sizeof disk, SECTORS);
	assert_null(disks_probe(memdev_platform(&m, SECTOR)));
	volumes_init(drivers);
	return 0;
}

static int end(void **state)
{
	(void)state;
	host_heap_left = SIZE_MAX;
	volumes_forget();
	return 0;
}

static err_t open_it(const char *path, const char *root)
{
	struct file f;

	return file_open(path, root, &f);
}

/* --- What is there, and what is not. */

static void finds(void **state)
{
	static const char *const names[] = {
		"/file", "/relative", "/absolute", "/slow", "/up/file", "/./up/./../file", "//file",
		"/sub/link",
		"/up/up/up/up/up/up/up/up/up/up/up/up/up/up/up/up/file",
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(names); i++) {
		struct span text;

		assert_null(file_read_all(names[i], "hd0,msdos1", 5, &text));
		assert_int_equal(span_size(text), 5);
		assert_string_equal(text.p, "hello");
		free((void *)(size_t)text.p);
	}
}

static void says_what_is_missing(void **state)
{
	static const struct { const char *path, *root, *said; } rows[] = {
		{ "/gone", "hd0,1", "(hd0,1)/gone: file not found" },
		{ "/nowhere", "hd0,1", "(hd0,1)/nowhere: file not found" },
		{ "/file/x", "hd0,1", "(hd0,1)/file/x: file not found" },
		{ "/itself", "hd0,1", "(hd0,1)/itself: more than 16 symlinks on the path" },
		{ "/up/up/up/up/up/up/up/up/up/up/up/up/up/up/up/up/up/file", "hd0,1",
		  "(hd0,1)/up/up/up/up/up/up/up/up/up/up/up/up/up/up/up/up/up/file: "
		  "more than 16 symlinks on the path" },
		{ "/empty", "hd0,1", "(hd0,1)/empty: a symlink has 0 bytes" },
		{ "/long", "hd0,1", "(hd0,1)/long: a symlink has 5000 bytes" },
		{ "/", "hd0,1", "(hd0,1)/: not a file" },
		{ "(hd0,1/file", NULL, "(hd0,1/file: no ) behind the device" },
		{ "(hd0,2)/file", NULL, "(hd0,2)/file: hd0 has no partition 2" },
		{ "/file", "(hd0,gpt1)", "((hd0,gpt1))/file: hd0 has no partition gpt1" },
		{ "/file", "hd7", "(hd7)/file: no such device" },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		assert_string_equal(open_it(rows[i].path, rows[i].root), rows[i].said);
	assert_ptr_equal(strstr(open_it("/file", NULL), ERR_NO_ROOT) != NULL, true);
	assert_ptr_equal(strstr(open_it("/file", ""), ERR_NO_ROOT) != NULL, true);
}

/* What is wrong with the table is said when a partition is missed. */
static void says_what_is_damaged(void **state)
{
	(void)state;
	disk[446 + 16 + 4] = 0x83;      /* a second one behind the disk's end */
	disk[446 + 16 + 8 + 3] = 0x7f;
	disk[446 + 16 + 12] = 9;
	assert_null(open_it("/file", "hd0,1"));
	assert_string_equal(open_it("(hd0,2)/file", NULL), "(hd0,2)/file: hd0 has no partition 2: "
			    "partition 2 at sector 2130706432 does not fit the disk");
}

static bool never(void *context, const char *name, const struct file *info)
{
	(void)context, (void)name, (void)info;
	return false;
}

static void limits(void **state)
{
	struct span text;
	struct file f;
	u8 byte;

	(void)state;
	assert_string_equal(file_read_all("/file", "hd0,1", 4, &text),
			    "(hd0,1)/file: file is larger than 4 bytes");
	assert_string_equal(file_read_all("/packed", "hd0,1", 4, &text),
			    "(hd0,1)/packed: gzip at byte 0: the file is cut off");
	assert_string_equal(dir_list("/file", "hd0,1", never, NULL), "(hd0,1)/file: not a directory");
	assert_null(file_open("/file", "hd0,1", &f));
	assert_string_equal(file_read(&f, 5, 1, &byte), "read past the end of the file");
}

static void read_errors(void **state)
{
	struct span text;

	(void)state;
	assert_null(open_it("/file", "hd0,1"));
	m.bad_lba = PART + (DATA_BLOCK + 3 * 5) * BLOCK / SECTOR;
	assert_string_equal(file_read_all("/file", "hd0,1", 100, &text),
			    "(hd0,1)/file: injected read error");
	assert_null(open_it("/file", "hd0,1"));         /* its inode lies elsewhere */
}

/* Also those of a partition table, a superblock, a symlink's target. */
static void each_read_fails(void **state)
{
	static const char *const names[] = { "/packed", "/absolute", "/slow" };

	(void)state;
	for (unsigned i = 0; i < COUNT(names); i++)
		for (unsigned n = 1; ; n++) {
			struct span text = { NULL, NULL };
			err_t err;

			volumes_forget();
			cache_drop();
			m.fail_at = m.reads + n;
			err = file_read_all(names[i], "hd0,1", 100, &text);
			free((void *)(size_t)text.p);
			if (m.reads < m.fail_at) {
				assert_in_range(n, 3, 10);
				break;
			}
			assert_non_null(strstr(err, "injected read error"));
		}
}

/* Wherever memory ends: a sentence or the file, and nothing is lost. */
static void full_heaps(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t left = 0; left < 20; left++) {
		struct span text;
		err_t err;

		volumes_forget();
		host_heap_left = left;
		err = file_read_all("/slow", "hd0,1", 100, &text);
		host_heap_left = SIZE_MAX;
		if (err)
			failed++;
		else
			free((void *)(size_t)text.p);
		host_heap_left = left;
		assert_non_null(file_read_all("/packed", "hd0,1", 100, &text));
		host_heap_left = SIZE_MAX;
	}
	assert_in_range(failed, 3, 15);
	assert_null(open_it("/slow", "hd0,1"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, end)
	const struct CMUnitTest tests[] = {
		CASE(finds), CASE(says_what_is_missing), CASE(says_what_is_damaged), CASE(limits),
		CASE(read_errors), CASE(each_read_fails), CASE(full_heaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
