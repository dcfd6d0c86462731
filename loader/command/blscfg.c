/* blscfg.c - menu entries from files of the Boot Loader Specification, as Fedora has them.
 *
 * Each /loader/entries/NAME.conf has lines KEY VALUE.  It becomes the text of a menuentry,
 * which is run: so whatever holds for entries holds for these. */
#include "base/error.h"
#include "command/device.h"
#include "command/rpm_compare.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "mem/heap.h"

enum { PATH_SIZE = 512, FILE_BYTES = 64 * KiB };

/* A file's name without its ".conf". */
struct entry {
	struct entry *next;             /* the next older one */
	char          name[];
};

struct bls {
	struct call  *call;
	struct entry *first;            /* newest first */
	const char   *only;             /* "default", "non-default", a name, or NULL: all */
	char          folder[PATH_SIZE];        /* with its device, and a slash at the end */
	char          path[PATH_SIZE];  /* of the file that is read */
	struct span   text;             /* of it; its lines end in NUL */
	char         *out;              /* the entry's text, on the heap */
	size_t        size, room;
	bool          full;             /* there was no memory for all of it, or all names */
};

/* --- The names. */

static void add_name(struct bls *b, const char *name, size_t n)
{
	struct entry *e = heap_alloc(sizeof *e + n + 1), **at = &b->first;

	if (!e) {
		b->full = true;
		return;
	}
	memcpy(e->name, name, n);
	e->name[n] = '\0';
	while (*at && rpm_compare_packages((*at)->name, e->name) >= 0)
		at = &(*at)->next;
	e->next = *at;
	*at = e;
}

/* The length of what stands in front of ".conf", or 0. */
static size_t without_suffix(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && str_equal(name + n - 5, ".conf") ? n - 5 : 0;
}

static bool list_one(void *context, const char *name, const struct file *info)
{
	size_t n = without_suffix(name);

	(void)info;
	if (n && name[0] != '.')
		add_name(context, name, n);
	return true;
}

/* All names in the folder `path` of the device in it, or of `device`. */
static err_t list_folder(struct bls *b, const char *device, const char *path)
{
	char *end;

	TRY(path_with_device(b->folder, sizeof b->folder - 1, path, device));
	end = b->folder + strlen(b->folder);
	if (end[-1] != '/')
		memcpy(end, "/", 2);
	return dir_list(b->folder, NULL, list_one, b);
}

/* What the operand says; without one the folder that is there. */
static err_t find_names(struct bls *b, const char *operand)
{
	struct script *s = b->call->script;
	const char *device = script_get(s, "boot"), *folder;
	char *name;
	err_t err;

	if (!device || !*device)
		device = script_get(s, "root");
	if (operand && (*operand == '/' || *operand == '(')) {
		if (!without_suffix(operand))
			return list_folder(b, device, operand);
		TRY(path_with_device(b->folder, sizeof b->folder, operand, device));
		name = strrchr(b->folder, '/');
		if (!name++)
			return ERR_BAD_NAME;
		add_name(b, name, without_suffix(name));
		*name = '\0';
		return NULL;
	}
	b->only = operand;
	folder = script_get(s, "blsdir");
	err = list_folder(b, device, folder ? folder : "/loader/entries");
	if (!b->first && !list_folder(b, device, "/boot/loader/entries"))
		return NULL;
	return b->first ? NULL : err;
}

/* --- A file's values. */

static err_t read_file(struct bls *b, const struct entry *e)
{
	fmt(b->path, sizeof b->path, "%s%s.conf", b->folder, e->name);
	TRY(file_read_all(b->path, NULL, FILE_BYTES, &b->text));
	for (char *p = (char *)(size_t)b->text.p; p < b->text.end; p++)
		if (*p == '\n' || *p == '\r')
			*p = '\0';
	return NULL;
}

/* The key's value in the first line behind `value`, NULL: of all; NULL when there is
 * none. */
static const char *next_value(const struct bls *b, const char *key, const char *value)
{
	const char *line = value ? value + strlen(value) + 1 : b->text.p;

	for (; line < b->text.end; line += strlen(line) + 1) {
		while (is_blank(*line))
			line++;
		value = str_after(line, key);
		if (!value || !is_blank(*value))
			continue;
		while (is_blank(*value))
			value++;
		if (*value)
			return value;
	}
	return NULL;
}

/* --- The entry's text. */

static void put_bytes(struct bls *b, const char *text, size_t n)
{
	if (b->room - b->size < n) {
		char *out = heap_realloc(b->out, 2 * b->room + n);

		if (!out) {
			b->full = true;
			return;
		}
		b->out = out;
		b->room = 2 * b->room + n;
	}
	memcpy(b->out + b->size, text, n);
	b->size += n;
}

static void put(struct bls *b, const char *text)
{
	put_bytes(b, text, strlen(text));
}

/* Within '', where each ' ends it for a moment. */
static void put_quoted(struct bls *b, const char *text)
{
	for (; *text; text++)
		if (*text == '\'')
			put(b, "'\\''");
		else
			put_bytes(b, text, 1);
}

static bool is_name(char c)
{
	return is_alpha(c) || is_digit(c) || c == '_';
}

/* The same, with the values that $NAMEs have now; \$ is none. */
static void put_expanded(struct bls *b, const char *text)
{
	char plain[3] = "", name[64];
	const char *value;

	while (*text) {
		size_t n = 0;

		if (*text == '$')
			for (; n < sizeof name - 1 && is_name(text[n + 1]); n++)
				name[n] = text[n + 1];
		name[n] = '\0';
		value = script_get(b->call->script, name);
		if (n == 0) {
			plain[0] = *text;
			plain[1] = '\0';
			if (*text == '\\' && text[1])
				plain[1] = *++text;
			value = plain;
		}
		if (value)
			put_quoted(b, value);
		text += n + 1;
	}
}

/* " --OPTION 'VALUE'" for each of the key's values. */
static void put_options(struct bls *b, const char *option, const char *key)
{
	for (const char *value = NULL; (value = next_value(b, key, value)); put(b, "'")) {
		put(b, option);
		put(b, " '");
		put_quoted(b, value);
	}
}

/* Who may start it: everybody, unless the file names some. */
static void put_users(struct bls *b)
{
	const char *users = next_value(b, "grub_users", NULL);
	size_t before = b->size, empty;

	put(b, " --users '");
	empty = b->size;
	if (users)
		put_expanded(b, users);
	if (b->size == empty) {
		b->size = before;
		put(b, " --unrestricted");
	} else {
		put(b, "'");
	}
}

/* The initrds: those of $early_initrd lie beside the first of the file's, or beside the
 * kernel. */
static void put_initrds(struct bls *b, const char *kernel)
{
	const char *early = script_get(b->call->script, "early_initrd");
	const char *value = next_value(b, "initrd", NULL), *beside = value ? value : kernel;
	const char *slash = strrchr(beside, '/'), *command = "\ninitrd ($root)";

	while (early && *early) {
		size_t n = 0;

		while (early[n] && !is_blank(early[n]))
			n++;
		if (n) {
			put(b, command);
			put_bytes(b, beside, slash ? (size_t)(slash + 1 - beside) : 0);
			put_bytes(b, early, n);
			command = " ($root)";
		}
		early += n;
		while (is_blank(*early))
			early++;
	}
	for (; value; value = next_value(b, "initrd", value)) {
		put(b, command);
		put_quoted(b, value);
		command = " ($root)";
	}
}

static void put_entry(struct bls *b, const char *name, const char *title, const char *kernel)
{
	const char *options = next_value(b, "options", NULL);
	const char *save = script_get(b->call->script, "save_default");

	b->size = 0;
	put(b, "menuentry --id '");
	put_quoted(b, name);
	put(b, "'");
	put_options(b, " --class", "grub_class");
	put_options(b, " --hotkey", "grub_hotkey");
	put_users(b);
	put(b, " --source '");
	if (save && str_equal(save, "true"))
		put(b, "savedefault\n");
	put(b, "linux ($root)");
	put_quoted(b, kernel);
	put(b, " ");
	if (!options)
		options = script_get(b->call->script, "default_kernelopts");
	if (options)
		put_expanded(b, options);
	put_initrds(b, kernel);
	put(b, "' -- '");
	put_quoted(b, title);
	put(b, "'");
	put_options(b, "", "grub_arg");
}

/* --- The command. */

static bool is_default(const struct bls *b, const char *name, const char *title, i32 index)
{
	const char *wanted = script_get(b->call->script, "default");

	return wanted && (str_equal(wanted, name) || str_equal(wanted, title) ||
			  text_number(wanted) == index);
}

static bool is_in_menu(const struct world *w, const char *id)
{
	for (const struct menu_entry *e = w->menu->first; e; e = e->next)
		if (str_equal(e->id, id))
			return true;
	return false;
}

static err_t make_entry(struct bls *b, const struct entry *e, i32 index)
{
	const char *title, *kernel;
	bool wanted;

	TRY(read_file(b, e));
	title = next_value(b, "title", NULL);
	kernel = next_value(b, "linux", NULL);
	if (!title)
		title = kernel;
	/* An entry for another loader. */
	if (!kernel || is_in_menu(call_world(b->call), e->name))
		return NULL;
	wanted = !b->only || str_equal(b->only, e->name);
	if (b->only && str_equal(b->only, "default"))
		wanted = is_default(b, e->name, title, index);
	else if (b->only && str_equal(b->only, "non-default"))
		wanted = !is_default(b, e->name, title, index);
	if (!wanted)
		return NULL;
	put_entry(b, e->name, title, kernel);
	if (b->full)
		return ERR_NO_MEMORY;
	script_run(b->call->script, (struct span){ b->out, b->out + b->size },
		   (struct source){ b->path, 1 });
	return NULL;
}

int blscfg_run(struct call *call)
{
	struct bls *b = heap_zalloc(sizeof *b);
	err_t err = ERR_NO_MEMORY;
	int status;
	i32 index = 0;

	if (b) {
		b->call = call;
		err = find_names(b, call->argv[1]);
	}
	status = call_error(call, err, STATUS_FILE_NOT_FOUND);
	while (b && b->first) {
		struct entry *e = b->first;

		/* One bad file does not hide the others. */
		err = make_entry(b, e, index++);
		if (err)
			status = call_error(call, err, STATUS_READ_ERROR);
		heap_free((void *)(size_t)b->text.p);
		b->text.p = b->text.end = NULL;
		b->first = e->next;
		heap_free(e);
	}
	if (b)
		heap_free(b->out);
	heap_free(b);
	return status;
}
