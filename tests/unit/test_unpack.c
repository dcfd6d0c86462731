/* test_unpack.c - gzip files, made by zlib, whole and damaged. */
#define inflate zlib_inflate              /* ours has that name */
#include <zlib.h>
#undef inflate
#include "check.h"
#include "base/error.h"
#include "host_heap.h"
#include "mem/heap.h"
#include "unpack/inflate.h"
#include "unpack/unpack.h"

enum { ROOM = 1 << 18 };

static u8 plain[ROOM], packed[ROOM * 2];

/* Text-like, code-like and random bytes in turn, with far and near repeats. */
static void make_plain(size_t n, u32 seed)
{
	for (size_t i = 0; i < n; i++) {
		u32 kind;

		seed = seed * 1664525 + 1013904223;
		kind = seed >> 29;
		if (kind < 3 && i > 40000)
			plain[i] = plain[i - 1 - (seed >> 12 & 0x7fff)];
		else if (kind < 5 && i > 64)
			plain[i] = plain[i - 17];
		else
			plain[i] = kind == 7 ? (u8)(seed >> 16) : (u8)("eax, [ebp]\n"[seed >> 20 & 7]);
	}
}

/* From memory of exactly that size, so that ASan sees its end. */
static err_t try(const u8 *from, size_t size, size_t expected)
{
	u8 first[UNPACK_MAGIC] = { 0 }, *exact = malloc(size ? size : 1), *out = NULL;
	const struct unpacker *by;
	u32 made;
	err_t err;

	memcpy(exact, from, size);
	memcpy(first, from, MIN(size, sizeof first));
	by = unpack_find(first);
	if (!by) {
		free(exact);
		return "not packed";
	}
	err = unpack(by, exact, (u32)size, &out, &made);
	if (!err) {
		assert_int_equal(made, expected);
		assert_memory_equal(out, plain, made);
		heap_free(out);
	}
	free(exact);
	return err;
}

/* plain[size] into packed[]; level 0 is stored, strategy Z_FIXED has fixed codes. */
static size_t gzip(size_t size, int level, int strategy)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, 31, 9, strategy), Z_OK);
	z.next_in = plain;
	z.avail_in = (uInt)size;
	z.next_out = packed;
	z.avail_out = sizeof packed;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

static const size_t sizes[] = { 0, 1, 2, 3, 255, 4000, 65535, 65536, 65537, 150000 };

static void gzip_files(void **state)
{
	static const int strategies[] = { Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE };

	(void)state;
	for (unsigned i = 0; i < COUNT(sizes); i++)
		for (unsigned s = 0; s < COUNT(strategies); s++)
			for (int level = 0; level <= 9; level += 9) {
				make_plain(sizes[i], (u32)i);
				assert_null(try(packed, gzip(sizes[i], level, strategies[s]), sizes[i]));
			}
}

/* Random bytes are kept as they are. */
static void what_cannot_be_packed(void **state)
{
	u32 seed = 5;

	(void)state;
	for (size_t i = 0; i < ROOM; i++) {
		seed = seed * 1664525 + 1013904223;
		plain[i] = (u8)(seed >> 24);
		if (i % 100000 < 30000)
			plain[i] = 'a';
	}
	assert_null(try(packed, gzip(ROOM, 6, Z_DEFAULT_STRATEGY), ROOM));
}

static void header_fields(void **state)
{
	enum { FHCRC = 2, FEXTRA = 4, FNAME = 8, FCOMMENT = 16 };
	size_t n;
	u8 file[2000], *to;

	(void)state;
	make_plain(500, 1);
	n = gzip(500, 6, Z_DEFAULT_STRATEGY);
	for (u8 flags = 0; flags < 32; flags++) {
		memcpy(file, packed, 10);
		file[3] = flags;
		to = file + 10;
		if (flags & FEXTRA) {
			memcpy(to, "\x05\0extra", 7);
			to += 7;
		}
		if (flags & FNAME) {
			strcpy((char *)to, "name");
			to += 5;
		}
		if (flags & FCOMMENT) {
			strcpy((char *)to, "");
			to += 1;
		}
		if (flags & FHCRC)
			to += 2;
		memcpy(to, packed + 10, n - 10);
		assert_null(try(file, (size_t)(to - file) + n - 10, 500));
	}
	/* An extra field that is longer than the file, a name without an end. */
	memcpy(file, packed, 10);
	file[3] = FEXTRA;
	memset(file + 10, 0xff, 100);
	assert_non_null(try(file, 110, 0));
	file[3] = FNAME;
	assert_non_null(try(file, 110, 0));
}

/* Every cut and every flipped bit of small files: an error, or the same bytes. */
static void damage(void **state)
{
	(void)state;
	for (int kind = 0; kind < 3; kind++) {
		static u8 whole[4096];
		unsigned harmless = 0;
		size_t n;

		make_plain(150, 4);
		n = gzip(150, kind * 3, kind == 1 ? Z_FIXED : Z_DEFAULT_STRATEGY);
		memcpy(whole, packed, n);
		for (size_t cut = 0; cut < n; cut++)
			assert_non_null(try(whole, cut, 150));
		for (size_t more = 1; more < 20; more++)
			assert_non_null(try(whole, n + more, 150));
		for (size_t bit = 0; bit < 8 * n; bit++) {
			whole[bit / 8] ^= (u8)(1 << bit % 8);
			harmless += !try(whole, n, 150);
			whole[bit / 8] ^= (u8)(1 << bit % 8);
		}
		/* When and where it was packed counts for nothing, and what fills up bytes:
		 * up to 8 bits in two places. */
		assert_in_range(harmless, 1, 6 * 8 + 4 + 2 * 8);
	}
}

static void says_where(void **state)
{
	size_t n;
	err_t err;

	(void)state;
	make_plain(100000, 4);
	n = gzip(100000, 6, Z_DEFAULT_STRATEGY);
	packed[n / 2] ^= 0x40;
	err = try(packed, n, 100000);
	assert_memory_equal(err, "gzip at byte ", 13);
	assert_true(strtoul(err + 13, NULL, 10) >= n / 2);
	n = gzip(100000, 6, Z_DEFAULT_STRATEGY);
	packed[n - 8] ^= 1;
	assert_non_null(strstr(try(packed, n, 100000), "the check sum is wrong"));
	packed[n - 8] ^= 1;
	packed[n - 1] = 0xff;           /* 4 GiB, it says */
	assert_non_null(strstr(try(packed, n, 100000), "there is room for"));
	packed[n - 1] = 0;
	packed[n - 2] = 0;              /* 65 KiB less */
	assert_non_null(try(packed, n, 100000));
	assert_string_equal(try((const u8 *)"\x1f\x8b\x08", 3, 0), "gzip at byte 0: the file is cut off");
}

/* Behind a cut there is nothing to decode, however much the file is said to be. */
static void cut_off(void **state)
{
	static u8 out[4 << 20];

	(void)state;
	make_plain(5000, 4);
	for (int kind = 0; kind < 2; kind++) {
		size_t n = gzip(5000, 9, kind ? Z_FIXED : Z_DEFAULT_STRATEGY);

		for (size_t cut = 30; cut < n - 8; cut += 7) {
			struct inflate s = { .in = packed + 10, .in_end = packed + cut, .out = out,
					     .to = out, .out_end = out + sizeof out };

			assert_false(inflate(&s));
			assert_true(s.to - s.out <= 5000 + 258);
			/* The last bytes may be those of a symbol that was cut. */
			assert_memory_equal(out, plain, MAX(s.to - s.out, 258) - 258);
		}
	}
}

static void no_memory(void **state)
{
	size_t n;

	(void)state;
	make_plain(1000, 4);
	n = gzip(1000, 6, Z_DEFAULT_STRATEGY);
	for (size_t left = 0; ; left++) {
		err_t err;

		host_heap_left = left;
		err = try(packed, n, 1000);
		host_heap_left = SIZE_MAX;
		if (!err)
			break;
		assert_non_null(strstr(err, ERR_NO_MEMORY));
		assert_true(left < 5);
	}
}

static void is_it_packed(void **state)
{
	(void)state;
	assert_null(unpack_find((const u8 *)"\x1f\x8b\x07\0\0"));
	assert_null(unpack_find((const u8 *)"set ti"));
	assert_ptr_equal(unpack_find((const u8 *)"\x1f\x8b\x08\0\0"), &gzip_unpacker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_it_packed), cmocka_unit_test(gzip_files),
		cmocka_unit_test(what_cannot_be_packed),
		 cmocka_unit_test(header_fields),
		cmocka_unit_test(damage), cmocka_unit_test(says_where), cmocka_unit_test(cut_off),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
