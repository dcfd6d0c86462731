/* world.h - what commands work on: the machine, the menu being made, the boot plan. */
#ifndef COMMAND_WORLD_H
#define COMMAND_WORLD_H

#include "base/platform.h"
#include "boot/plan.h"
#include "script/script.h"

/* One menuentry or submenu: a heap block with its body behind it. */
struct menu_entry {
	struct menu_entry *next;
	char         *words;            /* heap: the call's, which the strings are of */
	const char   *title, *id;       /* id: --id, else the title */
	char        **argv;             /* title and operands behind it: $1... of the body */
	int           argc;
	const char  **classes;          /* ends with NULL */
	const char   *users;            /* --users list; NULL = not given */
	const char   *hotkey_name;      /* as written, or NULL */
	int           hotkey;           /* base/key.h; KEY_NONE = none */
	bool          unrestricted, is_submenu;
	const char   *body;             /* the text between { and } */
	size_t        body_size;
	struct source body_source;
};

struct menu_list {
	struct menu_entry *first, **end;
	unsigned           n;
};

struct world {
	const struct platform  *platform;
	struct script          *script;
	struct menu_list       *menu;   /* where menuentry adds; a submenu or configfile
					 * puts a new one here and the old one back */
	char                   *menu_path;      /* its place as in $chosen, or NULL */
	err_t                   no_disk;        /* why there is no disk, or NULL */
	u8                      nesting;        /* source in source, menu in menu */
	bool                    printed;        /* something was, since this was cleared */
	bool                    config_ran;     /* to its end: from now on a key may stop scripts */
	/* What is above commands, joined by wiring.c. */
	err_t (*run_config)(struct world *w, const char *path);         /* configfile */
	err_t (*boot)(struct world *w);         /* carry the plan out; back = error */
	/* Ask the person; false: they gave up (menu/login.h). */
	bool  (*ask_login)(struct world *w, char *name, size_t name_size, char *password,
			   size_t password_size);
	struct boot_plan        plan;
};

enum {
	CONFIG_BYTES  = 16 * MiB,       /* the longest file that is read for its text */
	WORLD_NESTING = 16,             /* configs in configs: each costs stack */
	NUMBER_MAX    = 4000000,        /* seconds; as milliseconds they fit 32 bits */
};

void menu_list_init(struct menu_list *list);
void menu_list_clear(struct menu_list *list);

/* Read the config at `path` (device in it, or on $root) and run it.  The error is about
 * the file: not there, too big, too deeply nested. */
err_t world_source(struct world *w, const char *path) MUST_CHECK;

/* The whole file, with a NUL behind it, to the heap; a path without a device is on $root.
 * The error has the path in front. */
err_t world_read(struct world *w, const char *path, struct span *out) MUST_CHECK;

/* Open a file, unpacked if it is packed; to be closed (file_close()) also after an error, of
 * which the path is in front. */
err_t world_open(struct world *w, const char *path, struct file *f) MUST_CHECK;

/* Print a line about each volume: its filesystem, UUID, label, size and place.  Floppies
 * that nobody asked for yet are not asked for it. */
void world_print_volumes(struct world *w);

/* Print `err` as the call's message; the status that belongs to it, `otherwise` when it
 * neither is nor ends in one of the errors of base/error.h.  STATUS_OK for no error. */
int call_error(struct call *call, err_t err, int otherwise);


/* A whole word that is a decimal number, at most NUMBER_MAX; -1: it is none, or NULL. */
i32 text_number(const char *text);

/* Set a variable; a status. */
int call_set(struct call *call, const char *name, const char *value);

/* Set and export a variable.  Out of memory it stays as it was: for conveniences. */
void set_exported(struct script *s, const char *name, const char *value);

/* A new context of variables: who needs a password out here needs it in there, too. */
err_t world_enter_context(struct world *w) MUST_CHECK;

/* $root, or NULL. */
const char *world_root(const struct world *w);

/* Why the plan cannot be booted, or NULL. */
err_t plan_problem(const struct boot_plan *plan);

/* The tables, one a family; wiring.c lists them. */
extern const struct command auth_commands[], core_commands[], device_commands[],
			    dump_commands[], linux_commands[], menu_commands[],
			    terminal_commands[], text_commands[], time_commands[];

static inline struct world *call_world(const struct call *call)
{
	return call->world;
}

#endif
