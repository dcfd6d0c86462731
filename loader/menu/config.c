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

/* Set each variable of "name=value name=value", words split at single blanks. */
static err_t set_fixed(struct script *s)
{
	static const char words[] =
		"grub_cpu=i386 grub_platform=pc feature_200_final=y feature_all_video_module=y"
		" feature_chainloader_bpb=y feature_default_font_path=y feature_menuentry_id=y"
		" feature_menuentry_options=y feature_nativedisk_cmd=y feature_ntldr=y"
		" feature_platform_search_hint=y feature_timeout_style=y ";
	char name[40];
	size_t n = 0;

	for (const char *c = words; *c; c++) {
		if (*c != ' ') {
			name[n++] = *c;
			continue;
		}
		name[n] = '\0';
		name[strchr(name, '=') - name] = '\0';
		TRY(set_exported(s, name, name + strlen(name) + 1));
		n = 0;
	}
	return NULL;
}

err_t config_variables(struct script *s, const char *path)
{
	struct volume *first = volume_next(NULL), *v = first;
	char text[CONFIG_PATH], *close;

	TRY(set_fixed(s));
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
