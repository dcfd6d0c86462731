/* emu_platform.h - the loader's machine as a Linux process: disks are image files,
 * memory is a mapping, the terminal is this one. */
#ifndef TOOLS_EMU_PLATFORM_H
#define TOOLS_EMU_PLATFORM_H

#include <stdio.h>
#include "base/platform.h"

enum { EMU_DISKS = 16 };

struct emu {
	const char *disk[EMU_DISKS];    /* files; hd0, hd1, ...; the first is booted from */
	unsigned    disks;
	u64         memory;             /* bytes of RAM */
	bool        read_only;          /* no write reaches the files */
	bool        hasty;              /* waiting takes no time */
	i64         clock;              /* the time that `date` says, in seconds since 1970 as if it
					 * were UTC; 0: the host's local time */
	/* Called instead of leaving the process, when the loader hands off to a kernel or
	 * halts or reboots (`how`); h is NULL then.  Must not come back.  NULL: say so and
	 * exit with 0. */
	void      (*left)(const char *how, const struct handoff *h);
};

/* Open the disks and map the memory.  On failure: a message and exit with 2. */
const struct platform *emu_platform(const struct emu *e);

/* Where the loader's output goes; stdout to start with.  Raw: lines end in CR LF as a
 * terminal wants them, else in LF. */
void emu_output(FILE *out, bool raw);

/* Take the terminal on stdin until the process ends; a quit key (Ctrl-\) ends it. */
void emu_take_terminal(void);

#endif
