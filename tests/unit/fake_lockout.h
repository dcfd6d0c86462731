/* fake_lockout.h - the loader above its disks, without one: files in memory, keys from a list. */
#ifndef UNIT_FAKE_LOCKOUT_H
#define UNIT_FAKE_LOCKOUT_H

#include "common/types.h"

enum { LOCKOUT_HEAP = 1024 * 1024 };

/* A moment without a key, in which clocks run out. */
enum { LOCKOUT_PAUSE = -1 };

enum {
	REACHED_PROMPT = 1, REACHED_EDITOR = 2, REACHED_FREE = 4, REACHED_MINE = 8,
	REACHED_ROOTS = 16,
};

struct lockout_file {
	const char *path, *text;
};

extern struct lockout {
	const char *config;                     /* /grub.cfg */
	size_t      config_size;
	const struct lockout_file *files;       /* the others; ends with a NULL path */
	size_t      heap_size;
	const int  *keys;                       /* those still to come; ends with 0 */
	unsigned    reached;
	bool        locked;                     /* the config's command `locked` found $superusers */
} lockout;

/* Power on, press the keys (ends with 0), wait.  What was reached: a kernel that an entry
 * loads is called "free", "mine" or something else. */
unsigned lockout_run(const int *keys);

#endif
