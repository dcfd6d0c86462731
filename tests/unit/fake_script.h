/* fake_script.h - a host for the interpreter that keeps what is printed. */
#ifndef UNIT_FAKE_SCRIPT_H
#define UNIT_FAKE_SCRIPT_H

#include "script/script.h"

enum { FAKE_OUTPUT = 1 << 16 };

struct fake_script {
	char     output[FAKE_OUTPUT];   /* what fits, with a NUL */
	size_t   size;                  /* printed in all */
	unsigned polls;                 /* interrupted() says yes after so many questions */
};

/* An interpreter with echo, block (prints words and its body) and no-op commands, whose
 * world is `fake`; /file and /dir exist. */
struct script *fake_script(struct fake_script *fake);

/* Each script, run by an interpreter of its own, prints its output: cmocka's assertion. */
struct fake_row { const char *script, *output; };
void fake_check(const struct fake_row *rows, size_t n);

/* Run a string as file "t", from line 1. */
int fake_run(struct script *s, const char *text);

#endif
