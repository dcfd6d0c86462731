/* fake_script.h - a host for the interpreter that keeps what is printed. */
#ifndef UNIT_FAKE_SCRIPT_H
#define UNIT_FAKE_SCRIPT_H

#include "script/script.h"

enum { FAKE_OUTPUT = 1 << 16 };

struct fake_script {
	char     output[FAKE_OUTPUT];   /* what fits, with a NUL */
	size_t   size;                  /* printed in all */
	unsigned polls;                 /* interrupted() says yes when it has been asked so often */
};

/* An interpreter with echo, block (prints words and its body) and no-op commands, whose
 * world is `fake`; glob matches * with "one" and "two"; /file and /dir exist. */
struct script *fake_script(struct fake_script *fake);

/* Run a string as file "t", from line 1. */
int fake_run(struct script *s, const char *text);

#endif
