/* prompt.h - the command line. */
#ifndef MENU_PROMPT_H
#define MENU_PROMPT_H

#include "command/world.h"

/* Read statements and run them, until `exit`, or Esc or Ctrl-C on an empty line. */
void prompt_run(struct world *w);

#endif
