/* test_fs.c - superblocks that lie, names of FAT, paths, reads across runs. */
#include "check.h"
#include "base/error.h"
#include "common/uuid.h"
#include "fs/ext2.h"
#include "fs/fat.h"
#include "fs/file.h"
#include "host_heap.h"
#include "mem/heap.h"
#include "memdev.h"

static u8 image[64 * KiB];

static void put(unsigned at, u64 value, unsigned size)
{
	for (; size > 0; size--, value >>= 8)
		image[at++] = (u8)value;
}

static err_t mount(const struct fs_driver *driver)
{
	const struct fs_driver *const drivers[] = { driver, NULL };
	struct memdev m = memdev(image, sizeof image, sizeof image / SECTOR);
	struct fs *fs;
	err_t err = fs_mount(drivers, &m.dev, &fs);

	if (!err)
		heap_free(fs);
	return err;
}

struct lie { unsigned at; u64 value; unsigned size; const char *sentence; };

static void make_ext2(void)
{
	memset(image, 0, sizeof image);
	put(1024, 16, 4);               /* inodes */
	put(1028, 64, 4);               /* blocks */
	put(1024 + 20, 1, 4);           /* first data block */
	put(1024 + 32, 8192, 4);        /* blocks a group */
	put(1024 + 40, 16, 4);          /* inodes a group */
	put(1024 + 0x38, 0xef53, 2);
	put(1024 + 0x4c, 1, 4);         /* revision */
	put(1024 + 0x58, 256, 2);       /* inode size */
}

static void ext2_superblocks(void **state)
{
	static const char bad[] = "ext2: superblock is damaged";
	static const struct lie lies[] = {
		{ 0x38, 0, 2, "no known filesystem" },
		{ 0x18, 31, 4, bad },
		{ 0x18, 7, 4, bad },
		{ 0x58, 0, 2, bad },
		{ 0x58, 257, 2, bad },
		{ 0x58, 64, 2, bad },
		{ 0x58, 2048, 2, bad },
		{ 0x20, 0, 4, bad },
		{ 0x28, 0, 4, bad },
		{ 0x14, 64, 4, bad },
		{ 0x04, 0, 4, bad }, { 0x00, 17, 4, bad }, { 0x00, 0, 4, bad },
		{ 0x60, 0x80, 4, bad },
		{ 0x60, 0x1, 4, "ext2: unsupported feature compression (0x1)" },
		{ 0x60, 0x40000000, 4, "ext2: unsupported feature (0x40000000)" },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(lies); i++) {
		make_ext2();
		assert_null(mount(&ext2_driver));
		put(1024 + lies[i].at, lies[i].value, lies[i].size);
		assert_string_equal(mount(&ext2_driver), lies[i].sentence);
	}
	make_ext2();
	put(1024 + 0x60, 0x80, 4);
	put(1024 + 0xfe, 64, 2);
	put(1024 + 0x150, 0xffffffff, 4);       /* 2^64 - ... blocks, each a group */
	put(1024 + 0x20, 1, 4);
	assert_null(mount(&ext2_driver));
}

static void make_fat(void)
{
	memset(image, 0, sizeof image);
	put(11, 512, 2);
	put(13, 1, 1);                  /* sectors a cluster */
	put(14, 1, 2);                  /* reserved */
	put(16, 2, 1);                  /* tables */
	put(17, 16, 2);                 /* root entries */
	put(19, 128, 2);                /* sectors */
	put(21, 0xf8, 1);
	put(22, 1, 2);                  /* sectors of a table */
	memcpy(image + 54, "FAT12   ", 8);
}

static void fat_boot_sectors(void **state)
{
	static const struct { unsigned at; u64 value; unsigned size; } lies[] = {
		{ 11, 0, 2 }, { 11, 513, 2 }, { 11, 256, 2 }, { 11, 8192, 2 }, /* sector */
		{ 13, 0, 1 }, { 13, 3, 1 }, { 14, 0, 2 }, { 16, 0, 1 }, { 16, 3, 1 }, { 21, 0, 1 },
		{ 17, 65535, 2 }, { 19, 0, 2 }, { 22, 0, 2 }, { 22, 65535, 2 }, /* too big */
		{ 17, 2000, 2 }, { 22, 63, 2 }, { 22, 0x8000, 2 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(lies); i++) {
		make_fat();
		assert_null(mount(&fat_driver));
		put(lies[i].at, lies[i].value, lies[i].size);
		assert_string_equal(mount(&fat_driver), "fat: boot sector is damaged");
		memset(image + 54, 0, 8);       /* then it may be anything */
		assert_string_equal(mount(&fat_driver), "no known filesystem");
	}
	for (u32 cluster = 0; cluster < 2; cluster++) {         /* FAT32 */
		make_fat();
		put(17, 0, 2);
		put(22, 0, 2);
		put(36, 1, 4);
		put(44, cluster, 4);
		assert_string_equal(mount(&fat_driver), "fat: boot sector is damaged");
	}
}

static void short_names(void **state)
{
	static const struct { const char *raw; u8 flags; const char *name; } rows[] = {
		{ "README  TXT", 0, "README.TXT" }, { "README  TXT", 0x18, "readme.txt" },
		{ "README  TXT", 0x08, "readme.TXT" }, { "README     ", 0x10, "README" },
		{ "A B     C D", 0, "A B.C D" }, { "\x05""X      Y  ", 0, "\xe5X.Y" },
		{ "12345678ABC", 0, "12345678.ABC" }, { "..         ", 0, ".." },
		{ "           ", 0, "" }, { "        TXT", 0, ".TXT" },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		struct fat_entry e = { .case_flags = rows[i].flags };
		char name[13];

		memcpy(e.name, rows[i].raw, 11);
		fat_short_name(&e, name);
		assert_string_equal(name, rows[i].name);
	}
}

static const struct fat_entry owner = { .name = "LONGNA~1TXT" };

static u8 checksum(void)
{
	u8 sum = 0;

	for (unsigned i = 0; i < 11; i++)
		sum = (u8)((sum & 1) * 128 + sum / 2 + owner.name[i]);
	return sum;
}

static struct fat_long_entry piece(u8 order, const u16 units[13])
{
	struct fat_long_entry e = { .order = order, .attributes = FAT_LONG,
				    .checksum = checksum() };

	for (unsigned i = 0; i < 13; i++)
		*(i < 5 ? &e.name1[i] : i < 11 ? &e.name2[i - 5] : &e.name3[i - 11]) =
			put16(units[i]);
	return e;
}

static void long_names(void **state)
{
	static const u16 head[13] = { 'h', 'e', 0xe4, 0x65e5, 0xd83d, 0xde00, 0xd800, 'x',
				      0xdc00, 'l', 'o', 'n', 'g' };
	static const u16 tail[13] = { '!', 0, 0xffff };
	static const u16 longest[13] = { [0 ... 12] = 0x65e5 };
	struct fat_long_name l = { .expected = FAT_NO_NAME };
	struct fat_long_entry first = piece(1, head), last = piece(0x42, tail);

	(void)state;
	fat_long_piece(&l, &last);
	fat_long_piece(&l, &first);
	assert_string_equal(fat_long_finish(&l, &owner), "he\xc3\xa4\xe6\x97\xa5\xf0\x9f\x98\x80\xef\xbf\xbdx"
				  "\xef\xbf\xbdlong!");
	assert_null(fat_long_finish(&l, &owner));        /* used up */
	fat_long_piece(&l, &last);                              /* the first is missing */
	assert_null(fat_long_finish(&l, &owner));
	fat_long_piece(&l, &first);                             /* no last one */
	assert_null(fat_long_finish(&l, &owner));
	fat_long_piece(&l, &last);
	first.checksum ^= 1;                                    /* somebody else's */
	fat_long_piece(&l, &first);
	assert_null(fat_long_finish(&l, &owner));
	first.checksum ^= 1;
	fat_long_piece(&l, &last);
	fat_long_piece(&l, &first);
	assert_null(fat_long_finish(&l, &(struct fat_entry){ .name = "OTHER      " }));
	for (unsigned order = 0; order < 256; order++) {        /* order 0, 21.., twice */
		struct fat_long_entry e = piece((u8)order, head);

		fat_long_piece(&l, &e);
		fat_long_piece(&l, &e);
	}
	l.expected = FAT_NO_NAME;
	for (unsigned order = 20; order > 0; order--) {         /* the longest */
		struct fat_long_entry e = piece((u8)(order == 20 ? 0x54 : order), longest);

		fat_long_piece(&l, &e);
	}
	assert_int_equal(strlen(fat_long_finish(&l, &owner)), FAT_NAME - 1);
	for (unsigned n = 20; n < 64; n++) {                    /* one piece too many, and more */
		for (int order = (int)n; order >= 0; order--) {
			struct fat_long_entry e = piece((u8)(order == (int)n ? 0x40 | n : (unsigned)order),
							longest);

			fat_long_piece(&l, &e);
		}
		assert_true(l.utf16.start >= l.text);
		assert_null(fat_long_finish(&l, &owner));
	}
}

static void paths(void **state)
{
	char text[24];

	(void)state;
	assert_null(path_with_device(text, sizeof text, "/x", "hd0,msdos1"));
	assert_string_equal(text, "(hd0,msdos1)/x");
	assert_null(path_with_device(text, sizeof text, "//x", "(hd0)"));
	assert_string_equal(text, "(hd0)/x");
	assert_null(path_with_device(text, sizeof text, "(fd0)/x", NULL));
	assert_string_equal(text, "(fd0)/x");
	assert_non_null(path_with_device(text, sizeof text, "/x", ""));
	assert_string_equal(path_with_device(text, sizeof text, "/01234567890", "hd0,msdos1"),
			    "path is too long");
}

/* A file of runs of 1000 bytes: two that touch, two holes, one alone. */
static unsigned maps;

static err_t run_map(struct file *f, struct run *run)
{
	static const u64 at[] = { 5000, 6000, 0, 0, 20000 };
	u64 i = run->offset / 1000, skip = run->offset % 1000;

	(void)f;
	maps++;
	run->hole = i == 2 || i == 3;
	run->bytes = 1000 - skip;
	run->disk = at[i] + skip;
	return NULL;
}

static const struct fs_driver run_driver = { .map = run_map };

static void reads_across_runs(void **state)
{
	static u8 whole[5000], out[5001];
	struct memdev m = memdev(image, sizeof image, sizeof image / SECTOR);
	struct fs fs = { .driver = &run_driver, .dev = &m.dev };
	struct file f = { .fs = &fs, .size = 4900 };

	(void)state;
	for (unsigned i = 0; i < sizeof image; i++)
		image[i] = (u8)(i * 13 + i / 256);
	memcpy(whole, image + 5000, 2000);
	memcpy(whole + 4000, image + 20000, 1000);
	for (unsigned from = 0; from < 4900; from += 97)
		for (unsigned size = 0; size <= 4900 - from; size += 331) {
			memset(out, 0xaa, sizeof out);
			assert_null(file_read(&f, from, size, out));
			assert_memory_equal(out, whole + from, size);
			assert_int_equal(out[size], 0xaa);
		}
	assert_string_equal(file_read(&f, 4899, 2, out),
			    "read past the end of the file");
	assert_non_null(file_read(&f, UINT64_MAX, 2, out));
	assert_non_null(file_read(&f, 1, UINT64_MAX, out));
	m.reads = 0;
	assert_null(file_read(&f, 120, 1800, out));     /* both runs: head, middle, tail */
	assert_int_equal(m.reads, 2);
}

/* Each allocation fails once: a sentence, and nothing is lost (LeakSanitizer looks). */
static void full_heaps(void **state)
{
	static const struct { const char *seed; const struct fs_driver *driver; } rows[] = {
		{ "tests/corpus/fuzz_ext2/ext4", &ext2_driver },
		{ "tests/corpus/fuzz_fat/fat12", &fat_driver },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		const struct fs_driver *const drivers[] = { rows[i].driver, NULL };
		size_t size = load_file(rows[i].seed, image, sizeof image), n;
		struct memdev m = memdev(image, size, 256);
		err_t err = "";

		for (n = 0; err && n < 100; n++) {
			struct fs *fs;
			struct file f;

			host_heap_left = n;
			err = fs_mount(drivers, &m.dev, &fs);
			if (err)
				continue;
			err = fs_open(fs, "//a/.././a/b//a file with a long name.cfg/", &f);
			if (!err)
				err = file_read(&f, 0, f.size, image + size);
			heap_free(fs);
		}
		assert_null(err);
		assert_in_range(n, 2, 99);
		host_heap_left = SIZE_MAX;
	}
}

static void uuids(void **state)
{
	static const u8 uuid[16] = { 0x48, 0x61, 0x68, 0x21, 0x49, 0x64, 0x6f, 0x6e,
				     0x74, 0x4e, 0x65, 0x65, 0x64, 0x45, 0x46, 0x49 };
	char text[UUID_TEXT];

	(void)state;
	uuid_print(text, uuid);
	assert_string_equal(text, "48616821-4964-6f6e-744e-656564454649");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ext2_superblocks),
		cmocka_unit_test(fat_boot_sectors),
		cmocka_unit_test(short_names),
		cmocka_unit_test(long_names),
		cmocka_unit_test(paths),
		cmocka_unit_test(reads_across_runs),
		cmocka_unit_test(full_heaps),
		cmocka_unit_test(uuids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
