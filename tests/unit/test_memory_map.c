/* test_memory_map.c - memory_map.c against tables, and against a map of bytes. */
#include "check.h"
#include "common/types.h"
#include "mem/memory_map.h"

static struct memory_map map;

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
	assert_null(memory_map_add(&map, (struct mem_range){ start, size, type }));
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
	map.n = 0;
	add(0x1000, 0x9000, MEM_RAM);
	add(0x3000, 0x1000, MEM_RESERVED);      /* a hole */
	EXPECT({ 0x1000, 0x2000, MEM_RAM }, { 0x3000, 0x1000, MEM_RESERVED },
	       { 0x4000, 0x6000, MEM_RAM });
	add(0, 0x100000, MEM_RAM);              /* RAM never wins */
	EXPECT({ 0, 0x3000, MEM_RAM }, { 0x3000, 0x1000, MEM_RESERVED },
	       { 0x4000, 0xfc000, MEM_RAM });
	add(0x2800, 0x2000, MEM_ACPI);          /* loses against reserved */
	EXPECT({ 0, 0x2800, MEM_RAM }, { 0x2800, 0x800, MEM_ACPI },
	       { 0x3000, 0x1000, MEM_RESERVED }, { 0x4000, 0x800, MEM_ACPI },
	       { 0x4800, 0xfb800, MEM_RAM });
	add(0, 0x200000, MEM_BAD);
	EXPECT({ 0, 0x200000, MEM_BAD });
	add(5, 0, MEM_RAM);
	EXPECT({ 0, 0x200000, MEM_BAD });
}

static void edges(void **state)
{
	(void)state;
	map.n = 0;
	add(UINT64_MAX - 0xfff, 0x1000, MEM_RESERVED);          /* ends at 2^64 */
	add(UINT64_MAX - 0x1fff, UINT64_MAX, MEM_RAM);          /* cut there */
	EXPECT({ UINT64_MAX - 0x1fff, 0x1000, MEM_RAM },
	       { UINT64_MAX - 0xfff, 0x1000, MEM_RESERVED });
	assert_true(memory_map_ram(&map) == 0x1000);

	map.n = 0;                      /* all there is, in two halves */
	add(0, 1ull << 63, MEM_RAM);
	add(1ull << 63, 1ull << 63, MEM_RAM);
	assert_int_equal(map.n, 2);

	map.n = 0;
	add(0, UINT64_MAX, MEM_RAM);
	add(UINT64_MAX, 1, MEM_RESERVED);
	assert_int_equal(map.n, 2);
	memory_map_limit(&map, 0x5000);
	EXPECT({ 0, 0x5000, MEM_RAM }, { UINT64_MAX, 1, MEM_RESERVED });
}

static void limit(void **state)
{
	(void)state;
	map.n = 0;
	add(0, 0xa0000, MEM_RAM);
	add(0x100000, 0x100000, MEM_RAM);
	add(0x200000, 0x1000, MEM_RESERVED);
	add(0x300000, 0x1000, MEM_RAM);
	memory_map_limit(&map, 0x180000);
	EXPECT({ 0, 0xa0000, MEM_RAM }, { 0x100000, 0x80000, MEM_RAM },
	       { 0x200000, 0x1000, MEM_RESERVED });
	memory_map_limit(&map, 0x100000);
	assert_int_equal(map.n, 2);
	memory_map_limit(&map, 0);
	EXPECT({ 0x200000, 0x1000, MEM_RESERVED });
	assert_true(memory_map_ram(&map) == 0);
}

static void too_many(void **state)
{
	err_t err = NULL;
	unsigned i;

	(void)state;
	map.n = 0;
	for (i = 0; i <= MEM_RANGES && !err; i++)
		err = memory_map_add(&map, (struct mem_range){ i * 0x2000ull, 0x1000, MEM_RAM });
	assert_string_equal(err, "memory map of more than 512 ranges");
	assert_int_equal(i, MEM_RANGES + 1);
	assert_int_equal(map.n, MEM_RANGES);
	check_invariant();
	/* One that joins them all fits still. */
	assert_null(memory_map_add(&map, (struct mem_range){ 0, 0x1000, MEM_RAM }));
}

/* Unsorted, overlapping ranges in a world of 256 addresses; model[] is what each is. */
enum { WORLD = 256 };
static u8 model[WORLD];

static unsigned rank(unsigned type)
{
	static const char order[] = { MEM_RAM, MEM_ACPI, MEM_NVS, MEM_RESERVED, MEM_BAD, 12 };

	return type ? (unsigned)((const char *)memchr(order, (int)type, sizeof order) - order + 1) : 0;
}

static void fill_randomly(u64 base)
{
	static const u8 types[] = { 1, 1, 1, 2, 3, 4, 5, 12 };
	unsigned ranges = 1 + (unsigned)rand() % 200;

	map.n = 0;
	memset(model, 0, sizeof model);
	while (ranges--) {
		unsigned start = (unsigned)rand() % WORLD;
		unsigned size = (unsigned)rand() % (rand() % 4 ? 8 : 60);
		u8 type = types[rand() % 8];

		/* At the end of the address space add() itself cuts. */
		if (base + WORLD != 0)
			size = MIN(size, WORLD - start);
		add(base + start, size, type);
		for (unsigned i = start; i < MIN(start + size, (unsigned)WORLD); i++)
			if (rank(type) > rank(model[i]))
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
		while (n < w->size && at + n < WORLD && free_at[at + n] && base + at + n < w->max)
			n++;
		if (n == w->size && (best < 0 || w->high))
			best = (int)at;
	}
	return best;
}

static void find_randomly(u64 base)
{
	struct mem_range taken[4];
	u8 free_at[WORLD];
	struct room_wish w = {
		.size = 1 + (u64)rand() % 20, .align = 1u << rand() % 5,
		.min = base + (u64)rand() % 100, .max = base + 100 + (u64)rand() % 156,
		.high = rand() & 1,
	};
	u64 start = 0;
	int want;

	for (unsigned i = 0; i < WORLD; i++)
		free_at[i] = model[i] == MEM_RAM;
	for (unsigned i = 0; i < COUNT(taken); i++) {
		unsigned at = (unsigned)rand() % WORLD, size = (unsigned)rand() % 20;

		taken[i] = (struct mem_range){ base + at, MIN(size, WORLD - at), 0 };
		memset(free_at + at, 0, taken[i].size);
	}
	want = find_by_trying(free_at, &w, base);
	assert_int_equal(memory_map_find(&map, taken, COUNT(taken), &w, &start), want >= 0);
	if (want >= 0)
		assert_true(start == base + (u64)want);
}

static void random_maps(void **state)
{
	/* At 0, across 4 GiB, and up to the last address. */
	static const u64 bases[] = { 0, 0xffffff80, (u64)0 - WORLD };

	(void)state;
	srand(1);
	for (unsigned i = 0; i < 3000; i++) {
		u64 base = bases[i % 3];

		fill_randomly(base);
		compare_with_model(base);
		for (unsigned j = 0; j < 4; j++)
			find_randomly(base);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlaps),
		cmocka_unit_test(edges),
		cmocka_unit_test(limit),
		cmocka_unit_test(too_many),
		cmocka_unit_test(random_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
