/* test_placement.c - memory maps and sizes in, addresses or a sentence out. */
#include "check.h"
#include "base/error.h"
#include "boot/placement.h"
#include "common/layout.h"

static const u64 GIB = 1024ull * MiB;

/* A PC with `mib` MiB of RAM: BIOS data at the top of low memory, the firmware's tables
 * at the top of the rest, what is beyond 3 GiB above 4 GiB. */
static struct memory_map pc(u64 mib)
{
	struct memory_map m = { .n = 0 };
	u64 top = MIN(mib * MiB, 3 * GIB);

	m.range[m.n++] = (struct mem_range){ 0, 0x9fc00, MEM_RAM };
	m.range[m.n++] = (struct mem_range){ 0x9fc00, 0x400, MEM_RESERVED };
	m.range[m.n++] = (struct mem_range){ 0xf0000, 0x10000, MEM_RESERVED };
	m.range[m.n++] = (struct mem_range){ MiB, top - MiB - 0x20000, MEM_RAM };
	m.range[m.n++] = (struct mem_range){ top - 0x20000, 0x20000, MEM_ACPI };
	if (mib * MiB > top)
		m.range[m.n++] = (struct mem_range){ 4 * GIB, mib * MiB - top, MEM_RAM };
	return m;
}

/* The loader: low memory, and a heap of 2 MiB at the top of the machine's RAM. */
static struct mem_range own[2];
static void loader_of(const struct memory_map *m)
{
	own[0] = (struct mem_range){ 0, LINUX_SETUP_START, MEM_RAM };
	own[1] = (struct mem_range){ m->range[3].start + m->range[3].size - 2 * MiB, 2 * MiB,
				     MEM_RAM };
}

/* Debian's cloud kernel, a small fixed kernel like memtest86+, and our own. */
static const struct linux_image debian = {
	.kernel_bytes = 14165952, .load = 0x1000000, .align = 0x200000,
	.room = 53968896, .initrd_max = 0x7fffffff,
}, debian16 = {
	.kernel_bytes = 14165952, .load = 0x100000, .align = 0,
	.room = 0xf00000 + 53968896, .initrd_max = 0x7fffffff,
}, memtest = {
	.kernel_bytes = 142776, .load = 0x100000,
	.room = 437496, .initrd_max = 0xffffffff,
}, ours = {
	.kernel_bytes = 8192, .load = 0x100000, .align = 0x1000,
	.room = 0x20000, .initrd_max = 0x7fffffff,
};

enum { SMALL = 0x1400 };                /* boot_params with a command line */

static const struct row {
	u64 mib;
	const struct linux_image *image;
	bool real_mode;
	u32 initrd, mem_limit;
	u32 kernel, params, initrd_at;  /* read straight to where they stay */
} rows[] = {
	/* all there is */
	{ 512,  &debian,  false, 40 * MiB, 0, 0x1000000, 0x98c00, 0x1d5e0000 },
	{ 4096, &debian,  false, 40 * MiB, 0, 0x1000000, 0x98c00, 0x7d800000 },
	{ 4096, &memtest, false, 5000,     0, 0x100000,  0x98c00, 0xbfdde000 },
	{ 512,  &debian16, true, 40 * MiB, 0, 0x100000,  0x90000, 0x1d5e0000 },
	{ 512,  &debian,  false, 0,        0, 0x1000000, 0x98c00, 0 },
	/* mem= keeps the initrd down */
	{ 512,  &debian,  false, MiB, 128 * MiB, 0x1000000, 0x98c00, 127 * MiB },
	{ 512,  &debian,  false, 1,   128 * MiB, 0x1000000, 0x98c00, 128 * MiB - 4096 },
	/* little memory */
	{ 32,   &ours,    false, 16 * MiB, 0, 0x100000, 0x98c00, 0xde0000 },
	{ 5,    &memtest, true,  0,        0, 0x100000, 0x90000, 0 },
	/* to the last byte */
	{ 8,    &ours,    false, 4 * MiB + 0xc0000, 0, 0x100000, 0x98c00, 0x120000 },
};

static struct memory_map map;
static struct boot_plan plan;
static struct job job;
static const struct handoff_move *const place = job.handoff.move;

static err_t run_here(const struct row *r)
{
	plan.image = *r->image;
	plan.image.real_mode = r->real_mode;
	plan.mem_limit = r->mem_limit;
	job = (struct job){ .plan = &plan, .map = &map, .own = own };
	job.handoff.move[AT_PARAMS].size = r->real_mode ? SETUP_ROOM : SMALL;
	job.handoff.move[AT_INITRD].size = r->initrd;
	return placement_find(&job);
}

static err_t run(const struct row *r)
{
	map = pc(r->mib);
	loader_of(&map);
	return run_here(r);
}

static bool overlap(u64 a, u64 an, u64 b, u64 bn)
{
	return a < b + bn && b < a + an;
}

/* What must hold wherever the blocks are. */
static void check_rules(const struct handoff_move *b, const struct linux_image *image)
{
	for (size_t i = 0; i < HANDOFF_MOVES; i++) {
		for (size_t k = 0; k < COUNT(own) && b[i].size; k++)
			assert_false(overlap(b[i].from, b[i].size, own[k].start,
					     own[k].size));
		for (size_t k = 0; k < HANDOFF_MOVES; k++) {
			if (i == k)
				continue;
			assert_false(overlap(b[i].to, b[i].size, b[k].to, b[k].size));
			if (b[i].from != b[i].to)
				assert_false(overlap(b[i].from, b[i].size, b[k].to,
						     b[k].size));
			assert_false(overlap(b[i].from, b[i].size, b[k].from, b[k].size));
		}
		if (i)
			assert_false(overlap(b[i].to, b[i].size, b[AT_KERNEL].to, image->room));
	}
}

static void tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];

		assert_null(run(r));
		assert_int_equal(place[AT_KERNEL].to, r->kernel);
		assert_int_equal(place[AT_PARAMS].to, r->params);
		assert_int_equal(place[AT_INITRD].to, r->initrd_at);
		assert_int_equal(place[AT_KERNEL].from, place[AT_KERNEL].to);
		assert_int_equal(place[AT_PARAMS].from, place[AT_PARAMS].to);
		assert_int_equal(place[AT_INITRD].from, place[AT_INITRD].to);
		assert_int_equal(place[AT_INITRD].size, r->initrd);
		check_rules(place, r->image);
	}
}

/* Blocks that must lie on the loader's memory wait elsewhere. */
static void over_the_loader(void **state)
{
	struct row r = { .image = &memtest, .real_mode = true, .initrd = 100000 };

	(void)state;
	/* The heap where a fixed kernel must lie. */
	map = pc(64);
	loader_of(&map);
	own[1] = (struct mem_range){ MiB, MiB, MEM_RAM };
	assert_null(run_here(&r));
	assert_int_equal(place[AT_KERNEL].to, 0x100000);
	assert_true(place[AT_KERNEL].from >= 2 * MiB);
	check_rules(place, &memtest);

	/* A large EBDA: the setup part goes lower, onto the loader's stack. */
	loader_of(&map);
	map.range[0].size = 0x94000;
	assert_null(run_here(&r));
	assert_int_equal(place[AT_PARAMS].to, 0x8a000);
	assert_true(place[AT_PARAMS].from >= MiB);
	check_rules(place, &memtest);
	r.real_mode = false;
	assert_null(run_here(&r));
	assert_int_equal(place[AT_PARAMS].to, 0x94000 - SMALL);
	assert_int_equal(place[AT_PARAMS].from, place[AT_PARAMS].to);

	/* No low memory worth the name: boot_params can lie anywhere, a real-mode part
	 * cannot. */
	map.range[0].size = 0x10000;
	assert_null(run_here(&r));
	assert_true(place[AT_PARAMS].to >= MiB);
	check_rules(place, &memtest);
	r.real_mode = true;
	assert_string_equal(run_here(&r),
			    "not enough memory: the kernel's setup needs 40 KiB between"
			    " 0x10000 and 0x99fff, the machine has 64448 KiB in all");

	/* An initrd that fits only on the heap, and a machine with room for it to wait. */
	r.real_mode = false;
	r.mem_limit = 4 * MiB;
	r.initrd = 2 * MiB;
	map = pc(64);
	loader_of(&map);
	own[1] = (struct mem_range){ 2 * MiB, 3 * MiB, MEM_RAM };
	assert_null(run_here(&r));
	assert_int_equal(place[AT_INITRD].to, 2 * MiB);
	assert_true(place[AT_INITRD].from >= 5 * MiB);
	check_rules(place, &memtest);
}

/* A kernel that may move goes above what is in its way. */
static void moved_kernel(void **state)
{
	const struct row r = { .image = &debian };

	(void)state;
	map = pc(512);
	loader_of(&map);
	/* the old ISA hole, from 15 to 17 MiB */
	map.range[map.n++] = map.range[4];
	map.range[4] = (struct mem_range){ 17 * MiB, 400 * MiB, MEM_RAM };
	map.range[3].size = 14 * MiB;
	assert_null(run_here(&r));
	assert_int_equal(place[AT_KERNEL].to, 18 * MiB);
	check_rules(place, &debian);
}

static void refusals(void **state)
{
	static const struct {
		struct row row;
		const char *error;
	} bad[] = {
		{ { 64, &debian, false, 0, 0, 0, 0, 0 },
		  "not enough memory: the kernel needs 52704 KiB between 0x1000000 and"
		  " 0xffffffff, the machine has 65023 KiB in all" },
		{ { 64, &debian16, true, 0, 0, 0, 0, 0 },
		  "not enough memory: the kernel needs 68064 KiB between 0x100000 and"
		  " 0x4377fff, the machine has 65023 KiB in all" },
		{ { 32, &ours, false, 31 * MiB, 0, 0, 0, 0 },
		  "not enough memory: the initrd needs 31744 KiB between 0x100000 and"
		  " 0x7fffffff, the machine has 32255 KiB in all" },
		{ { 512, &ours, false, 2 * MiB, 2 * MiB, 0, 0, 0 },
		  "not enough memory: the initrd needs 2048 KiB between 0x100000 and"
		  " 0x1fffff, the machine has 523775 KiB in all" },
		{ { 4096, &ours, false, UINT32_MAX, 0, 0, 0, 0 },
		  "not enough memory: the initrd needs 4194304 KiB between 0x100000 and"
		  " 0x7fffffff, the machine has 4193791 KiB in all" },
		/* room for it on the heap, but not to wait */
		{ { 8, &ours, false, 5 * MiB, 0, 0, 0, 0 },
		  "not enough memory: loading needs 5120 KiB between 0x100000 and 0xffffffff,"
		  " the machine has 7679 KiB in all" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		err_t err = run(&bad[i].row);

		assert_non_null(err);
		assert_string_equal(err, bad[i].error);
	}
}

/* Random machines and sizes: what is found obeys the rules. */
static void any_machine(void **state)
{
	static const struct linux_image *const images[] = {
		&debian, &debian16, &memtest, &ours,
	};
	unsigned found = 0;

	(void)state;
	srand(2);
	for (int i = 0; i < 5000; i++) {
		struct row r = {
			.mib = 4u + (unsigned)rand() % 200, .image = images[i % 4],
			.initrd = (unsigned)rand() % (60u * MiB),
		};

		r.real_mode = r.image == &debian16;
		map = pc(r.mib);
		loader_of(&map);
		own[1].start = MiB + (unsigned)rand() % (unsigned)(r.mib * MiB - 3 * MiB);
		map.range[0].size = 0x80000 + (unsigned)rand() % 0x1fc00;
		if (!run_here(&r)) {
			check_rules(place, r.image);
			found++;
		}
	}
	assert_true(found > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables), cmocka_unit_test(over_the_loader),
		cmocka_unit_test(moved_kernel), cmocka_unit_test(refusals),
		cmocka_unit_test(any_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
