/* core.c - the commands about the loader itself: configs, modules, time, leaving. */
#include "base/error.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "script/options.h"
#include "term/term.h"

static int source(struct call *call)
{
	int status = STATUS_OK;
	err_t err = world_source(call_world(call), call->argv[1], &status);

	if (err)
		return call_error(call, errf("%s: %s", call->argv[1], err),
				  STATUS_READ_ERROR);
	return status;
}

static int configfile(struct call *call)
{
	struct world *w = call_world(call);
	const char *path = call->argc > 1 ? call->argv[1]
					  : script_get(w->script, "config_file");
	err_t err = "configs cannot be run from here";

	if (!path)
		err = "no file is named and $config_file is not set";
	else if (w->run_config)
		err = w->run_config(w, path);
	return err ? call_error(call, err, STATUS_FILE_NOT_FOUND) : STATUS_OK;
}

/* How the names start of GRUB's modules that are built in here or that a BIOS loader
 * with everything built in does not need. */
static const char modules[] =
	"all_video at_ bios bl boot btrfs cat chain config crypt disk echo efi_ ext2 fat"
	" font gettext gf gzio halt ieee increment iso jpeg key linux lo ls lu lvm lz md mem"
	" mini multiboot normal ntfs part_ play png probe raid re search serial sleep squash"
	" te tga tr udf usb vbe vga video xfs xz zfs";

static bool is_module(const char *name)
{
	const char *word = modules, *end;

	for (; (end = strchr(word, ' ')); word = end + 1)
		if (strncmp(name, word, (size_t)(end - word)) == 0)
			return true;
	return str_after(name, word);
}

/* Status 0 also for what nobody has: configurations rely on it. */
static int insmod(struct call *call)
{
	const char *slash = strrchr(call->argv[1], '/');
	const char *name = slash ? slash + 1 : call->argv[1];

	if (!is_module(name))
		call_fail(call, STATUS_OK, "there is no module %s", name);
	return STATUS_OK;
}

static const struct option sleep_options[] = {
	{ "interruptible", 'i', OPTION_FLAG }, { "verbose", 'v', OPTION_FLAG },
	{ NULL, 0, 0 },
};

static int sleep_option(struct call *call, void *context, const struct option *option,
			const char *value)
{
	(void)call;
	(void)value;
	if (option->letter == 'i')
		*(bool *)context = true;
	return STATUS_OK;
}

static int sleep(struct call *call)
{
	const struct platform *p = call_world(call)->platform;
	u32 start = p->milliseconds();
	bool interruptible = false;
	const char *number;
	u64 seconds;
	int status = options_parse(call, sleep_options, sleep_option, &interruptible);

	if (status != STATUS_OK)
		return status;
	number = call->argv[1];
	if (!number || !str_number(&number, 0, &seconds) || *number || seconds > 1000000)
		return call_fail(call, STATUS_BAD_NUMBER,
				 "the number of seconds is missing or too big");
	/* Keys typed ahead are kept unless Esc may end the wait. */
	while (p->milliseconds() - start < (u32)seconds * 1000) {
		if (interruptible && term_key() == KEY_ESC)
			return STATUS_TEST_FAILURE;
		p->idle();
	}
	return STATUS_OK;
}

static int help(struct call *call)
{
	const struct command *c = NULL;
	bool any = call->argc < 2;

	while ((c = script_next_command(call->script, c)))
		if (call->argc < 2 || str_after(c->name, call->argv[1])) {
			call_print(call, "%s %s\n", c->name, c->usage);
			any = true;
		}
	return any ? STATUS_OK : call_fail(call, STATUS_UNKNOWN_COMMAND,
					   "there is no command %s", call->argv[1]);
}

static int halt(struct call *call)
{
	call_world(call)->platform->halt();
	return STATUS_OK;               /* not reached */
}

static int reboot(struct call *call)
{
	call_world(call)->platform->reboot();
	return STATUS_OK;               /* not reached */
}

static int leave(struct call *call)
{
	call_world(call)->leave = true;
	return STATUS_OK;
}

const struct command core_commands[] = {
	{ ".",          1, 1,   false, source, "FILE" },
	{ "configfile", 1, 1,   false, configfile, "FILE" },
	{ "exit",       0, 1,   false, leave, "" },
	{ "halt",       0, 1,   false, halt, "" },
	{ "help",       0, 1,   false, help, "[COMMAND]" },
	{ "insmod",     1, 1,   false, insmod, "MODULE" },
	{ "normal",     0, 1,   false, configfile, "[FILE]" },
	{ "reboot",     0, 0,   false, reboot, "" },
	{ "sleep",      1, 3,   false, sleep, "[--interruptible] SECONDS" },
	{ "source",     1, 1,   false, source, "FILE" },
	{ NULL, 0, 0, false, NULL, NULL },
};
