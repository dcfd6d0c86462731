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
#include "script/expand.h"

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
	struct span   text;             /* of the file that is read; its lines end in NUL */
	struct expansion out;           /* the entry's text; it failed also without all names */
	char          folder[PATH_SIZE];        /* with its device, and a slash at the end */
	char          path[PATH_SIZE];  /* of the file that is read */
};

static const char *variable(const struct bls *b, const char *name)
{
	return script_get(b->call->script, name);
}

/* --- The names. */

static void add_name(struct bls *b, const char *name, size_t n)
{
	struct entry *e = heap_zalloc(sizeof *e + n + 1), **at = &b->first;

	if (!e) {
		b->out.failed = true;
		return;
	}
	memcpy(e->name, name, n);
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

/* The names in a folder, or the one file, of the device in the path or of $boot or $root. */
static err_t list(struct bls *b, const char *path)
{
	const char *device = variable(b, "boot");
	char *end;

	if (!device || !*device)
		device = variable(b, "root");
	TRY(path_with_device(b->folder, sizeof b->folder - 1, path, device));
	end = strrchr(b->folder, '/');
	if (end && without_suffix(end)) {
		list_one(b, end + 1, NULL);
		end[1] = '\0';
		return NULL;
	}
	if (end && end[1])
		memcpy(end + strlen(end), "/", 2);
	return dir_list(b->folder, NULL, list_one, b);
}

/* What the operand says; without one the folder that is there. */
static err_t find_names(struct bls *b, const char *operand)
{
	const char *folder = variable(b, "blsdir");
	err_t err;

	if (operand && (*operand == '/' || *operand == '('))
		return list(b, operand);
	b->only = operand;
	err = list(b, folder ? folder : "/loader/entries");
	if (!b->first && !list(b, "/boot/loader/entries"))
		err = NULL;
	return err;
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

static const char *skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* The key's value in the first line behind `value`, NULL: of all; NULL when there is
 * none. */
static const char *next_value(const struct bls *b, const char *key, const char *value)
{
	const char *line = value ? value + strlen(value) + 1 : b->text.p;

	for (; line < b->text.end; line += strlen(line) + 1) {
		line = skip_blanks(line);
		value = str_after(line, key);
		if (value && is_blank(*value) && *skip_blanks(value))
			return skip_blanks(value);
	}
	return NULL;
}

/* --- The entry's text. */

static void put_bytes(struct bls *b, const char *text, size_t n)
{
	while (n--)
		expand_put(&b->out, *text++);
}

/* Within '', where each ' ends it for a moment. */
static void put_quoted(struct bls *b, const char *text, size_t n)
{
	for (; n--; text++) {
		if (*text == '\'')
			put_bytes(b, "'\\'", 3);
		expand_put(&b->out, *text);
	}
}

static bool is_name(char c)
{
	return is_alpha(c) || is_digit(c) || c == '_';
}

/* The same, with the values that $NAMEs have now; \$ is none. */
static void put_expanded(struct bls *b, const char *text)
{
	for (size_t n; *text; text += n) {
		const struct variable *v = NULL;
		bool plain = true;

		n = 1 + (*text == '\\' && text[1]);
		for (; *text == '$' && is_name(text[n]); n++)
			plain = false;
		if (plain)
			put_quoted(b, text, n);
		else
			v = env_find(b->call->script->context, text + 1, n - 1);
		if (v)
			put_quoted(b, v->value, strlen(v->value));
	}
}

/* The template with the value in place of %, and its $NAMEs expanded in place of @. */
static void put(struct bls *b, const char *template, const char *value)
{
	for (; *template; template++)
		if (*template == '%')
			put_quoted(b, value, strlen(value));
		else if (*template == '@')
			put_expanded(b, value);
		else
			put_bytes(b, template, 1);
}

/* The template for each of the key's values. */
static void put_each(struct bls *b, const char *template, const char *key)
{
	for (const char *value = NULL; (value = next_value(b, key, value)); )
		put(b, template, value);
}

/* Who may start it: everybody, unless the file names some. */
static void put_users(struct bls *b)
{
	size_t before = b->out.used;

	put_each(b, " --users '@'", "grub_users");
	if (b->out.used - before <= sizeof " --users ''" - 1) {
		b->out.used = before;
		put(b, " --unrestricted", NULL);
	}
}

/* The initrds: those of $early_initrd lie beside the first of the file's, or beside the
 * kernel. */
static void put_initrds(struct bls *b, const char *kernel)
{
	const char *early = variable(b, "early_initrd"), *first = next_value(b, "initrd", NULL);
	const char *beside = first ? first : kernel, *slash = strrchr(beside, '/');
	size_t n;

	early = skip_blanks(early ? early : "");
	if (*early || first)
		put(b, "\ninitrd", NULL);
	for (; *early; early = skip_blanks(early + n)) {
		for (n = 0; early[n] && !is_blank(early[n]); n++)
			;
		put(b, " ($root)", NULL);
		put_bytes(b, beside, slash ? (size_t)(slash + 1 - beside) : 0);
		put_bytes(b, early, n);
	}
	put_each(b, " ($root)%", "initrd");
}

static void put_entry(struct bls *b, const char *name, const char *title, const char *kernel)
{
	const char *options = next_value(b, "options", NULL);
	const char *save = variable(b, "save_default");

	if (!options)
		options = variable(b, "default_kernelopts");
	b->out.used = 0;
	put(b, "menuentry --id '%'", name);
	put_each(b, " --class '%'", "grub_class");
	put_each(b, " --hotkey '%'", "grub_hotkey");
	put_users(b);
	put(b, " --source '", NULL);
	if (save && str_equal(save, "true"))
		put(b, "savedefault\n", NULL);
	put(b, "linux ($root)%", kernel);
	put(b, " @", options ? options : "");
	put_initrds(b, kernel);
	put(b, "' -- '%'", title);
	put_each(b, " '%'", "grub_arg");
}

/* --- The command. */

static bool is_wanted(const struct bls *b, const char *name, const char *title, i32 index)
{
	const char *chosen = variable(b, "default"), *only = b->only;
	bool is_default = chosen && (str_equal(chosen, name) || str_equal(chosen, title) ||
				     text_number(chosen) == index);

	for (const struct menu_entry *e = call_world(b->call)->menu->first; e; e = e->next)
		if (str_equal(e->id, name))
			return false;
	if (!only || str_equal(only, name))
		return true;
	return str_equal(only, is_default ? "default" : "non-default");
}

static err_t make_entry(struct bls *b, const struct entry *e, i32 index)
{
	const char *title, *kernel;

	TRY(read_file(b, e));
	title = next_value(b, "title", NULL);
	kernel = next_value(b, "linux", NULL);
	if (!title)
		title = kernel;
	/* Without a kernel it is for another loader. */
	if (!kernel || !is_wanted(b, e->name, title, index))
		return NULL;
	put_entry(b, e->name, title, kernel);
	if (b->out.failed)
		return ERR_NO_MEMORY;
	script_run(b->call->script, (struct span){ b->out.text, b->out.text + b->out.used },
		   (struct source){ b->path, 1 });
	return NULL;
}

int blscfg_run(struct call *call)
{
	struct bls *b = heap_zalloc(sizeof *b);
	int status, one;
	i32 index = 0;

	if (!b)
		return call_error(call, ERR_NO_MEMORY, 0);
	b->call = call;
	status = call_error(call, find_names(b, call->argv[1]), STATUS_FILE_NOT_FOUND);
	while (b->first) {
		struct entry *e = b->first;

		/* One bad file does not hide the others. */
		one = call_error(call, make_entry(b, e, index++), STATUS_READ_ERROR);
		if (one)
			status = one;
		heap_free((void *)(size_t)b->text.p);
		b->text.p = b->text.end = NULL;
		b->first = e->next;
		heap_free(e);
	}
	heap_free(b->out.text);
	heap_free(b);
	return status;
}
