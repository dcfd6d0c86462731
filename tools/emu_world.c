/* emu_world.c - what fl-emu and fl-check do with a loader in their own process. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "fs/file.h"
#include "menu/config.h"
#include "tools/emu_world.h"
#include "wiring.h"

static const char *config_path;

static NORETURN void die(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(2);
}

void emu_start(struct world *w, const struct emu *e)
{
	err_t err = world_start(w, emu_platform(e));

	if (err)
		die("loader", err);
	config_path = config_find(w->script);
}

struct span emu_read_file(const char *path)
{
	static const char *read_path;   /* standard input can be read once only */
	static struct span text;
	FILE *f;
	size_t size;

	if (read_path && strcmp(read_path, path) == 0)
		return text;
	f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	if (!f)
		die(path, strerror(errno));
	text.p = malloc(CONFIG_BYTES + 1);      /* only what is touched costs anything */
	if (!text.p)
		die(path, strerror(errno));
	size = fread((char *)(size_t)text.p, 1, CONFIG_BYTES + 1, f);
	if (ferror(f))
		die(path, strerror(errno));
	if (size > CONFIG_BYTES)
		die(path, "more than the 16 MiB that a config may have");
	if (f != stdin)
		fclose(f);
	text.end = text.p + size;
	read_path = path;
	return text;
}

void emu_run_config(struct world *w, const char *config)
{
	err_t err;

	if (config) {
		script_run(w->script, emu_read_file(config), (struct source){ config, 1 });
		return;
	}
	if (!config_path) {
		config_say_where(w);
		return;
	}
	err = world_source(w, config_path);
	if (err)
		die("loader", err);
}

err_t emu_look_at_config(struct world *w, const char *path)
{
	struct file f;

	return file_open(path, world_root(w), &f);
}
