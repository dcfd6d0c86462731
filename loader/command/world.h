/* world.h - what commands work on: the machine, the menu being made, the boot plan. */
#ifndef COMMAND_WORLD_H
#define COMMAND_WORLD_H

#include "base/platform.h"
#include "boot/plan.h"
#include "mem/memory_map.h"
#include "script/script.h"

/* One menuentry or submenu.  All strings are on the heap and belong to the entry. */
struct menu_entry {
	struct menu_entry *next;
	char         *title, *id;       /* id: --id, else the title */
	char        **argv;             /* title and operands behind it: $1... of the body */
	int           argc;
	char        **classes;          /* ends with NULL */
	char         *users;            /* --users list; NULL = not given */
	bool          unrestricted, is_submenu;
	int           hotkey;           /* base/key.h; KEY_NONE = none */
	char         *hotkey_name;      /* as written, or NULL */
	char         *body;             /* the text between { and } */
	size_t        body_size;
	struct source body_source;      /* .file on the heap */
};

struct menu_list {
	struct menu_entry *first, **end;
	unsigned           n;
};

struct world {
	const struct platform  *platform;
	struct script          *script;
	struct memory_map      *map;
	struct menu_list       *menu;   /* where menuentry adds; a submenu or configfile
					 * puts a new one here and the old one back */
	struct boot_plan        plan;
	const struct mem_range *own;    /* the loader's own memory, for plan_boot() */
	err_t                   no_disk;        /* why there is no disk, or NULL */
	u8                      nesting;        /* source in source, menu in menu */
	bool                    leave;          /* `exit` was run: the prompt ends */
	bool                    printed;        /* something was, since this was cleared */
	/* What is above commands, joined by wiring.c; NULL: the command says it cannot. */
	err_t (*run_config)(struct world *w, const char *path);         /* configfile */
	err_t (*boot)(struct world *w);         /* carry the plan out; back = error */
};

enum {
	CONFIG_BYTES  = 16 * MiB,       /* the longest config that is read */
	WORLD_NESTING = 16,             /* configs in configs: each costs stack */
};

void menu_list_init(struct menu_list *list);
void menu_list_clear(struct menu_list *list);

/* Read the config at `path` (device in it, or on $root) and run it; *status is its last
 * command's.  The error is about the file: not there, too big, too deeply nested. */
err_t world_source(struct world *w, const char *path, int *status) MUST_CHECK;

/* Print `err` as the call's message; the status that belongs to it, `otherwise` when it
 * neither is nor ends in one of the errors of base/error.h. */
int call_error(struct call *call, err_t err, int otherwise);

/* $root, or NULL. */
const char *world_root(const struct world *w);

/* The tables, one a family; wiring.c lists them. */
extern const struct command core_commands[], device_commands[], linux_commands[],
			    menu_commands[], terminal_commands[];

static inline struct world *call_world(const struct call *call)
{
	return call->world;
}

#endif
