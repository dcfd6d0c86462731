/* test_memory_map.c - memory_map.c against tables, and against a map of bytes. */
#include "check.h"
#include "common/types.h"
#include "mem/memory_map.h"

static struct memory_map map;
static struct mem_range firmware[MEM_FIRMWARE];
static unsigned ranges;

static void check_invariant(void)
{
	for (unsigned i = 0; i < map.n; i++) {
		const struct mem_range *r = &map.range[i];

		assert_true(r->size > 0);
		assert_true(r->size - 1 <= UINT64_MAX - r->start);
		if (i > 0) {
			const struct mem_range *before = r - 1;
			u64 end = before->start + before->size;

			assert_true(end != 0 && end <= r->start);
			assert_true(end < r->start || before->type != r->type);
		}
	}
}

static void add(u64 start, u64 size, u32 type)
{
	assert_true(ranges < COUNT(firmware));
	firmware[ranges++] = (struct mem_range){ start, size, type };
	memory_map_make(&map, firmware, ranges);
}

#define EXPECT(...) do { \
	const struct mem_range want_[] = { __VA_ARGS__ }; \
	assert_int_equal(map.n, COUNT(want_)); \
	for (unsigned i_ = 0; i_ < map.n; i_++) { \
		assert_true(map.range[i_].start == want_[i_].start); \
		assert_true(map.range[i_].size == want_[i_].size); \
		assert_int_equal(map.range[i_].type, want_[i_].type); \
	} \
} while (0)

static void overlaps(void **state)
{
	(void)state;
	ranges = 0;
	add(0x1000, 0x9000, MEM_RAM);
	add(0x3000, 0x1000, MEM_RESERVED);      /* a hole */
	EXPECT({ 0x1000, 0x2000, MEM_RAM }, { 0x3000, 0x1000, MEM_RESERVED },
	       { 0x4000, 0x6000, MEM_RAM });
	add(0, 0x100000, MEM_RAM);              /* RAM never wins */
	EXPECT({ 0, 0x3000, MEM_RAM }, { 0x3000, 0x1000, MEM_RESERVED },
	       { 0x4000, 0xfc000, MEM_RAM });
	add(0x2800, 0x2000, MEM_ACPI);          /* wins against reserved */
	EXPECT({ 0, 0x2800, MEM_RAM }, { 0x2800, 0x2000, MEM_ACPI },
	       { 0x4800, 0xfb800, MEM_RAM });
	add(0, 0x200000, MEM_BAD);
	EXPECT({ 0, 0x200000, MEM_BAD });
	add(5, 0, MEM_RAM);
	EXPECT({ 0, 0x200000, MEM_BAD });
}

static void edges(void **state)
{
	(void)state;
	ranges = 0;                     /* the last byte of all is left out */
	add(UINT64_MAX - 0xfff, 0x1000, MEM_RESERVED);
	add(UINT64_MAX - 0x1fff, UINT64_MAX, MEM_RAM);
	EXPECT({ UINT64_MAX - 0x1fff, 0x1000, MEM_RAM },
	       { UINT64_MAX - 0xfff, 0xfff, MEM_RESERVED });
	assert_true(memory_map_ram(&map) == 0x1000);

	ranges = 0;                     /* all there is, in two halves */
	add(0, 1ull << 63, MEM_RAM);
	add(1ull << 63, 1ull << 63, MEM_RAM);
	EXPECT({ 0, UINT64_MAX, MEM_RAM });
	add(UINT64_MAX, 1, MEM_RESERVED);
	add(0x1000, 0x1000, 0);
	EXPECT({ 0, UINT64_MAX, MEM_RAM });

	memory_map_make(&map, firmware, 0);
	assert_int_equal(map.n, 0);
}

/* As many as there can be, each within the one before. */
static void many_pieces(void **state)
{
	(void)state;
	ranges = 0;
	for (unsigned i = 0; i < MEM_FIRMWARE; i++)
		add(i * 0x1000ull, 0x400000 - i * 0x2000ull, 1 + i);
	assert_int_equal(map.n, 2 * MEM_FIRMWARE - 1);
	check_invariant();
}

/* Unsorted, overlapping ranges in a world of 256 addresses; model[] is what each is. */
enum { WORLD = 256 };
static u8 model[WORLD];

static void fill_randomly(u64 base)
{
	static const u8 types[] = { 1, 1, 1, 2, 3, 4, 5, 12 };
	unsigned more = 1 + (unsigned)rand() % 200;

	ranges = 0;
	memset(model, 0, sizeof model);
	while (more--) {
		unsigned start = (unsigned)rand() % WORLD;
		unsigned size = (unsigned)rand() % (rand() % 4 ? 8 : 60);
		u8 type = types[rand() % 8];

		/* At the end of the address space memory_map_make() itself cuts. */
		if (base + WORLD + 1 != 0)
			size = MIN(size, WORLD - start);
		add(base + start, size, type);
		for (unsigned i = start; i < MIN(start + size, (unsigned)WORLD); i++)
			if (type > model[i])
				model[i] = type;
	}
}

static void compare_with_model(u64 base)
{
	u8 got[WORLD] = { 0 };

	check_invariant();
	for (unsigned i = 0; i < map.n; i++)
		for (u64 j = 0; j < map.range[i].size; j++)
			if (map.range[i].start - base + j < WORLD)
				got[map.range[i].start - base + j] = (u8)map.range[i].type;
	assert_memory_equal(got, model, WORLD);
}

/* The lowest or highest place by trying them all; -1 = none. */
static int find_by_trying(const u8 *free_at, const struct room_wish *w, u64 base)
{
	int best = -1;

	for (unsigned at = 0; at < WORLD; at++) {
		unsigned n = 0;

		if (((base + at) & (w->align - 1)) || base + at < w->min)
			continue;
		while (n < w->size && at + n < WORLD && free_at[at + n] && base + at + n <= w->last)
			n++;
		if (n == w->size && (best < 0 || w->high))
			best = (int)at;
	}
	return best;
}

static void find_randomly(u32 base)
{
	struct mem_range taken[4];
	u8 free_at[WORLD];
	struct room_wish w = {
		.size = 1 + (u32)rand() % 20, .align = 1u << rand() % 5,
		.min = base + (u32)rand() % 100, .last = base + 99 + (u32)rand() % 157,
		.high = rand() & 1, .n = COUNT(taken), .taken = taken,
	};
	int want;

	for (unsigned i = 0; i < WORLD; i++)
		free_at[i] = model[i] == MEM_RAM;
	for (unsigned i = 0; i < COUNT(taken); i++) {
		unsigned at = (unsigned)rand() % WORLD, size = 1 + (unsigned)rand() % 20;

		taken[i] = (struct mem_range){ base + at, MIN(size, WORLD - at), 0 };
		memset(free_at + at, 0, taken[i].size);
	}
	want = find_by_trying(free_at, &w, base);
	assert_int_equal(memory_map_find(&map, &w), want < 0 ? 0 : base + (u32)want);
}

static void random_maps(void **state)
{
	/* Low, up to 4 GiB, across it, and up to the end. */
	static const u64 bases[] = { 1, 0x100000000 - WORLD, 0xffffff80, UINT64_MAX - WORLD };

	(void)state;
	srand(1);
	for (unsigned i = 0; i < 4000; i++) {
		u64 base = bases[i % 4];

		fill_randomly(base);
		compare_with_model(base);
		for (unsigned j = 0; j < 4 && i % 4 < 2; j++)
			find_randomly((u32)base);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlaps),
		cmocka_unit_test(edges),
		cmocka_unit_test(many_pieces),
		cmocka_unit_test(random_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
