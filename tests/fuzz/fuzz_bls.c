/* fuzz_bls.c - any bytes as a file of the Boot Loader Specification: the entry that comes of
 * it is one with its name, or none, and can be run. */
#include <stdlib.h>
#include <string.h>
#include "base/error.h"
#include "boot/boot.h"
#include "command/device.h"
#include "command/world.h"
#include "fs/file.h"
#include "mem/heap.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static const u8 *file;
static size_t file_size;

/* --- Doubles of fs/: a folder with one file. */

err_t path_with_device(char *to, size_t size, const char *path, const char *root)
{
	(void)root;
	return fmt(to, size, "%s", path) < size ? NULL : "path is too long";
}

err_t dir_list(const char *path, const char *root, list_fn *each, void *context)
{
	struct file info = { .kind = FILE_REGULAR };

	(void)path, (void)root;
	each(context, "the-1-1.conf", &info);
	return NULL;
}

err_t file_read_all(const char *path, const char *root, u32 limit, struct span *out)
{
	char *text = heap_alloc(file_size + 1);

	(void)path, (void)root;
	if (file_size > limit) {
		heap_free(text);
		return "too long";
	}
	memcpy(text, file, file_size);
	text[file_size] = '\0';
	*out = (struct span){ text, text + file_size };
	return NULL;
}

/* --- The interpreter around it. */

static void print(void *world, const char *format, va_list args)
{
	char text[200];

	(void)world;
	fmt_va(text, sizeof text, format, args);
}

static bool interrupted(void *world)
{
	(void)world;
	return true;
}

static const struct command bls_commands[] = {
	{ "blscfg", 0, 1, 0, blscfg_run }, { NULL },
};

static int run(struct script *s, const char *text, size_t size)
{
	return script_run(s, (struct span){ text, text + size }, (struct source){ "t", 1 });
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const struct command *const tables[] = { menu_commands, bls_commands, NULL };
	static const char start[] = "set root=d; set kernelopts='a \"b'; blscfg\n";
	struct menu_list menu;
	struct world w = { .menu = &menu };
	struct script_host host = {
		.tables = tables, .print = print, .interrupted = interrupted, .world = &w,
	};
	struct menu_entry *e;

	file = data;
	file_size = size;
	menu_list_init(&menu);
	w.script = script_new(&host);
	run(w.script, start, sizeof start - 1);
	e = menu.first;
	if (e) {
		if (strcmp(e->id, "the-1-1") || e->next || e->is_submenu)
			abort();
		if (strncmp(e->body, "linux ($root)", 13))
			abort();
		run(w.script, e->body, e->body_size);
	}
	menu_list_clear(&menu);
	script_free(w.script);
	return 0;
}
