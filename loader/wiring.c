/* wiring.c - the tables that join the folders. */
#include "wiring.h"
#include "base/error.h"
#include "boot/boot.h"
#include "common/layout.h"
#include "common/str.h"
#include "fs/file.h"
#include "mem/heap.h"
#include "menu/colours.h"
#include "menu/login.h"
#include "menu/session.h"
#include "menu/start.h"
#include "term/term.h"

static const struct fs_driver *const filesystems[] = {
	&ext2_driver, &fat_driver, NULL
};

static const struct command *const commands[] = {
	linux_commands, menu_commands, core_commands, device_commands, terminal_commands,
	text_commands, time_commands, dump_commands, auth_commands, NULL,
};

enum { HEAP_MAX = 32 * MiB, HEAP_MIN = 128 * KiB };

static void print(void *world, const char *format, va_list args)
{
	struct world *w = world;

	w->printed = true;
	colours_apply(w->script);
	fmt_pieces(term_put, format, args);
}

/* As GRUB's test looks: a path without a slash is in the root directory, and a device
 * alone is that directory. */
static err_t look(struct world *w, const char *path, struct file *f)
{
	char full[256];
	const char *name = strchr(path, ')');
	size_t n = name && *path == '(' ? (size_t)(name + 1 - path) : 0;

	if (!strchr(path, '/')) {
		fmt(full, sizeof full, "%.*s/%s", (int)n, path, path + n);
		path = full;
	}
	return file_stat(path, world_root(w), f);
}

static int file_test(void *world, char op, const char *path_a, const char *path_b, long bias)
{
	struct file a, b;
	bool is = !look(world, path_a, &a), other;
	i64 later;

	if (!path_b)
		return is && (op == 'e' || ((op == 'd') == (a.kind == FILE_DIR) &&
					    (op != 's' || a.size)));
	/* What is not there is older than what is. */
	other = !look(world, path_b, &b);
	later = is && other ? a.mtime + bias - b.mtime : is - other;
	return op == 'n' ? later > 0 : later < 0;
}

struct listing {
	bool (*each)(void *context, const char *name);
	void  *context;
};

static bool list_file(void *context, const char *name, const struct file *info)
{
	struct listing *l = context;

	(void)info;
	return l->each(l->context, name);
}

static bool list_volume(const struct listing *l, const struct volume *v)
{
	char name[DEVICE_NAME + 2];

	fmt(name, sizeof name, "(%s)", v->name);
	return l->each(l->context, name);
}

/* Disk by disk, the last partition first: GRUB's order. */
static void list_volumes(const struct listing *l)
{
	struct volume *disk = volume_next(NULL), *behind, *end, *v;

	for (; disk && list_volume(l, disk); disk = behind) {
		/* Partitions, behind their disk, have a comma in their names. */
		behind = volume_next(disk);
		while (behind && strchr(behind->name, ','))
			behind = volume_next(behind);
		for (end = behind; ; end = v) {
			for (v = disk; volume_next(v) != end; )
				v = volume_next(v);
			if (v == disk || !list_volume(l, v))
				break;
		}
	}
}

static void list(void *world, const char *path, bool (*each)(void *context, const char *name),
		 void *context)
{
	struct listing l = { each, context };
	err_t none;

	if (!*path) {
		list_volumes(&l);
		return;
	}
	none = dir_list(path, world_root(world), list_file, &l);
	(void)none;
}

static struct memory_map map;
/* What plan_boot() must keep until the jump: low memory and the heap. */
static struct mem_range own[BOOT_OWNS] = {
	{ 0, LINUX_SETUP_START, MEM_RAM }, { 0, 0, MEM_RAM },
};

static err_t boot(struct world *w)
{
	return plan_boot(&w->plan, w->platform, &map, own);
}

static err_t read_memory_map(const struct platform *p)
{
	static struct mem_range firmware[MEM_FIRMWARE];
	unsigned n;

	TRY(p->memory_map(firmware, COUNT(firmware), &n));
	memory_map_make(&map, firmware, n);
	return NULL;
}

/* The heap is at the top of RAM below 4 GiB, where kernels and initrds are not put
 * first: a quarter of the memory, less when that is not in one piece. */
static err_t make_heap(const struct platform *p)
{
	u32 kib = (u32)(memory_map_ram(&map) / KiB), page = 4 * KiB;
	static struct room_wish wish = { 0, 4 * KiB, MiB, UINT32_MAX, true, 0, NULL };

	for (u32 pages = MIN(kib / 16, HEAP_MAX / page); pages >= HEAP_MIN / page; pages /= 2) {
		void *base = NULL;
		u32 start;

		wish.size = pages * page;
		start = memory_map_find(&map, &wish);
		if (start)
			base = p->physical(start, wish.size);
		if (!base)
			continue;
		heap_init(base, wish.size);
		own[1].start = start;
		own[1].size = wish.size;
		return NULL;
	}
	return errf("%u KiB of memory: the loader needs %u KiB of it above 1 MiB", kib,
		    HEAP_MIN / KiB);
}

err_t world_start(struct world *w, const struct platform *p)
{
	static struct menu_list menu;
	static struct script_host host = {
		.tables = commands, .print = print, .interrupted = start_interrupted,
		.file_test = file_test, .list = list,
	};

	w->platform = p;
	w->menu = &menu;
	w->run_config = session_config;
	w->boot = boot;
	w->ask_login = menu_ask_login;
	menu_list_init(&menu);
	term_init(p);
	TRY(read_memory_map(p));
	TRY(make_heap(p));
	volumes_init(filesystems);
	/* Without a disk there is still a prompt, and somebody to read why. */
	w->no_disk = disks_probe(p);
	host.world = w;
	w->script = script_new(&host);
	return w->script ? NULL : ERR_NO_MEMORY;
}
