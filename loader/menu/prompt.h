/* prompt.h - the command line. */
#ifndef MENU_PROMPT_H
#define MENU_PROMPT_H

#include "command/world.h"

/* Read statements and run them, until `exit`, or Esc or Ctrl-C on an empty line.  The only
 * way to a prompt: who may not type commands is asked to log in, and sent back. */
void prompt_run(struct world *w);

#endif
