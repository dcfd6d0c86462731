/* emu_json.h - a loader's menu and boot plan as JSON. */
#ifndef TOOLS_EMU_JSON_H
#define TOOLS_EMU_JSON_H

#include "command/world.h"

/* Print the menu with its submenus (fl-emu --list). */
void emu_print_list(struct world *w);

/* Print the boot plan; `messages`: what was printed while it was made. */
void emu_print_plan(const struct world *w, int status, const char *messages);

#endif
