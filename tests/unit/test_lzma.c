/* test_lzma.c - the decoder against liblzma's encoder, and against what lies. */
#include <lzma.h>
#include "check.h"
#include "common/ondisk.h"
#include "decompress/lzma.h"
#include "guarded.h"
#include "lzma_writer.h"

enum { MAX = 40000, ROOM = 2 * MAX + 64 };

/* Text-like, code-like and random bytes in turn, with far and near repeats. */
static void make_plain(u8 *p, size_t n, u32 seed)
{
	for (size_t i = 0; i < n; i++) {
		u32 kind;

		seed = seed * 1664525 + 1013904223;
		kind = seed >> 29;
		if (kind < 3 && i > 300)
			p[i] = p[i - 1 - (seed >> 12 & 255)];
		else if (kind < 5 && i > 64)
			p[i] = p[i - 17];
		else
			p[i] = kind == 7 ? (u8)(seed >> 16) : (u8)("eax, [ebp]\n"[seed >> 20 & 7]);
	}
}

/* A stream as liblzma writes it. */
static size_t encode(u8 *to, const u8 *plain, size_t size, u64 size_field)
{
	lzma_options_lzma o;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA1EXT, &o }, { LZMA_VLI_UNKNOWN, NULL } };
	size_t end = 13;

	lzma_lzma_preset(&o, 6);
	o.dict_size = ROOM;                     /* liblzma clears memory by that */
	o.lc = LZMA_LC, o.lp = LZMA_LP, o.pb = LZMA_PB;
	o.ext_flags = 0;
	lzma_set_ext_size(o, size);
	to[0] = LZMA_PROPERTIES;
	*(le32 *)(to + 1) = put32(o.dict_size);
	*(le64 *)(to + 5) = put64(size_field);
	assert_int_equal(lzma_raw_buffer_encode(filters, NULL, plain, size, to, &end, ROOM), LZMA_OK);
	return end;
}

/* Decode from memory of exactly that size into memory of exactly that size, with a decoder of
 * exactly its size: behind the ends it faults.  In front of out[] nothing changes either.
 * It pauses every `step` bytes. */
static err_t decode_in_steps(const u8 *stream, size_t n, size_t room, const u8 *expected,
			     size_t size, size_t step)
{
	enum { BEFORE = 64, AFTER = LZMA_POSITIONS };
	static u8 *ins, *outs, *decoders;
	size_t aligned = ALIGN_UP(room, (size_t)AFTER);
	u8 *in = guarded(&ins, ROOM + LZMA_SYMBOL_BYTES, n + LZMA_SYMBOL_BYTES);
	u8 *out = (u8 *)guarded(&outs, ROOM + BEFORE + AFTER, aligned + BEFORE) + BEFORE;
	struct lzma_decoder *d = guarded(&decoders, sizeof *d, sizeof *d);
	err_t err;

	memcpy(in, stream, n);
	memset(in + n, 0xa5, LZMA_SYMBOL_BYTES);
	memset(d, 0x5a, sizeof *d);
	memset(out - BEFORE, 0x5a, aligned + BEFORE);
	out[-1] = 0;
	err = lzma_open(d, in, n, out, room);
	for (u8 *end = d->end; !err && d->to < end; ) {
		d->stop = MIN(d->to + step, end);
		if (lzma_run(d) != LZMA_FINE)
			err = LZMA_DAMAGED;
		else
			assert_in_range(d->to, d->stop, end);
	}
	assert_int_equal(out[-1], 0);
	for (size_t i = 2; i <= BEFORE; i++)
		assert_int_equal(out[-(ptrdiff_t)i], 0x5a);
	for (size_t i = room; i < aligned; i++)
		assert_int_equal(out[i], 0x5a);
	if (!err && expected) {
		assert_int_equal(d->to - out, size);
		assert_memory_equal(out, expected, size);
	}
	return err;
}

static err_t decode(const u8 *stream, size_t n, size_t room, const u8 *expected, size_t size)
{
	return decode_in_steps(stream, n, room, expected, size, ROOM);
}

static void sizes(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 3, 255, 256, 273, 274, 4096, MAX };
	static u8 plain[MAX], stream[ROOM];

	(void)state;
	make_plain(plain, MAX, 3);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		size_t n = encode(stream, plain, sizes[i], sizes[i]);

		assert_null(decode(stream, n, sizes[i], plain, sizes[i]));
		assert_null(decode(stream, n, sizes[i] + 101, plain, sizes[i]));
		n = lzma_write(stream, plain, sizes[i], sizes[i], false);
		assert_null(decode(stream, n, sizes[i], plain, sizes[i]));
	}
}

/* One byte again and again: the longest matches, distance 1, and one byte more. */
static void long_runs(void **state)
{
	enum { LONGEST = 273 };
	static u8 plain[MAX], stream[ROOM];

	(void)state;
	memset(plain, 'x', MAX);
	assert_null(decode(stream, encode(stream, plain, MAX, MAX), MAX, plain, MAX));
	for (size_t run = LONGEST; run < 3 * LONGEST; run++) {
		make_plain(plain, MAX, (u32)run);
		for (size_t at = 0; at < MAX - 2 * run; at += 2 * run)
			memset(plain + at, 'x', run);
		assert_null(decode(stream, encode(stream, plain, MAX, MAX), MAX, plain, MAX));
	}
}

static void contents(void **state)
{
	static u8 plain[MAX], stream[ROOM];

	(void)state;
	for (u32 seed = 0; seed < 200; seed++) {
		size_t size = MAX - seed * 150;

		make_plain(plain, size, seed);
		assert_null(decode(stream, encode(stream, plain, size, size), size, plain, size));
	}
}

static void pauses(void **state)
{
	static u8 plain[MAX], stream[ROOM];
	size_t n;

	(void)state;
	make_plain(plain, MAX, 7);
	n = encode(stream, plain, MAX, MAX);
	for (size_t step = 1; step < MAX; step = step * 2 + 1)
		assert_null(decode_in_steps(stream, n, MAX, plain, MAX, step));
}

static void refused_headers(void **state)
{
	enum { SIZE = 1000 };
	static u8 plain[SIZE], stream[ROOM];
	size_t n;

	(void)state;
	make_plain(plain, SIZE, 4);
	n = encode(stream, plain, SIZE, SIZE);
	assert_string_equal(decode(stream, 17, SIZE, NULL, 0), "lzma stream is damaged");
	for (int byte = 0; byte < 256; byte++) {
		stream[0] = (u8)byte;
		assert_true(!decode(stream, n, SIZE, NULL, 0) == (byte == LZMA_PROPERTIES));
	}
	stream[0] = LZMA_PROPERTIES;
	stream[13] = 1;
	assert_string_equal(decode(stream, n, SIZE, NULL, 0), "lzma stream is damaged");
	assert_string_equal(decode(stream, encode(stream, plain, SIZE, SIZE + (1ull << 32)), SIZE, NULL, 0),
			    "lzma stream is damaged");
	assert_string_equal(decode(stream, encode(stream, plain, SIZE, ~0ull), SIZE, NULL, 0),
			    "lzma stream is damaged");
}

static void lying_sizes(void **state)
{
	enum { SIZE = 5000 };
	static u8 plain[SIZE], stream[ROOM];

	(void)state;
	make_plain(plain, SIZE, 4);
	/* Less than there is: what follows is not looked at. */
	for (u32 lie = 0; lie < SIZE; lie += 7)
		assert_null(decode(stream, lzma_write(stream, plain, SIZE, lie, false), SIZE, plain, lie));
	assert_non_null(decode(stream, encode(stream, plain, SIZE, SIZE + 1000), SIZE + 1000, NULL, 0));
	assert_non_null(decode(stream, encode(stream, plain, SIZE, SIZE), SIZE - 1, NULL, 0));
}

static void truncated_everywhere(void **state)
{
	enum { SIZE = 3000, FLUSHED = 5 };      /* of the last bytes not all are needed */
	static u8 plain[SIZE], stream[ROOM];
	size_t n;

	(void)state;
	make_plain(plain, SIZE, 5);
	n = encode(stream, plain, SIZE, SIZE);
	for (size_t cut = 0; cut < n; cut++) {
		err_t err = decode(stream, cut, SIZE, plain, SIZE);

		if (cut < n - FLUSHED || err)
			assert_string_equal(err, "lzma stream is damaged");
	}
}

static void damaged(void **state)
{
	static u8 plain[2000], stream[ROOM];
	u32 seed = 6;
	size_t n;

	(void)state;
	make_plain(plain, sizeof plain, 6);
	/* Before out[], as far as can be. */
	for (size_t size = 0; size < sizeof plain; size += 100) {
		n = lzma_write(stream, plain, size, size + 2, true);
		assert_string_equal(decode(stream, n, size + 2, NULL, 0), "lzma stream is damaged");
	}
	n = encode(stream, plain, sizeof plain, sizeof plain);
	/* A first symbol that is a match has nothing to copy. */
	memset(stream + 14, 0xf0, 32);
	assert_string_equal(decode(stream, n, sizeof plain, NULL, 0), "lzma stream is damaged");
	/* Noise must end, one way or the other, inside its memory. */
	for (u32 round = 0; round < 20000; round++) {
		for (size_t i = 13; i < 200; i++)
			stream[i] = (u8)((seed = seed * 1664525 + 1013904223) >> 24);
		stream[13] = 0;
		*(le64 *)(stream + 5) = put64(1000);
		(void)!decode(stream, 200, 1000, NULL, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes),
		cmocka_unit_test(long_runs),
		cmocka_unit_test(contents),
		cmocka_unit_test(pauses),
		cmocka_unit_test(refused_headers),
		cmocka_unit_test(lying_sizes),
		cmocka_unit_test(truncated_everywhere),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
