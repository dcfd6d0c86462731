/* test_boot.c - from linux and initrd to the bytes and registers a kernel gets. */
#include "boot_files.h"
#include "boot/params.h"

/* The loader is as before after a boot that could not be: it can try the next entry. */
static void refused_boots(void **state)
{
	static const struct {
		const char *kernel, *initrd, *error;
	} rows[] = {
		{ "/bad-kernel", NULL, "(hd0,1)/bad-kernel: injected read error" },
		{ "/vmlinuz", "/bad", "(hd0,1)/bad: injected read error" },
		{ "/vmlinuz", "/huger",
		  "not enough memory: the initrd needs 4194304 KiB between 0x100000 and"
		  " 0x7fffffff, the machine has 65151 KiB in all" },
		{ "/vmlinuz", "/huge", "not enough memory: the initrd needs 3145728 KiB between"
		  " 0x100000 and 0x7fffffff, the machine has 65151 KiB in all" },
	};

	(void)state;
	do_boot();
	assert_string_equal(boot_error, NO_KERNEL);
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_null(linux_with(PLAN_LINUX, rows[i].kernel, NULL));
		if (rows[i].initrd)
			assert_null(initrd_with(PLAN_LINUX, rows[i].initrd, NULL));
		do_boot();
		assert_string_equal(boot_error, rows[i].error);
		for (size_t k = 0; k < COUNT(own); k++)
			for (u64 n = 0; n < own[k].size; n++)
				assert_int_equal(fake_ram[own[k].start + n], 0);
	}
	/* No heap: out of memory, wherever it happens. */
	for (size_t left = 0; left < 2; left++) {
		host_heap_left = left;
		assert_non_null(linux_with(PLAN_LINUX, "/vmlinuz", NULL));
		assert_true(plan.failed);
	}
	host_heap_left = SIZE_MAX;
	assert_null(linux_with(PLAN_LINUX, "/vmlinuz", NULL));
	must_boot();
}

static const struct timeline *find_timeline(const struct linux_header *h)
{
	u64 at = get64(h->setup_data);
	const struct linux_setup_data *node = (void *)(fake_ram + at);

	assert_true(at != 0);
	assert_true(get64(node->next) == 0);
	assert_int_equal(get32(node->type), TIMELINE_SETUP_DATA);
	assert_int_equal(get32(node->length), sizeof(struct timeline));
	return (const struct timeline *)(node + 1);
}

static void check_initrds(const struct linux_header *h)
{
	const u8 *at = fake_ram + get32(h->ramdisk_image);

	assert_int_equal(get32(h->ramdisk_image) % 4096, 0);
	assert_int_equal(get32(h->ramdisk_size), INITRD_1 + 1 + INITRD_2);
	assert_memory_equal(at, first, INITRD_1);
	assert_int_equal(at[INITRD_1], 0);
	assert_memory_equal(at + INITRD_1 + 1, second, INITRD_2);
}

static void boots_32(void **state)
{
	const struct boot_params *b;
	const struct linux_header *h, *file_header = fake_header(kernel);
	const struct timeline *t;

	(void)state;
	memset(fake_ram + 0x90000, 0xcc, 0xa000);
	assert_null(linux_with(PLAN_LINUX, "/vmlinuz", "vga=ask"));
	assert_null(initrd_with(PLAN_LINUX, "/first", "/second"));
	must_boot();
	assert_false(fake_handoff.real_mode);
	assert_int_equal(fake_handoff.entry, 0x1000000);
	assert_memory_equal(fake_ram + 0x1000000, kernel + FAKE_SETUP_BYTES,
			    KERNEL - FAKE_SETUP_BYTES);
	b = (void *)(fake_ram + fake_handoff.esi);
	h = &b->header;
	check_initrds(h);
	assert_int_equal(fake_text_mode, 0xfffd);
	assert_int_equal(b->screen.columns, 132);
	assert_int_equal(b->sentinel, 0);
	assert_int_equal(b->e820_entries, COUNT(fake_ranges));
	for (size_t i = 0; i < COUNT(fake_ranges); i++) {
		assert_true(get64(b->e820[i].start) == fake_ranges[i].start);
		assert_true(get64(b->e820[i].size) == fake_ranges[i].size);
		assert_int_equal(get32(b->e820[i].type), fake_ranges[i].type);
	}
	assert_string_equal((char *)fake_ram + get32(h->cmd_line_ptr),
			    "BOOT_IMAGE=/vmlinuz vga=ask");
	assert_int_equal(h->type_of_loader, 0xff);
	assert_int_equal(h->loadflags, LINUX_LOADED_HIGH | LINUX_CAN_USE_HEAP);
	assert_int_equal(get16(h->vid_mode), 0xfffd);
	assert_int_equal(get32(h->code32_start), 0x1000000);
	assert_int_equal(get32(h->init_size), get32(file_header->init_size));
	assert_int_equal(get32(h->hardware_subarch), 0);
	t = find_timeline(h);
	assert_int_equal(get64(t->tsc[MILESTONE_LOADED]), 1);
	assert_int_equal(get64(t->tsc[MILESTONE_HANDOFF]), 2);
	assert_int_equal(get32(t->count), MILESTONE_COUNT);
}

/* Two files in an archive, one behind it, one in an archive of its own. */
static void boots_with_archives(void **state)
{
	char *argv[] = { "newc:/dir/one:/first", "newc:dir/two:(hd0,1)/second", "/second",
			 "newc:three:/empty" };
	const struct linux_header *h;
	const u8 *at;

	(void)state;
	assert_null(linux_with(PLAN_LINUX, "/vmlinuz", NULL));
	assert_null(plan_initrd(&plan, PLAN_LINUX, "hd0,1", COUNT(argv), argv));
	assert_string_equal(plan.file[1].newc, "dir/one");
	assert_string_equal(plan.file[2].path, "(hd0,1)/second");
	must_boot();
	h = &((struct boot_params *)(fake_ram + fake_handoff.esi))->header;
	at = fake_ram + get32(h->ramdisk_image);
	assert_string_equal((const char *)at + 110, "dir");
	at += 116;                                      /* the folder */
	assert_string_equal((const char *)at + 110, "dir/one");
	at += 120;
	assert_memory_equal(at, first, INITRD_1);
	assert_int_equal(at[INITRD_1], 0);
	at += INITRD_1 + 1;
	assert_string_equal((const char *)at + 110, "dir/two");
	at += 120;
	assert_memory_equal(at, second, INITRD_2);
	at += INITRD_2 + 3;
	assert_string_equal((const char *)at + 110, "TRAILER!!!");
	at += 124;
	assert_memory_equal(at, second, INITRD_2);
	at += INITRD_2 + 3;
	assert_string_equal((const char *)at + 110, "three");
	at += 116;
	assert_string_equal((const char *)at + 110, "TRAILER!!!");
	at += 124;
	assert_int_equal(at - (fake_ram + get32(h->ramdisk_image)), get32(h->ramdisk_size));
}

static void boots_16(void **state)
{
	const struct linux_header *h;
	u8 *setup_part;

	(void)state;
	assert_null(linux_with(PLAN_LINUX16, "/vmlinuz", "vga=5"));
	assert_null(initrd_with(PLAN_LINUX16, "/first", "/second"));
	must_boot();
	assert_true(fake_handoff.real_mode);
	assert_int_equal(fake_handoff.segment, 0x9000);
	assert_int_equal(fake_handoff.cs, 0x9020);
	assert_int_equal(fake_handoff.ip, 0);
	assert_int_equal(fake_handoff.sp, 0x9000);
	assert_memory_equal(fake_ram + 0x100000, kernel + FAKE_SETUP_BYTES,
			    KERNEL - FAKE_SETUP_BYTES);
	setup_part = fake_ram + 0x90000;
	h = fake_header(setup_part);
	assert_memory_equal(setup_part, kernel, LINUX_HEADER_OFFSET);
	assert_memory_equal(setup_part + 0x26c, kernel + 0x26c, FAKE_SETUP_BYTES - 0x26c);
	check_initrds(h);
	assert_int_equal(get32(h->cmd_line_ptr), 0x99000);
	assert_string_equal((char *)setup_part + 0x9000, "BOOT_IMAGE=/vmlinuz vga=5");
	assert_int_equal(get16(h->vid_mode), 5);
	assert_int_equal(get16(h->heap_end_ptr), 0x8e00);
	assert_int_equal(h->loadflags, LINUX_LOADED_HIGH | LINUX_CAN_USE_HEAP);
	assert_int_equal(get32(h->code32_start), 0x100000);
	assert_int_equal(h->type_of_loader, 0xff);
	assert_int_equal(get64(find_timeline(h)->tsc[MILESTONE_HANDOFF]), 2);
}

/* Before 2.02 the command line is found by a magic number in the setup part. */
static void boots_old(void **state)
{
	const struct linux_header *h = fake_header(fake_ram + 0x90000);

	(void)state;
	assert_null(linux_with(PLAN_LINUX16, "/old", "x"));
	assert_null(initrd_with(PLAN_LINUX16, "/empty", NULL));
	must_boot();
	assert_int_equal(get16(*(le16 *)(fake_ram + 0x90020)), 0xa33f);
	assert_int_equal(get16(*(le16 *)(fake_ram + 0x90022)), 0x9000);
	assert_string_equal((char *)fake_ram + 0x99000, "BOOT_IMAGE=/old x");
	assert_int_equal(get16(h->setup_move_size), 0xa000);
	assert_int_equal(get16(h->heap_end_ptr), 0x8e00);
	assert_int_equal(get32(h->ramdisk_size), 0);
	/* and nothing behind its last field was touched */
	assert_memory_equal(&h->ext_loader_ver, &fake_header(old_kernel)->ext_loader_ver,
			    sizeof *h - offsetof(struct linux_header, ext_loader_ver));
}

/* Blocks over the loader's memory arrive with the handoff's moves. */
static void boots_over_the_loader(void **state)
{
	const struct linux_header *h = fake_header(fake_ram + 0x8a000);

	(void)state;
	own[1].start = MiB;
	map.range[0].size = 0x94000;
	assert_null(linux_with(PLAN_LINUX16, "/vmlinuz", NULL));
	assert_null(initrd_with(PLAN_LINUX16, "/first", "/second"));
	must_boot();
	assert_int_equal(fake_handoff.segment, 0x8a00);
	assert_int_equal(fake_handoff.move[0].to, 0x100000);
	assert_int_equal(fake_handoff.move[1].to, 0x8a000);
	assert_int_equal(fake_handoff.move[2].size, 0);        /* the initrd is in place */
	assert_memory_equal(fake_ram + 0x100000, kernel + FAKE_SETUP_BYTES,
			    KERNEL - FAKE_SETUP_BYTES);
	assert_int_equal(get32(h->cmd_line_ptr), 0x93000);
	assert_string_equal((char *)fake_ram + 0x93000, "BOOT_IMAGE=/vmlinuz");
	check_initrds(h);
}

/* More ranges than boot_params has room for go on in a setup_data node. */
static void many_ranges(void **state)
{
	const struct boot_params *b;
	const struct linux_setup_data *node;
	const struct linux_e820 *more;

	(void)state;
	for (u64 at = 1ull << 33; map.n < LINUX_E820_MAX + 3; at += MiB)
		map.range[map.n++] = (struct mem_range){ at, 4096, MEM_RESERVED };
	assert_null(linux_with(PLAN_LINUX, "/vmlinuz", NULL));
	must_boot();
	b = (void *)(fake_ram + fake_handoff.esi);
	assert_int_equal(b->e820_entries, LINUX_E820_MAX);
	node = (void *)(fake_ram + get64(b->header.setup_data));
	assert_int_equal(get32(node->type), TIMELINE_SETUP_DATA);
	node = (void *)(fake_ram + get64(node->next));
	assert_int_equal(get32(node->type), SETUP_E820_EXT);
	assert_int_equal(get32(node->length), 3 * sizeof *more);
	assert_true(get64(node->next) == 0);
	more = (void *)(node + 1);
	for (unsigned i = 0; i < 3; i++)
		assert_true(get64(more[i].start) == map.range[LINUX_E820_MAX + i].start);
	/* ... all of it inside of the block */
	assert_true((u8 *)(more + 3) <= fake_ram + 0x9a000);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(refused_boots), CASE(boots_32), CASE(boots_with_archives), CASE(boots_16),
		CASE(boots_old), CASE(boots_over_the_loader), CASE(many_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
