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
	bool is_input = strcmp(path, "-") == 0;
	FILE *f = is_input ? stdin : fopen(path, "rb"), *text;
	static struct span input;       /* which can be read once */
	static char *kept[4];           /* as many as one run reads */
	static unsigned files;
	char *bytes, chunk[4096];
	size_t size, n;
	int error;

	if (is_input && input.p)
		return input;
	if (!f)
		die(path, strerror(errno));
	text = open_memstream(&bytes, &size);
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		fwrite(chunk, 1, n, text);
	error = ferror(f) ? errno : 0;
	fclose(text);
	kept[files++ % COUNT(kept)] = bytes;
	if (!is_input)
		fclose(f);
	if (error)
		die(path, strerror(error));
	if (size > CONFIG_BYTES)
		die(path, "more than the 16 MiB that a config may have");
	if (is_input)
		input = (struct span){ bytes, bytes + size };
	return (struct span){ bytes, bytes + size };
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
