/* fake_world.h - commands on a fake machine, without a disk; what they print is kept. */
#ifndef UNIT_FAKE_WORLD_H
#define UNIT_FAKE_WORLD_H

#include "command/world.h"

extern struct world fake_world;
extern char fake_output[8192];

/* An interpreter with these tables (ends with NULL) on fake_machine, whose line says `input`. */
void fake_world_start(const struct command *const *tables, const char *input);
/* Forget what was printed and run `text`; its status. */
int fake_world_run(const char *text);
void fake_world_end(void);

/* Each script prints that (cmocka). */
struct fake_world_row { const char *script, *output; };
void fake_world_check(const struct fake_world_row *rows, size_t n);

#endif
