/* config.c - find the config and say where it is. */
#include "menu/config.h"
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/file.h"
#include "term/term.h"

static const char *const places[] = {
	"/boot/grub", "/boot/grub2", "/grub", "/grub2",
};

err_t config_find(char path[CONFIG_PATH])
{
	for (struct volume *v = volume_next(NULL); v; v = volume_next(v)) {
		if (volume_mount(v))
			continue;
		for (unsigned i = 0; i < COUNT(places); i++) {
			struct file f;

			fmt(path, CONFIG_PATH, "(%s)%s/grub.cfg", v->name, places[i]);
			if (!file_open(path, NULL, &f)) {
				file_close(&f);
				return NULL;
			}
		}
	}
	return ERR_NOT_FOUND;
}

void config_say_where(const struct world *w)
{
	say("No grub.cfg in");
	for (unsigned i = 0; i < COUNT(places); i++)
		say(" %s", places[i]);
	say(" on\n");
	if (w->no_disk)
		say("  nothing: %s\n", w->no_disk);
	for (struct volume *v = volume_next(NULL); v; v = volume_next(v)) {
		err_t err = volume_mount(v);

		say("  (%s): %s\n", v->name, err ? err : v->fs->driver->name);
	}
}

static err_t set_exported(struct script *s, const char *name, const char *value)
{
	TRY(script_set(s, name, value));
	return script_export(s, name);
}

/* What configurations may ask this loader for: $feature_NAME is y. */
static err_t set_features(struct script *s)
{
	static const char names[] =
		"200_final\0all_video_module\0chainloader_bpb\0default_font_path\0menuentry_id\0"
		"menuentry_options\0nativedisk_cmd\0ntldr\0platform_search_hint\0timeout_style\0";

	for (const char *name = names; *name; name += strlen(name) + 1) {
		char variable[40];

		fmt(variable, sizeof variable, "feature_%s", name);
		TRY(set_exported(s, variable, "y"));
	}
	TRY(set_exported(s, "grub_cpu", "i386"));
	return set_exported(s, "grub_platform", "pc");
}

err_t config_variables(struct script *s, const char *path)
{
	struct volume *first = volume_next(NULL), *v = first;
	char text[CONFIG_PATH], *close;

	TRY(set_features(s));
	if (first) {
		fmt(text, sizeof text, "(%s)", first->disk->name);
		TRY(set_exported(s, "cmdpath", text));
	}
	if (!path) {
		while (v && volume_mount(v))
			v = volume_next(v);
		return v ? set_exported(s, "root", v->name) : NULL;
	}
	TRY(set_exported(s, "config_file", path));
	fmt(text, sizeof text, "%s", path);
	*strrchr(text, '/') = '\0';
	TRY(set_exported(s, "config_directory", text));
	TRY(set_exported(s, "prefix", text));
	close = strchr(text, ')');
	*close = '\0';
	return set_exported(s, "root", text + 1);
}
