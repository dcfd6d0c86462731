/* colours.h - the colours that the config asks for. */
#ifndef MENU_COLOURS_H
#define MENU_COLOURS_H

#include "script/script.h"

/* As VGA has them: background << 4 | foreground. */
struct colours {
	u8 menu, bar;                   /* $menu_color_normal, $menu_color_highlight */
	u8 title;                       /* $color_highlight */
	u8 heading, help, note;         /* on the background of $color_normal */
};

/* What $color_normal says is the terminal's colour from here on. */
void colours_apply(struct script *s);

/* The same, and what the other variables say now. */
struct colours colours_now(struct script *s);

#endif
