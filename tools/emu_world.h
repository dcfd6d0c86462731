/* emu_world.h - what fl-emu and fl-check do with a loader in their own process. */
#ifndef TOOLS_EMU_WORLD_H
#define TOOLS_EMU_WORLD_H

#include "command/world.h"
#include "tools/emu_platform.h"

/* Start a loader on the disks; a config is found but not run.  Exits with 2 and a
 * message when that cannot be done. */
void emu_start(struct world *w, const struct emu *e);

/* A host file ("-": standard input), whole; exits with 2 and a message when it cannot be
 * read.  Never freed. */
struct span emu_read_file(const char *path);

/* Run the host file `config`, or for NULL the one found on the disks. */
void emu_run_config(struct world *w, const char *config);

/* For looking only: `configfile` opens the file it names and no menu. */
err_t emu_look_at_config(struct world *w, const char *path);

#endif
