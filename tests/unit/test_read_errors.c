/* test_read_errors.c - each read of a disk fails once, and each sector always: of a filesystem or
 * a partition table all comes as it is, or the error does.  The disks are the fuzz targets' seeds. */
#include "check.h"
#include "common/crc32.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "memdev.h"
#include "part/partition.h"

enum { IMAGE = 64 * KiB, SECTORS = 70000, NAMES = 64, FILE_MAX = MiB, DEPTH = 8 };

static u8 image[IMAGE];
static size_t image_size;
static struct memdev m;
static u32 seen;                /* a sum of all that came */
static bool heard;              /* of the error that was made */

static void see(const void *p, size_t size)
{
	seen = crc32(seen, p, size);
}

static bool fails(err_t err)
{
	if (!err)
		return false;
	see(err, strlen(err));
	heard |= strstr(err, "injected read error") != NULL;
	return true;
}

struct names { char *name[NAMES]; unsigned n; };

static bool take(void *context, const char *name, const struct file *info)
{
	struct names *names = context;

	(void)info;
	assert_true(names->n < NAMES);
	names->name[names->n++] = strdup(name);
	return true;
}

static void read_file(struct file *f)
{
	static u8 bytes[FILE_MAX];

	assert_true(f->size <= sizeof bytes);
	if (!fails(file_read(f, 0, f->size, bytes)))
		see(bytes, (size_t)f->size);
	fails(f->fs->driver->in_place(f));
}

static void walk(struct fs *fs, const char *path, unsigned depth)
{
	struct names names = { .n = 0 };
	struct file f;

	see(path, strlen(path));
	if (fails(fs_open(fs, path, &f)))
		return;
	see(&f.size, sizeof f.size);
	if (f.kind != FILE_DIR)
		read_file(&f);
	else if (depth < DEPTH)
		fails(fs_list(&f, take, &names));
	for (unsigned i = 0; i < names.n; i++) {
		char child[512];

		snprintf(child, sizeof child, "%s/%s", path, names.name[i]);
		if (names.name[i][0] != '.')
			walk(fs, child, depth + 1);
		free(names.name[i]);
	}
}

static void read_filesystem(void)
{
	static const struct fs_driver *const drivers[] = { &ext2_driver, &fat_driver, NULL };
	struct fs *fs;

	if (fails(fs_mount(drivers, &m.dev, &fs)))
		return;
	walk(fs, "", 0);
	heap_free(fs);
}

static void read_partitions(void)
{
	static struct partitions found;

	found = (struct partitions){ .dev = &m.dev };
	fails(partitions_scan(&found));
	see(found.at, found.n * sizeof found.at[0]);
}

static void read_all(void (*what)(void), unsigned fail_at, u64 bad_lba)
{
	m = memdev(image, image_size, SECTORS);
	m.fail_at = fail_at;
	m.bad_lba = bad_lba;
	seen = 0;
	heard = false;
	what();
}

static void each_read_fails(const char *const *seeds, void (*what)(void))
{
	for (; *seeds; seeds++) {
		unsigned reads;
		FILE *f = fopen(*seeds, "rb");
		u32 all;

		assert_non_null(f);
		image_size = fread(image, 1, sizeof image, f);
		fclose(f);
		read_all(what, 0, UINT64_MAX);
		assert_false(heard);
		all = seen;
		reads = m.reads;
		for (unsigned n = 1; n <= reads; n++) {
			read_all(what, n, UINT64_MAX);
			if (!heard && seen != all)
				fail_msg("%s: nothing was said of read %u", *seeds, n);
		}
		for (u64 lba = 0; lba < IMAGE / SECTOR; lba++) {
			read_all(what, 0, lba);
			if (!heard && seen != all)
				fail_msg("%s: nothing was said of sector %u", *seeds, (unsigned)lba);
		}
		assert_true(reads > 2);
	}
}

static void filesystems(void **state)
{
	static const char *const seeds[] = {
		"tests/corpus/fuzz_ext2/ext2", "tests/corpus/fuzz_ext2/ext2-rev0",
		"tests/corpus/fuzz_ext2/ext4", "tests/corpus/fuzz_ext2/ext4-inline",
		"tests/corpus/fuzz_fat/fat12", "tests/corpus/fuzz_fat/fat16",
		"tests/corpus/fuzz_fat/fat32", NULL,
	};

	(void)state;
	each_read_fails(seeds, read_filesystem);
}

static void partition_tables(void **state)
{
	static const char *const seeds[] = {
		"tests/corpus/fuzz_part/mbr", "tests/corpus/fuzz_part/logical",
		"tests/corpus/fuzz_part/gpt", NULL,
	};

	(void)state;
	each_read_fails(seeds, read_partitions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filesystems), cmocka_unit_test(partition_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
