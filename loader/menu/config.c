/* config.c - find the config and say where it is. */
#include "menu/config.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/file.h"
#include "term/term.h"

enum { PLACE_MAX = 32 };

static const char places[] = "/boot/grub /boot/grub2 /grub /grub2 ";

/* $1 is the boot disk, $2 the volume of the config or else the first that can be read,
 * $3 the config's folder, if there is one. */
static const char variables[] =
	"set grub_cpu=i386\n"
	"set grub_platform=pc\n"
	"set cmdpath=($1)\n"
	"set root=$2\n"
	"export grub_cpu grub_platform cmdpath root\n"
	"if [ \"$3\" ]; then\n"
	"set prefix=($2)$3\n"
	"set config_directory=$prefix\n"
	"set config_file=$prefix/grub.cfg\n"
	"export prefix config_directory config_file\n"
	"fi\n"
	"for f in 200_final all_video_module chainloader_bpb default_font_path menuentry_id"
	" menuentry_options nativedisk_cmd ntldr platform_search_hint timeout_style; do\n"
	"set feature_$f=y\n"
	"export feature_$f\n"
	"done\n"
	"unset f";

/* Is there a config on the volume?  place[]: its folder. */
static bool look(const struct volume *v, char place[PLACE_MAX])
{
	const char *at = places, *end;
	struct file f;

	for (; (end = strchr(at, ' ')); at = end + 1) {
		fmt(place, PLACE_MAX, "%.*s/grub.cfg", (int)(end - at), at);
		if (!file_open(place, v->name, &f)) {
			file_close(&f);
			place[end - at] = '\0';
			return true;
		}
	}
	return false;
}

const char *config_find(struct script *s)
{
	struct volume *v = volume_next(NULL);
	char place[PLACE_MAX], *args[] = { "", "", place };
	bool found = false;

	if (v)
		args[0] = v->name;
	for (; v && !found; v = volume_next(v)) {
		if (volume_mount(v))
			continue;
		found = look(v, place);
		if (found || !*args[1])
			args[1] = v->name;
	}
	script_run_with(s, (struct span){ variables, variables + sizeof variables - 1 },
			(struct source){ "config.c", 1 }, 2 + found, args);
	return script_get(s, "config_file");
}

void config_say_where(struct world *w)
{
	say("No grub.cfg in %son\n", places);
	world_print_volumes(w);
}
