/* config.c - find the config and say where it is. */
#include "menu/config.h"
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/file.h"
#include "term/term.h"

enum { VARIABLE_MAX = 64 };

static const char places[] = "/boot/grub\0/boot/grub2\0/grub\0/grub2\0";

/* NAME=VALUE, formats for the volume of the config, its folder and the boot disk. */
static const char always[] =
	"grub_cpu=i386\0grub_platform=pc\0root=%s\0cmdpath=%.0s%.0s(%s)\0feature_200_final=y\0"
	"feature_all_video_module=y\0feature_default_font_path=y\0"
	"feature_menuentry_id=y\0feature_menuentry_options=y\0"
	"feature_platform_search_hint=y\0feature_timeout_style=y\0";
static const char with_config[] =
	"prefix=(%s)%s\0config_directory=(%s)%s\0config_file=(%s)%s/grub.cfg\0";

static void set_all(struct script *s, const char *formats, const char *volume,
		    const char *place, const char *disk)
{
	for (const char *f = formats; *f; f += strlen(f) + 1) {
		char text[VARIABLE_MAX], *equals;

		fmt(text, sizeof text, f, volume, place, disk);
		equals = strchr(text, '=');
		*equals = '\0';
		set_exported(s, text, equals + 1);
	}
}

/* The folder of the config on the volume, or NULL. */
static const char *look(const struct volume *v)
{
	char path[VARIABLE_MAX];
	struct file f;
	err_t err;

	for (const char *place = places; *place; place += strlen(place) + 1) {
		fmt(path, sizeof path, "%s/grub.cfg", place);
		err = fs_open(v->fs, path, &f);
		if (!err && f.kind == FILE_REGULAR)
			return place;
		if (err && err != ERR_NOT_FOUND)        /* perhaps there is one */
			say("%s\n", file_error(path, v->name, err));
	}
	return NULL;
}

const char *config_find(struct script *s)
{
	struct volume *v = volume_next(NULL);
	const char *disk = v ? v->name : "", *root = "", *place = NULL;

	for (; v && !place; v = volume_next(v)) {
		if (volume_mount(v))
			continue;
		place = look(v);
		if (place || !*root)
			root = v->name;
	}
	set_all(s, always, root, "", disk);
	if (place)
		set_all(s, with_config, root, place, "");
	return script_get(s, "config_file");
}

void config_say_where(struct world *w)
{
	say("No grub.cfg in");
	for (const char *place = places; *place; place += strlen(place) + 1)
		say(" %s", place);
	say(" on\n");
	world_print_volumes(w);
}
