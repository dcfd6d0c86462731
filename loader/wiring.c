/* wiring.c - the tables that join the folders. */
#include "wiring.h"
#include "base/error.h"
#include "boot/boot.h"
#include "common/layout.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "menu/session.h"
#include "term/term.h"

static const struct fs_driver *const filesystems[] = { &ext2_driver, &fat_driver, NULL };

static const struct command *const commands[] = {
	linux_commands, menu_commands, core_commands, device_commands, terminal_commands, NULL,
};

enum { HEAP_MAX = 32 * MiB, HEAP_MIN = 128 * KiB };

static void print(void *world, const char *format, va_list args)
{
	struct world *w = world;

	w->printed = true;
	fmt_pieces(term_put, format, args);
}

/* Polled in loops only: what a person types during one is lost, but it can be ended. */
static bool interrupted(void *world)
{
	int key = term_key();

	(void)world;
	return key == KEY_ESC || key == 'C' - '@';
}

static int file_test(void *world, char op, const char *path_a, const char *path_b, long bias)
{
	const char *root = world_root(world);
	struct file a, b;
	bool have_b, is;

	if (file_stat(path_a, root, &a))
		return false;
	is = op == 'e' || (op == 'd' ? a.kind == FILE_DIR : a.kind != FILE_DIR);
	if (op == 's')
		is = is && a.size > 0;
	if (op == 'n' || op == 'o') {
		have_b = path_b && !file_stat(path_b, root, &b);
		is = have_b && (op == 'n' ? a.mtime + bias > b.mtime : a.mtime + bias < b.mtime);
		if (have_b)
			file_close(&b);
	}
	file_close(&a);
	return is;
}

static err_t boot(struct world *w)
{
	return plan_boot(&w->plan, w->platform, w->map, w->own);
}

static err_t read_memory_map(struct memory_map *map, const struct platform *p)
{
	static struct mem_range firmware[MEM_FIRMWARE];
	unsigned n;

	TRY(p->memory_map(firmware, COUNT(firmware), &n));
	memory_map_make(map, firmware, n);
	return NULL;
}

/* The heap is at the top of RAM below 4 GiB, where kernels and initrds are not put
 * first: a quarter of the memory, less when that is not in one piece. */
static err_t make_heap(const struct memory_map *map, const struct platform *p,
		       struct mem_range *heap)
{
	u64 ram = memory_map_ram(map);
	u32 size = ALIGN_DOWN((u32)MIN(ram / 4, (u64)HEAP_MAX), 4 * KiB);

	for (; size >= HEAP_MIN; size = ALIGN_DOWN(size / 2, 4 * KiB)) {
		struct room_wish wish = { size, 4 * KiB, MiB, UINT32_MAX, true, 0, NULL };
		u32 start = memory_map_find(map, &wish);
		void *base;

		if (!start)
			continue;
		base = p->physical(start, size);
		if (!base)
			continue;
		heap_init(base, size);
		*heap = (struct mem_range){ start, size, MEM_RAM };
		return NULL;
	}
	return errf("%llu KiB of memory: the loader needs %u KiB of it above 1 MiB",
		    (unsigned long long)(ram / KiB), HEAP_MIN / KiB);
}

err_t world_start(struct world *w, const struct platform *p)
{
	static struct memory_map map;
	static struct menu_list menu;
	static struct mem_range own[BOOT_OWNS]; /* what plan_boot() must keep until the jump */
	const struct script_host host = {
		.tables = commands, .print = print, .interrupted = interrupted,
		.file_test = file_test, .world = w,
	};

	*w = (struct world){
		.platform = p, .map = &map, .menu = &menu, .own = own,
		.run_config = session_config, .boot = boot,
	};
	menu_list_init(&menu);
	term_init(p);
	TRY(read_memory_map(&map, p));
	own[0] = (struct mem_range){ 0, LINUX_SETUP_START, MEM_RAM };
	TRY(make_heap(&map, p, &own[1]));
	volumes_init(filesystems);
	/* Without a disk there is still a prompt, and somebody to read why. */
	w->no_disk = disks_probe(p);
	w->script = script_new(&host);
	return w->script ? NULL : ERR_NO_MEMORY;
}
