/* boot_files.h - kernels and initrds on a fake disk, and a fake PC to boot them. */
#ifndef UNIT_BOOT_FILES_H
#define UNIT_BOOT_FILES_H

#include "check.h"
#include "boot/boot.h"
#include "fake_files.h"
#include "fake_kernel.h"
#include "fake_pc.h"
#include "host_heap.h"

enum { KERNEL = 0x10000, INITRD_1 = 100003, INITRD_2 = 50001 };

static u8 kernel[KERNEL], old_kernel[KERNEL], first[INITRD_1], second[INITRD_2], huge[1];
static const struct fake_file files[] = {
	{ "(hd0,1)/vmlinuz", kernel, KERNEL, 0 }, { "(hd0,1)/old", old_kernel, KERNEL, 0 },
	{ "(hd0,1)/a b", kernel, KERNEL, 0 },
	{ "(hd0,1)/bad-kernel", kernel, KERNEL, 20000 }, { "(hd0,1)/text", first, 3000, 0 },
	{ "(hd0,1)/first", first, INITRD_1, 0 }, { "(hd0,1)/second", second, INITRD_2, 0 },
	{ "(hd0,1)/empty", first, 0, 0 }, { "(hd0,1)/bad", first, INITRD_1, 5000 },
	{ "(hd0,1)/huge", huge, 3ull << 30, 0 }, { "(hd0,1)/huger", huge, 1ull << 40, 0 },
	{ NULL, NULL, 0, 0 },
};
static struct memory_map map;
static struct mem_range own[2];
static struct boot_plan plan;
static err_t boot_error;

#define NO_KERNEL "no kernel is loaded"

static inline int setup(void **state)
{
	(void)state;
	fake_pc_reset();
	fake_files = files;
	fake_kernel(kernel, KERNEL);
	fake_kernel(old_kernel, KERNEL)->version = put16(0x201);
	for (int i = 0; i < INITRD_1; i++)
		first[i] = (u8)(i * 3 + 1);
	for (int i = 0; i < INITRD_2; i++)
		second[i] = (u8)(i * 5 + 2);
	map = (struct memory_map){ .n = COUNT(fake_ranges) };
	memcpy(map.range, fake_ranges, sizeof fake_ranges);
	own[0] = (struct mem_range){ 0, 0x90000, MEM_RAM };
	own[1] = (struct mem_range){ FAKE_RAM - FAKE_HEAP, FAKE_HEAP, MEM_RAM };
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	plan_clear(&plan);
	host_heap_left = SIZE_MAX;
	return 0;
}

static inline err_t linux_with(enum plan_protocol protocol, const char *path, const char *arg)
{
	char *argv[] = { (char *)(size_t)path, (char *)(size_t)arg };

	return plan_linux(&plan, protocol, "hd0,1", arg ? 2 : 1, argv);
}

static inline err_t initrd_with(enum plan_protocol protocol, const char *one, const char *two)
{
	char *argv[] = { (char *)(size_t)one, (char *)(size_t)two };

	return plan_initrd(&plan, protocol, "hd0,1", two ? 2 : 1, argv);
}

static inline void do_boot(void)
{
	boot_error = plan_boot(&plan, &fake_platform, &map, own);
}

static inline void must_boot(void)
{
	if (!fake_pc_run(do_boot))
		fail_msg("did not boot: %s", boot_error);
}

#endif
