/* test_lzma.c - the decoder against liblzma's encoder, and against what lies. */
#include <lzma.h>
#include "check.h"
#include "common/ondisk.h"
#include "decompress/lzma.h"
#include "guarded.h"
#include "lzma_writer.h"

enum { MAX = 40000, ROOM = 2 * MAX + 64, LC_LP_LIBLZMA = 4 };

static const u64 UNKNOWN = ~0ull;

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

/* A stream as xz writes it: size known or not, marker or not. */
static size_t encode(u8 *to, const u8 *plain, size_t size, u32 lc, u32 lp, u32 pb,
		     u64 size_field, bool marker)
{
	lzma_options_lzma o;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA1EXT, &o }, { LZMA_VLI_UNKNOWN, NULL } };
	size_t end = 13;

	lzma_lzma_preset(&o, 6);
	o.dict_size = ROOM;                     /* liblzma clears memory by that */
	o.lc = lc, o.lp = lp, o.pb = pb;
	o.ext_flags = marker ? LZMA_LZMA1EXT_ALLOW_EOPM : 0;
	lzma_set_ext_size(o, marker ? UINT64_MAX : size);
	to[0] = (u8)((pb * 5 + lp) * 9 + lc);
	*(le32 *)(to + 1) = put32(o.dict_size);
	*(le64 *)(to + 5) = put64(size_field);
	assert_int_equal(lzma_raw_buffer_encode(filters, NULL, plain, size, to, &end, ROOM), LZMA_OK);
	return end;
}

static u8 garbage = 0x5a;               /* what a decoder's memory has at first */

/* Decode from memory of exactly that size into memory of exactly that size, with a decoder of
 * exactly its size: behind the ends it faults.  In front of out[] nothing changes either.
 * It pauses every `step` bytes. */
static err_t decode_in_steps(const u8 *stream, size_t n, size_t room, size_t memory,
			     const u8 *expected, size_t size, size_t step)
{
	enum { BEFORE = 64, AFTER = LZMA_POSITIONS };
	static u8 *ins, *outs, *decoders;
	size_t aligned = ALIGN_UP(room, (size_t)AFTER);
	u8 *in = guarded(&ins, ROOM, n);
	u8 *out = (u8 *)guarded(&outs, ROOM + BEFORE + AFTER, aligned + BEFORE) + BEFORE;
	struct lzma_decoder *d = guarded(&decoders, LZMA_DECODER_BYTES(8, 4),
						 ALIGN_UP(memory, sizeof(void *)));
	err_t err;

	memcpy(in, stream, n);
	memset(d, garbage, memory);
	memset(out - BEFORE, 0x5a, aligned + BEFORE);
	out[-1] = 0;
	err = lzma_open(d, memory, in, n, out, room);
	for (bool done = err; !done; ) {
		d->stop = step < (size_t)(d->end - d->to) ? d->to + step : d->end;
		done = d->stop == d->end;
		if (lzma_run(d) != LZMA_FINE)
			err = LZMA_DAMAGED;
		else if (d->size_known)
			assert_in_range(d->to, d->stop, d->end);
		done |= err || d->to < d->stop;         /* an end marker */
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

static err_t decode(const u8 *stream, size_t n, size_t room, size_t memory, const u8 *expected,
		    size_t size)
{
	return decode_in_steps(stream, n, room, memory, expected, size, ROOM);
}

static void all_properties(void **state)
{
	static u8 plain[MAX], stream[ROOM];

	(void)state;
	make_plain(plain, MAX, 1);
	for (u32 lc = 0; lc <= LC_LP_LIBLZMA; lc++)
		for (u32 lp = 0; lc + lp <= LC_LP_LIBLZMA; lp++)
			for (u32 pb = 0; pb <= 4; pb++) {
				size_t size = MAX / (1 + pb), memory = LZMA_DECODER_BYTES(lc, lp);
				size_t n = encode(stream, plain, size, lc, lp, pb, size, false);

				assert_null(decode(stream, n, size, memory, plain, size));
				assert_string_equal(decode(stream, n, size, memory - 1, NULL, 0),
						    "lzma stream is damaged");
			}
}

/* What liblzma refuses to write: lc + lp up to 12. */
static void large_models(void **state)
{
	static u8 plain[1000], stream[ROOM];

	(void)state;
	make_plain(plain, sizeof plain, 2);
	for (u32 lc = 0; lc <= 8; lc++)
		for (u32 lp = 0; lp <= 4; lp++)
			for (u32 pb = 0; pb <= 4; pb += 2) {
				size_t n = lzma_write(stream, plain, sizeof plain, lc, lp, pb,
						      pb ? sizeof plain : UNKNOWN, pb != 2);

				assert_null(decode(stream, n, sizeof plain, LZMA_DECODER_BYTES(lc, lp),
						   plain, sizeof plain));
			}
}

static void sizes_and_markers(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 3, 255, 256, 273, 274, 4096, MAX };
	static u8 plain[MAX], stream[ROOM];
	size_t memory = LZMA_DECODER_BYTES(3, 0);

	(void)state;
	make_plain(plain, MAX, 3);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		size_t size = sizes[i], n;

		n = encode(stream, plain, size, 3, 0, 2, size, false);
		assert_null(decode(stream, n, size, memory, plain, size));
		assert_null(decode(stream, n, size + 100, memory, plain, size));
		n = encode(stream, plain, size, 3, 0, 2, UNKNOWN, true);
		assert_null(decode(stream, n, size, memory, plain, size));
		assert_null(decode(stream, n, size + 100, memory, plain, size));
		n = encode(stream, plain, size, 3, 0, 2, size, true);
		assert_null(decode(stream, n, size, memory, plain, size));
	}
	/* One byte all over: the longest matches, distance 1. */
	memset(plain, 'x', MAX);
	assert_null(decode(stream, encode(stream, plain, MAX, 0, 0, 0, MAX, false), MAX,
			   memory, plain, MAX));
}

/* One byte again and again: the longest matches, distance 1, and one byte more. */
static void long_runs(void **state)
{
	enum { LONGEST = 273 };
	static u8 plain[MAX], stream[ROOM];

	(void)state;
	memset(plain, 'x', MAX);
	assert_null(decode(stream, encode(stream, plain, MAX, 3, 0, 2, MAX, false), MAX, LZMA_DECODER_BYTES(3, 0), plain, MAX));
	for (size_t run = LONGEST; run < 3 * LONGEST; run++) {
		make_plain(plain, MAX, (u32)run);
		for (size_t at = 0; at < MAX - 2 * run; at += 2 * run)
			memset(plain + at, 'x', run);
		assert_null(decode(stream, encode(stream, plain, MAX, 3, 0, 2, MAX, false), MAX, LZMA_DECODER_BYTES(3, 0), plain, MAX));
	}
}

static void contents(void **state)
{
	static u8 plain[MAX], stream[ROOM];

	(void)state;
	for (u32 seed = 0; seed < 200; seed++) {
		size_t size = MAX - seed * 150;

		make_plain(plain, size, seed);
		assert_null(decode(stream, encode(stream, plain, size, 2, 1, 3, size, false), size, LZMA_DECODER_BYTES(2, 1), plain, size));
	}
}

static void pauses(void **state)
{
	static u8 plain[MAX], stream[ROOM];
	size_t n;

	(void)state;
	make_plain(plain, MAX, 7);
	n = encode(stream, plain, MAX, 3, 0, 2, MAX, false);
	for (size_t step = 1; step < MAX; step = step * 2 + 1)
		assert_null(decode_in_steps(stream, n, MAX, LZMA_DECODER_BYTES(3, 0), plain, MAX, step));
}

static void lying_sizes(void **state)
{
	enum { SIZE = 5000 };
	static u8 plain[SIZE], stream[ROOM];
	size_t memory = LZMA_DECODER_BYTES(3, 0), n;

	(void)state;
	make_plain(plain, SIZE, 4);
	for (u32 lie = 0; lie < SIZE; lie += 7) {
		n = encode(stream, plain, SIZE, 3, 0, 2, lie, lie & 1);
		assert_string_equal(decode(stream, n, SIZE, memory, NULL, 0),
				    "lzma stream is damaged");
	}
	n = encode(stream, plain, SIZE, 3, 0, 2, SIZE + 1, true);
	assert_string_equal(decode(stream, n, SIZE + 1, memory, NULL, 0),
			    "lzma stream is damaged");
	n = encode(stream, plain, SIZE, 3, 0, 2, SIZE + 1000, false);
	assert_non_null(decode(stream, n, SIZE + 1000, memory, NULL, 0));
	n = encode(stream, plain, SIZE, 3, 0, 2, SIZE, false);
	assert_string_equal(decode(stream, n, SIZE - 1, memory, NULL, 0),
			    "lzma stream is damaged");
	n = encode(stream, plain, SIZE, 3, 0, 2, SIZE + (1ull << 32), false);
	assert_string_equal(decode(stream, n, SIZE, memory, NULL, 0),
			    "lzma stream is damaged");
	n = encode(stream, plain, SIZE, 3, 0, 2, UNKNOWN, true);
	assert_string_equal(decode(stream, n, SIZE - 1, memory, NULL, 0),
			    "lzma stream is damaged");
	/* A match that leaves out[] goes no byte further. */
	memset(plain, 'a', SIZE);
	n = encode(stream, plain, SIZE, 3, 0, 2, UNKNOWN, true);
	for (size_t room = SIZE - 300; room < SIZE; room++)
		assert_string_equal(decode(stream, n, room, memory, NULL, 0), "lzma stream is damaged");
}

static void truncated_everywhere(void **state)
{
	enum { SIZE = 3000 };
	static u8 plain[SIZE], stream[ROOM];

	(void)state;
	make_plain(plain, SIZE, 5);
	for (int marker = 0; marker < 2; marker++) {
		size_t n = encode(stream, plain, SIZE, 3, 0, 2, marker ? UNKNOWN : SIZE, marker);

		for (size_t cut = 0; cut < n; cut++) {
			garbage = stream[cut];          /* no help if it is right */
			assert_string_equal(decode(stream, cut, SIZE, LZMA_DECODER_BYTES(3, 0), NULL, 0),
					    "lzma stream is damaged");
		}
	}
	garbage = 0x5a;
}

static void damaged(void **state)
{
	static u8 plain[2000], stream[ROOM];
	size_t memory = LZMA_DECODER_BYTES(3, 1), n;
	u32 seed = 6;

	(void)state;
	make_plain(plain, sizeof plain, 6);
	n = encode(stream, plain, sizeof plain, 3, 0, 2, UNKNOWN, true);
	stream[0] = 225;
	assert_string_equal(decode(stream, n, sizeof plain, memory, NULL, 0), "lzma stream is damaged");
	stream[0] = 93;
	stream[13] = 1;
	assert_string_equal(decode(stream, n, sizeof plain, memory, NULL, 0), "lzma stream is damaged");
	stream[13] = 0;
	stream[n - 1] ^= 1;
	assert_string_equal(decode(stream, n, sizeof plain, memory, NULL, 0),
			    "lzma stream is damaged");
	/* A first symbol that is a match has nothing to copy. */
	memset(stream + 14, 0xf0, 32);
	assert_string_equal(decode(stream, n, sizeof plain, memory, NULL, 0),
			    "lzma stream is damaged");
	/* A last match that is from too far, but no end marker. */
	n = lzma_write(stream, plain, 100, 3, 0, 2, UNKNOWN, LZMA_ALMOST);
	assert_string_equal(decode(stream, n, 100, memory, NULL, 0), "lzma stream is damaged");
	/* Noise must end, one way or the other, inside its memory. */
	for (u32 round = 0; round < 3000; round++) {
		for (size_t i = 0; i < 200; i++)
			stream[i] = (u8)((seed = seed * 1664525 + 1013904223) >> 24);
		stream[0] %= 225;
		stream[13] = 0;
		if (round & 1)
			memset(stream + 5, 0xff, 8);
		(void)!decode(stream, 200, 1000, memory, NULL, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_properties),
		cmocka_unit_test(large_models),
		cmocka_unit_test(sizes_and_markers),
		cmocka_unit_test(long_runs),
		cmocka_unit_test(contents),
		cmocka_unit_test(pauses),
		cmocka_unit_test(lying_sizes),
		cmocka_unit_test(truncated_everywhere),
		cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
