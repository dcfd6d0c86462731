/* test_fat.c - chains of clusters in any order and damaged, directories without an end, the
 * table that is kept. */
#include "check.h"
#include "base/error.h"
#include "fs/fat.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "memdev.h"

enum {
	SECTORS = 200, TABLE = 1, TABLES = 2, ROOT = 3, DATA = 4,       /* of FAT12 */
	ROOT_ENTRIES = 16, DELETED = 0xe5, LAST = 0xfff, CLUSTERS = SECTORS - DATA,
};

static u8 image[SECTORS * SECTOR], out[20 * SECTOR];
static struct memdev device;
static struct fs *fs;

static void put(u32 at, u64 value, unsigned size)
{
	for (; size > 0; size--, value >>= 8)
		image[at++] = (u8)value;
}

/* One sector a cluster; each is filled with its number. */
static void make(void)
{
	memset(image, 0, sizeof image);
	put(11, SECTOR, 2);
	put(13, 1, 1);
	put(14, TABLE, 2);
	put(16, TABLES, 1);
	put(17, ROOT_ENTRIES, 2);
	put(19, SECTORS, 2);
	put(21, 0xf8, 1);
	put(22, 1, 2);
	for (u32 cluster = 2; cluster < CLUSTERS; cluster++)
		memset(image + (DATA + cluster - 2) * SECTOR, (int)cluster, SECTOR);
}

static void put_link(u32 cluster, u32 next)
{
	u32 at = TABLE * SECTOR + cluster * 3 / 2, shift = cluster % 2 * 4;
	u32 keep = (image[at] | image[at + 1] << 8) & ~(0xfffu << shift);

	put(at, keep | next << shift, 2);
}

static void put_entry(u32 at, const char name[12], u8 attributes, u32 cluster, u32 size)
{
	memset(image + at, 0, 32);
	memcpy(image + at, name, 11);
	put(at + 11, attributes, 1);
	put(at + 26, cluster, 2);
	put(at + 28, size, 4);
}

static void mount_of(u32 sectors)
{
	static const struct fs_driver *const drivers[] = { &fat_driver, NULL };

	device = memdev(image, sizeof image, sectors);
	assert_null(fs_mount(drivers, &device.dev, &fs));
}

static void mount(void)
{
	mount_of(SECTORS);
}

static int end(void **state)
{
	(void)state;
	heap_free(fs);
	fs = NULL;
	return 0;
}

/* A file of 6 clusters, two of which are neighbours. */
static const u8 chain[] = { 9, 10, 4, 3, 150, 20 };
enum { FILE_SIZE = 6 * SECTOR - 100 };

static void make_file(void)
{
	make();
	put_entry(ROOT * SECTOR, "FILE       ", 0, chain[0], FILE_SIZE);
	for (unsigned i = 0; i < COUNT(chain); i++)
		put_link(chain[i], i + 1 < COUNT(chain) ? chain[i + 1] : LAST);
}

static void chains(void **state)
{
	struct file f;

	(void)state;
	make_file();
	mount();
	assert_null(fs_open(fs, "/file", &f));
	assert_int_equal(f.size, FILE_SIZE);
	assert_null(file_read(&f, 0, f.size, out));
	for (u32 i = 0; i < f.size; i++)
		assert_int_equal(out[i], chain[i / SECTOR]);
	/* Forth and back, across each border. */
	for (u32 i = 0; i < 40; i++) {
		u32 at = i * 1237 % (FILE_SIZE - 300);

		assert_null(file_read(&f, at, 300, out));
		assert_int_equal(out[0], chain[at / SECTOR]);
		assert_int_equal(out[299], chain[(at + 299) / SECTOR]);
	}
	assert_null(fs->driver->in_place(&f));          /* all of them may be written */
}

static void damaged_chains(void **state)
{
	static const struct { u16 next; const char *said; } lies[] = {
		{ 0, "fat: chain from cluster 9 leads to cluster 0" },
		{ 1, "fat: chain from cluster 9 leads to cluster 1" },
		{ CLUSTERS + 2, "fat: chain from cluster 9 leads to cluster 198" },
		{ 0xff7, "fat: chain from cluster 9 leads to cluster 4087" },
		{ 0xff8, "the file is cut off on disk" }, { LAST, "the file is cut off on disk" },
	};
	struct file f;

	(void)state;
	for (unsigned i = 0; i < COUNT(lies); i++) {
		make_file();
		put_link(3, lies[i].next);
		mount();
		assert_null(fs_open(fs, "/file", &f));
		assert_null(file_read(&f, 0, 4 * SECTOR, out));
		assert_string_equal(file_read(&f, 0, f.size, out), lies[i].said);
		end(NULL);
	}
	make_file();                    /* neighbours, and the last one's is no cluster */
	put_link(3, CLUSTERS + 1);
	put_link(CLUSTERS + 1, CLUSTERS + 2);
	mount();
	assert_null(fs_open(fs, "/file", &f));
	assert_string_equal(file_read(&f, 0, f.size, out),
			    "fat: chain from cluster 9 leads to cluster 198");
	end(NULL);
	make_file();                    /* a circle is as long as its file */
	put_link(150, 9);
	mount();
	assert_null(fs_open(fs, "/file", &f));
	assert_null(file_read(&f, 0, f.size, out));
	assert_int_equal(out[5 * SECTOR], 9);
	end(NULL);

	put_entry(ROOT * SECTOR, "FILE       ", 0, 9, (CLUSTERS + 1) * SECTOR);
	mount();
	assert_string_equal(fs_open(fs, "/file", &f), "fat: file is larger than its filesystem");
}

/* FAT16 with more clusters than have numbers: 0xfff7 is the mark of a bad one all the same. */
static void marks(void **state)
{
	struct file f = { .inode = 9, .size = FILE_SIZE };

	(void)state;
	make();
	put(19, 0, 2);
	put(32, 70000, 4);
	put(22, 256, 2);
	put(TABLE * SECTOR + 9 * 2, 0xfff7, 2);
	mount_of(70000);
	f.fs = fs;
	assert_string_equal(file_read(&f, 0, f.size, out),
			    "fat: chain from cluster 9 leads to cluster 65527");
}

/* --- Directories. */

static unsigned names;

static bool count(void *context, const char *name, const struct file *info)
{
	const char *wanted = context;

	(void)info;
	names += !wanted || strcmp(name, wanted) == 0;
	return true;
}

static err_t list(const char *path, const char *wanted)
{
	struct file dir;
	err_t err = fs_open(fs, path, &dir);

	names = 0;
	return err ? err : fs_list(&dir, count, (void *)(size_t)wanted);
}

static void directories(void **state)
{
	(void)state;
	make();
	put_entry(ROOT * SECTOR, "GONE       ", 0, 0, 0);
	image[ROOT * SECTOR] = DELETED;
	put_entry(ROOT * SECTOR + 32, "A LABEL    ", FAT_LABEL, 0, 0);
	put_entry(ROOT * SECTOR + 64, "HERE       ", 0, 0, 0);
	put_entry(ROOT * SECTOR + 96, "SUB        ", FAT_DIR, 7, 0);
	put_link(7, 8);
	put_link(8, LAST);
	for (u32 at = 0; at < 2 * SECTOR; at += 32)     /* whole clusters: no end mark */
		put_entry((DATA + 5) * SECTOR + at, "X          ", 0, 0, 0);
	mount();
	assert_string_equal(fs->label, "A LABEL");
	assert_null(list("/", NULL));
	assert_int_equal(names, 2);
	assert_null(list("/", "HERE"));
	assert_int_equal(names, 1);
	assert_null(list("/sub", "X"));
	assert_int_equal(names, 2 * SECTOR / 32);
	end(NULL);

	put_link(8, 7);                 /* round and round */
	mount();
	assert_string_equal(list("/sub", NULL), "fat: directory at cluster 7 does not end");
	assert_int_equal(names, 65536);
	end(NULL);

	for (u32 at = 0; at < ROOT_ENTRIES * 32; at += 32)      /* a full root */
		put_entry(ROOT * SECTOR + at, "Y          ", 0, 0, 0);
	mount();
	assert_null(list("/", "Y"));
	assert_int_equal(names, ROOT_ENTRIES);
}

/* FAT32 can say that one table alone is kept, and which. */
static void one_table(void **state)
{
	enum { TABLE_1 = 1, TABLE_2 = 2, ROOT_CLUSTER = 2, DATA_32 = 3 };
	static const struct { u16 flags; u8 table; } rows[] = {
		{ 0, TABLE_1 }, { 1, TABLE_1 }, { 0x80, TABLE_1 }, { 0x81, TABLE_2 }, { 0x82, TABLE_1 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		struct file f;

		make();
		put(17, 0, 2);
		put(22, 0, 2);
		put(36, 1, 4);
		put(40, rows[i].flags, 2);
		put(44, ROOT_CLUSTER, 4);
		memset(image + DATA_32 * SECTOR, 0, SECTOR);
		put_entry(DATA_32 * SECTOR, "FILE       ", 0, 5, SECTOR + 1);
		/* From cluster 5 on to 6 in the one, to 7 in the other. */
		put(TABLE_1 * SECTOR + 5 * 4, 6, 4);
		put(TABLE_2 * SECTOR + 5 * 4, 7, 4);
		mount_of(9);                            /* what is read of a table ends behind it */
		assert_null(fs_open(fs, "/file", &f));
		assert_null(file_read(&f, SECTOR, 1, out));
		assert_int_equal(out[0], image[(DATA_32 + (rows[i].table == TABLE_1 ? 4 : 5)) * SECTOR]);
		end(NULL);
	}
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, NULL, end)
	const struct CMUnitTest tests[] = {
		CASE(chains), CASE(damaged_chains), CASE(marks), CASE(directories), CASE(one_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
