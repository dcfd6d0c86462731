/* test_iso9660.c - what no writer makes of ISO 9660: parts of files, records that lie, areas of
 * Rock Ridge that do not end. */
#include "check.h"
#include "base/error.h"
#include "fs/file.h"
#include "fs/iso9660.h"
#include "host_heap.h"
#include "mem/heap.h"
#include "memdev.h"

enum { BLOCKS = 64, ROOT = 20, AREA = 21, DATA = 30, LONGEST = ROOT * ISO_BLOCK + ISO_BLOCK };

static u8 image[BLOCKS * ISO_BLOCK];
static struct memdev m;
static struct fs *fs;
static u8 *at;                          /* where the next record goes */

static void write32(u8 *p, u32 value)
{
	for (unsigned i = 0; i < 4; i++, value >>= 8)
		p[i] = (u8)value;
}

/* A record of the root directory; Rock Ridge's entries behind its name. */
static u8 *record(const char *name, u32 block, u32 size, u8 flags, const void *rock, u8 rock_size)
{
	u8 n = (u8)strlen(name), pad = n % 2 == 0, *r = at;

	if (n == 0)
		n = 1, pad = 0;
	r[0] = (u8)(33 + n + pad + rock_size + (rock_size & 1));
	write32(r + 2, block);
	write32(r + 10, size);
	r[18] = 124, r[19] = 2, r[20] = 29;
	r[25] = flags;
	r[32] = n;
	memcpy(r + 33, name, strlen(name));
	if (rock_size)
		memcpy(r + 33 + n + pad, rock, rock_size);
	at += r[0];
	return r;
}

static const u8 mark[] = { 'S', 'P', 7, 1, 0xbe, 0xef, 0 };

static void make(bool rock)
{
	u8 *d = image + 16 * ISO_BLOCK, *root;

	memset(image, 0, sizeof image);
	for (unsigned i = DATA * ISO_BLOCK; i < sizeof image; i++)
		image[i] = (u8)(i * 7 + i / 251);
	memcpy(d, "\1CD001\1", 7);
	memset(d + 40, ' ', 32);
	memcpy(d + 40, "LABEL", 5);
	memcpy(d + 830, "2024022913141599", 16);
	d[129] = ISO_BLOCK >> 8;
	at = d + 156;
	root = record("", ROOT, ISO_BLOCK, 2, NULL, 0);
	(void)root;
	memcpy(d + ISO_BLOCK, "\377CD001\1", 7);
	at = image + ROOT * ISO_BLOCK;
	record("", ROOT, ISO_BLOCK, 2, mark, rock ? sizeof mark : 0);
	record("\1", ROOT, ISO_BLOCK, 2, NULL, 0);
	m = memdev(image, sizeof image, sizeof image / SECTOR);
}

static err_t mount(void)
{
	static const struct fs_driver *const drivers[] = { &iso9660_driver, NULL };

	heap_free(fs);
	fs = NULL;
	return fs_mount(drivers, &m.dev, &fs);
}

static int end(void **state)
{
	(void)state;
	heap_free(fs);
	fs = NULL;
	host_heap_left = SIZE_MAX;
	return 0;
}

static err_t open_it(const char *path, struct file *f)
{
	err_t err = mount();

	return err ? err : fs_open(fs, path, f);
}

static bool add_name(void *context, const char *name, const struct file *info)
{
	char *to = context;

	snprintf(to + strlen(to), 4096 - strlen(to), "%s:%d ", name, info->kind);
	return true;
}

static const char *names(void)
{
	static char text[4096];
	struct file root;
	err_t err;

	text[0] = '\0';
	err = open_it("/", &root);
	if (!err)
		err = fs_list(&root, add_name, text);
	return err ? err : text;
}

static void big_files_in_parts(void **state)
{
	static u8 got[4 * ISO_BLOCK];
	struct file f;

	(void)state;
	make(false);
	record("A.;1", DATA, 5, 0, NULL, 0);
	record("BIG.;1", DATA + 1, 2 * ISO_BLOCK, 0x80, NULL, 0);
	record("BIG.;1", DATA + 9, ISO_BLOCK, 0x80, NULL, 0);
	record("BIG.;1", DATA + 5, 100, 0, NULL, 0);
	record("C.;1", DATA, 7, 0, NULL, 0);
	assert_string_equal(names(), ".:1 ..:1 a:0 big:0 c:0 ");
	assert_null(open_it("/BIG", &f));
	assert_int_equal(f.size, 3 * ISO_BLOCK + 100);
	for (u32 from = 0; from < f.size; from += 333) {
		assert_null(file_read(&f, from, f.size - from, got + from));
		assert_memory_equal(got, image + (DATA + 1) * ISO_BLOCK, 2 * ISO_BLOCK);
		assert_memory_equal(got + 2 * ISO_BLOCK, image + (DATA + 9) * ISO_BLOCK, ISO_BLOCK);
		assert_memory_equal(got + 3 * ISO_BLOCK, image + (DATA + 5) * ISO_BLOCK, 100);
	}
	assert_string_equal(fs->label, "LABEL");
	assert_string_equal(fs->uuid, "2024-02-29-13-14-15-99");
}

static void parts_that_do_not_end(void **state)
{
	struct file f;

	(void)state;
	make(false);
	record("BIG.;1", DATA, 10, 0x80, NULL, 0);
	assert_non_null(strstr(open_it("/big", &f), "is damaged"));
	for (unsigned i = 0; i < 45; i++)
		record("B.;1", DATA, 1, 0x80, NULL, 0);
	image[16 * ISO_BLOCK + 156 + 11] = 0x10;        /* the directory has two blocks */
	image[ROOT * ISO_BLOCK + 11] = 0x10;
	at = image + AREA * ISO_BLOCK;
	for (unsigned i = 0; i < 45; i++)
		record("B.;1", DATA, 1, 0x80, NULL, 0);
	assert_non_null(strstr(open_it("/big", &f), "is damaged"));
}

static void odd_files(void **state)
{
	struct file f;
	u8 got[10];

	(void)state;
	make(false);
	record("I.;1", DATA, 10, 0, NULL, 0)[26] = 1;
	record("X.;1", DATA, 10, 0, NULL, 0)[1] = 2;    /* extended attributes in front */
	record("M.;1", DATA, 10, 4, NULL, 0);           /* of a Macintosh: beside the next */
	record("M.;1", DATA + 3, 10, 0, NULL, 0);
	record("D", ROOT, ISO_BLOCK, 2, NULL, 0);       /* a circle */
	assert_string_equal(names(), ".:1 ..:1 i:0 x:0 m:0 d:1 ");
	assert_null(open_it("/d/D/../d/m", &f));
	assert_null(file_read(&f, 0, 10, got));
	assert_memory_equal(got, image + (DATA + 3) * ISO_BLOCK, 10);
	assert_null(open_it("/x", &f));
	assert_null(file_read(&f, 0, 10, got));
	assert_memory_equal(got, image + (DATA + 2) * ISO_BLOCK, 10);
	assert_null(open_it("/i", &f));
	assert_string_equal(file_read(&f, 0, 10, got), "iso9660: the file is interleaved");
	assert_ptr_equal(open_it("/i/x", &f), ERR_NOT_FOUND);
	assert_int_equal(f.kind, FILE_REGULAR);
}

static void records_that_lie(void **state)
{
	static const struct { unsigned at; u8 value; } lies[] = {
		{ 0, 33 }, { 0, 1 }, { 0, 255 }, { 32, 6 }, { 32, 255 },
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(lies); i++) {
		u8 *r;

		make(false);
		r = record("A.;1", DATA, 5, 0, NULL, 0);
		/* At its block's end nothing may lie across. */
		if (lies[i].value == 255 && lies[i].at == 0) {
			memmove(image + LONGEST - 38, r, 38);
			image[LONGEST - 38] = 38;
			memset(r, 0, 38);
			assert_string_equal(names(), ".:1 ..:1 ");      /* zeros: the next block */
			for (at = r; at + 34 < image + LONGEST - 38; )
				record("F", DATA, 0, 0, NULL, 0);
			r = image + LONGEST - 38;
			if (at < r)
				at[-34] = (u8)(34 + (r - at));
		}
		r[lies[i].at] = lies[i].value;
		if (!strstr(names(), "is damaged"))
			fail_msg("%u: %s", i, names());
	}
	make(false);
	write32(image + ROOT * ISO_BLOCK + 2, 0xffffffff);
	write32(image + 16 * ISO_BLOCK + 156 + 2, 0xffffffff);
	assert_non_null(strstr(names(), "past the end"));
	make(false);
	write32(image + 16 * ISO_BLOCK + 156 + 10, 0xffffffff);
	assert_non_null(strstr(names(), "is damaged"));
	m.dev.sectors = 68;
	assert_string_equal(mount(), "no known filesystem");
	make(false);
	image[17 * ISO_BLOCK] = 0;
	for (unsigned i = 17; i < BLOCKS; i++)
		memcpy(image + i * ISO_BLOCK, "\0CD001\1", 7);  /* descriptors to the end */
	assert_non_null(strstr(mount(), "past the end"));
}

static void rock_names(void **state)
{
	static const u8 rock[] = {
		'N', 'M', 8, 1, 1, 'T', 'h', 'e', 'N', 'M', 9, 1, 0, 'N', 'a', 'm', 'e',
		'P', 'X', 36, 1, 0xff, 0xa1, [40] = 0, [52] = 0,
		'S', 'L', 18, 1, 0, 8, 0, 0, 1, 'a', 1, 1, 'b', 0, 1, 'c', 4, 0,
		'S', 'L', 10, 1, 0, 2, 0, 0, 1, 'd',
	};
	struct file f;

	(void)state;
	make(true);
	record("TN.;1", DATA, 5, 0, rock, sizeof rock);
	record("D.;1", DATA, 5, 0, "NM\6\1\0d", 6);
	record("SHORT.;1", DATA, 5, 0, "NM\4\1PX\4\1SL\4\1CL\4\1XX\4\1", 20);
	record("BAD.;1", DATA, 5, 0, "NM\3\1\0x", 6);
	record("BAD2.;1", DATA, 5, 0, "NM\377\1\0x", 6);
	record("DOT.;1", DATA, 5, 0, "NM\6\1\2xST\4\1NM\6\1\0y", 16);
	mount();
	assert_string_equal(((struct iso *)fs)->joliet ? "" : names(),
			    ".:1 ..:1 TheName:2 d:0 short:0 bad:0 bad2:0 dot:0 ");
	assert_ptr_equal(open_it("/TheName", &f), ERR_NOT_FOUND);       /* /a/bc/.././d */
	assert_ptr_equal(open_it("/THENAME", &f), ERR_NOT_FOUND);
	assert_null(open_it("/SHORT", &f));
	assert_memory_equal(((struct iso *)fs)->target, "/a/bc/.././d", 12);
}

/* "CE": the rest is elsewhere. */
static void continued(u8 *to, u32 block, u32 offset, u32 size)
{
	memcpy(to, "CE\34\1", 4);
	write32(to + 4, block);
	write32(to + 12, offset);
	write32(to + 20, size);
}

static void areas(void **state)
{
	u8 *area = image + AREA * ISO_BLOCK;
	u8 rock[28] = { 0 };
	char want[ISO_NAME + 40];

	(void)state;
	make(true);
	continued(rock, AREA, 8, 2000);
	record("A.;1", DATA, 5, 0, rock, sizeof rock);
	memcpy(area + 8, "NM\6\1\0x", 6);
	assert_string_equal(names(), ".:1 ..:1 x:0 ");
	/* To itself: it ends, and the name is no longer than names can be. */
	continued(area + 14, AREA, 8, 2000);
	snprintf(want, sizeof want, ".:1 ..:1 %.*s:0 ", 31, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	assert_string_equal(names(), want);
	memcpy(area + 8, "NM\372\1\0", 5);
	memset(area + 13, 'y', 245);
	continued(area + 258, AREA, 8, 0xffffffff);
	assert_int_equal(strlen(names()), strlen(".:1 ..:1 :0 ") + ISO_NAME - 1);
	/* Not on the disk. */
	continued(area + 258, 0xffffffff, 0xffffffff, 2000);
	assert_non_null(strstr(names(), "past the end"));
}

static void full_heaps(void **state)
{
	struct file f;

	(void)state;
	make(true);
	record("A.;1", DATA, 5, 0, "PX\10\1\xff\xa1\0\0SL\10\1\0\0\1b", 16);
	record("B.;1", DATA, 5, 0, NULL, 0);
	host_heap_left = 0;
	assert_ptr_equal(open_it("/a", &f), ERR_NO_MEMORY);
	host_heap_left = 1;
	assert_ptr_equal(open_it("/a", &f), ERR_NO_MEMORY);
	host_heap_left = 2;             /* the path is copied, and again with the target */
	assert_ptr_equal(open_it("/a", &f), ERR_NO_MEMORY);
	host_heap_left = 3;
	assert_null(open_it("/a", &f));
	assert_int_equal(f.size, 5);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_teardown(name, end)
	const struct CMUnitTest tests[] = {
		CASE(big_files_in_parts), CASE(parts_that_do_not_end), CASE(odd_files),
		CASE(records_that_lie), CASE(rock_names), CASE(areas), CASE(full_heaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
