/* env.h - variables in contexts. */
#ifndef SCRIPT_ENV_H
#define SCRIPT_ENV_H

#include "common/types.h"

struct variable {
	struct variable *next;          /* in order of name */
	const char      *value;         /* behind the name */
	bool             exported;
	char             name[];
};

/* What configfile and submenu see; the newest is on top. */
struct context {
	struct context  *below;
	struct variable *first;
};

/* The variable called name[0..size), or NULL. */
struct variable *env_find(struct context *c, const char *name, size_t size);

#endif
