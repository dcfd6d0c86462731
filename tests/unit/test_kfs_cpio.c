/* test_kfs_cpio.c - inflate against zlib, cpio archives whole and cut, the initramfs. */
#include "fake_kfs.h"
#include "fs/crc32_fast.h"
#include "fs/inflate.h"
#include "fs/initramfs.h"
#include <zlib.h>

enum { BIG = 700000 };

static u8 plain[BIG], packed[BIG + 4096], out[BIG];
static size_t out_size;

static u64 seed = 1;

static u32 any(u32 n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(seed >> 33) % n;
}

static long collect(void *ctx, const void *data, size_t n)
{
	(void)ctx;
	if (n > sizeof out - out_size)
		return -ENOSPC;
	memcpy(out + out_size, data, n);
	out_size += n;
	return 0;
}

/* gzip of in[n], at `level`, by zlib. */
static size_t zip(const u8 *in, size_t n, int level, int strategy)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 9, strategy), Z_OK);
	z.next_in = (u8 *)in;
	z.avail_in = (uInt)n;
	z.next_out = packed;
	z.avail_out = sizeof packed;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

/* Text-like, with matches near and far, runs, and noise. */
static void make_plain(size_t n)
{
	for (size_t i = 0; i < n; ) {
		u32 what = any(10), len = 1 + any(400), back = 1 + any(32768);

		for (u32 k = 0; k < len && i < n; k++, i++)
			plain[i] = what < 5 && i >= back ? plain[i - back] :
				   what < 7 && i ? plain[i - 1] : (u8)(what < 9 ? 'a' + any(9) : any(256));
	}
}

static void inflates_what_zlib_deflates(void **state)
{
	static const size_t sizes[] = { 0, 1, 7, 1000, 32768, 131072, 131073, 200000, BIG };

	(void)state;
	for (unsigned s = 0; s < COUNT(sizes); s++)
		for (int level = 0; level <= 9; level += 3)
			for (int strategy = Z_DEFAULT_STRATEGY; strategy <= Z_FIXED; strategy++) {
				size_t n;

				make_plain(sizes[s]);
				n = zip(plain, sizes[s], level, strategy);
				out_size = 0;
				assert_int_equal(gunzip(packed, n, collect, NULL), n);
				assert_int_equal(out_size, sizes[s]);
				assert_memory_equal(out, plain, out_size);
			}
}

/* No cut and no flipped bit is taken for whole, and none does harm. */
static void refuses_damage(void **state)
{
	size_t n, harmless = 0;

	(void)state;
	make_plain(3000);
	n = zip(plain, 3000, 6, Z_DEFAULT_STRATEGY);
	for (size_t cut = 0; cut < n; cut++) {
		u8 *exact = malloc(cut ? cut : 1);

		memcpy(exact, packed, cut);
		out_size = 0;
		assert_int_equal(gunzip(exact, cut, collect, NULL), -EINVAL);
		free(exact);
	}
	for (size_t bit = 80; bit < 8 * n; bit++) {
		packed[bit / 8] ^= (u8)(1 << bit % 8);
		out_size = 0;
		/* Spare bits say nothing; another distance may lead to the same bytes. */
		if (gunzip(packed, n, collect, NULL) >= 0) {
			assert_int_equal(out_size, 3000);
			assert_memory_equal(out, plain, 3000);
			harmless++;
		}
		packed[bit / 8] ^= (u8)(1 << bit % 8);
	}
	assert_true(harmless < n / 20);
}

static long refuse(void *ctx, const void *data, size_t n)
{
	(void)ctx;
	(void)data;
	return n ? -ENOSPC : 0;
}

/* Whether it comes in the middle of a block, at the end, or in a block of plain bytes. */
static void ends_with_the_error_of_the_sink(void **state)
{
	static const size_t sizes[] = { 10, BIG };

	(void)state;
	for (unsigned s = 0; s < COUNT(sizes); s++)
		for (int level = 0; level <= 9; level += 3) {
			size_t n;

			make_plain(sizes[s]);
			n = zip(plain, sizes[s], level, Z_DEFAULT_STRATEGY);
			assert_int_equal(gunzip(packed, n, refuse, NULL), -ENOSPC);
		}
}

static void crc_is_the_other_crc(void **state)
{
	(void)state;
	make_plain(1000);
	for (size_t n = 0; n < 200; n++)
		assert_int_equal(crc32_fast(7, plain + n % 9, n),
				 (u32)(crc32)(7, plain + n % 9, (uInt)n));
}

/* --- cpio --- */

static u8 archive[64 * KiB];
static size_t size;

static void put(const void *p, size_t n)
{
	memcpy(archive + size, p, n);
	size += n;
	while (size % 4)
		archive[size++] = 0;
}

static void entry(const char *name, u32 mode, u32 ino, u32 nlink, const void *data, u32 n)
{
	char head[512];
	int len = snprintf(head, sizeof head,
		"070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s", ino, mode, 5, 6,
		nlink, 1000000 + ino, n, 0, 0, 1, 3, (u32)strlen(name) + 1, 0, name);

	put(head, (size_t)len + 1);
	put(data, n);
}

static void make_archive(void)
{
	make_plain(10000);
	size = 0;
	entry(".", S_IFDIR | 0755, 1, 2, "", 0);
	entry("bin", S_IFDIR | 0711, 2, 2, "", 0);
	entry("bin/one", S_IFREG | 04755, 3, 2, "", 0);
	entry("bin/two", S_IFREG | 04755, 3, 2, plain, 9999);
	entry("bin/link", S_IFLNK | 0777, 4, 1, "../bin/one", 10);
	entry("./null", S_IFCHR | 0666, 5, 1, "", 0);
	entry("missing/dir", S_IFREG | 0644, 6, 1, "lost", 4);
	entry("empty", S_IFREG | 0600, 7, 1, "", 0);
	entry("TRAILER!!!", 0, 0, 1, "", 0);
}

static struct inode *at(const char *name)
{
	struct path path;
	struct inode *inode;

	assert_int_equal(path_lookup(NULL, name, 0, &path), 0);
	inode = path.dentry->inode;
	path_put(&path);
	return inode;
}

static void remove_all(void)
{
	static const char *const names[] = {
		"bin/one", "bin/two", "bin/link", "null", "empty", "late", "bin"
	};

	for (unsigned i = 0; i < COUNT(names); i++)
		vfs_unlink(NULL, names[i], i == COUNT(names) - 1);
}

static void check_tree(void)
{
	struct file *f;

	assert_int_equal(at("bin")->mode, S_IFDIR | 0711);
	assert_int_equal(at("bin")->mtime, 1000002000000000);
	assert_ptr_equal(at("bin/one"), at("bin/two"));
	assert_int_equal(at("bin/one")->mode, S_IFREG | 04755);
	assert_int_equal(at("bin/one")->nlink, 2);
	assert_int_equal(at("bin/one")->uid, 5);
	assert_int_equal(at("bin/one")->gid, 6);
	assert_int_equal(at("bin/one")->mtime, 1000003000000000);
	assert_int_equal(at("null")->rdev, makedev(1, 3));
	assert_int_equal(at("empty")->size, 0);
	f = vfs_open(NULL, "bin/link", O_RDONLY, 0);
	assert_false(is_err(f));
	assert_int_equal(vfs_read(f, out, sizeof out, &f->pos), 9999);
	assert_memory_equal(out, plain, 9999);
	file_put(f);
}

static void unpacks_plain_and_gzip(void **state)
{
	size_t n;

	(void)state;
	make_archive();
	assert_int_equal(unpack_initramfs(archive, size), 0);
	check_tree();
	/* Over what is there. */
	assert_int_equal(unpack_initramfs(archive, size), 0);
	check_tree();
	remove_all();
	n = zip(archive, size, 9, Z_DEFAULT_STRATEGY);
	assert_int_equal(unpack_initramfs(packed, n), 0);
	check_tree();
	remove_all();
}

static void unpacks_several(void **state)
{
	size_t n, first;

	(void)state;
	make_archive();
	n = zip(archive, size, 9, Z_DEFAULT_STRATEGY);
	/* plain, zeros, gzip, zeros, plain without a trailer */
	size = 0;
	entry("late", S_IFREG | 0644, 9, 1, "late", 4);
	entry("TRAILER!!!", 0, 0, 1, "", 0);
	first = size;
	memset(archive + size, 0, 512);
	size += 512;
	memcpy(archive + size, packed, n);
	size += n;
	memset(archive + size, 0, 100);
	size += 100;
	assert_int_equal(unpack_initramfs(archive, size), 0);
	check_tree();
	assert_int_equal(at("late")->size, 4);
	archive[first + 3] = 'x';
	assert_int_equal(unpack_initramfs(archive, size), -EINVAL);
	remove_all();
}

/* Cut at every byte: an error or, between two entries, a shorter archive. */
static void survives_cuts(void **state)
{
	unsigned whole = 0;
	u64 objects, pages;

	(void)state;
	make_archive();
	remove_all();
	objects = fake_objects_used();
	pages = fake_pages_used();
	for (size_t cut = 0; cut < size; cut++) {
		u8 *exact = malloc(cut ? cut : 1);
		int error;

		memcpy(exact, archive, cut);
		error = unpack_initramfs(exact, cut);
		assert_true(error == 0 || error == -EINVAL);
		whole += !error;
		remove_all();
		assert_int_equal(fake_objects_used(), objects);
		assert_int_equal(fake_pages_used(), pages);
		free(exact);
	}
	/* Nothing at all, and behind each of 8 entries with up to 3 bytes of padding. */
	assert_in_range(whole, 9, 40);
}

/* Wherever memory ends: an error or an archive with holes, and all of it comes back. */
static void survives_lack_of_memory(void **state)
{
	u64 objects, pages;
	int error = -ENOMEM;

	(void)state;
	make_archive();
	remove_all();
	objects = fake_objects_used();
	pages = fake_pages_used();
	for (size_t left = 0; left < 200; left++) {
		fake_allocations_left = left;
		error = unpack_initramfs(archive, size);
		fake_allocations_left = SIZE_MAX;
		assert_true(!error || error == -ENOMEM || error == -ENOSPC);
		remove_all();
		assert_int_equal(fake_objects_used(), objects);
		assert_int_equal(fake_pages_used(), pages);
	}
	assert_int_equal(error, 0);
}

static void survives_damage(void **state)
{
	(void)state;
	make_archive();
	for (int i = 0; i < 4000; i++) {
		size_t where = any(1200);
		u8 old = archive[where];
		int error;

		archive[where] = (u8)any(256);
		error = unpack_initramfs(archive, size);
		assert_true(error <= 0 && error > -200);
		archive[where] = old;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inflates_what_zlib_deflates),
		cmocka_unit_test(refuses_damage),
		cmocka_unit_test(ends_with_the_error_of_the_sink),
		cmocka_unit_test(crc_is_the_other_crc),
		cmocka_unit_test(unpacks_plain_and_gzip),
		cmocka_unit_test(unpacks_several),
		cmocka_unit_test(survives_cuts),
		cmocka_unit_test(survives_lack_of_memory),
		cmocka_unit_test(survives_damage),
	};

	fake_kfs_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
