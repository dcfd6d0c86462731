/* canvas.h - lines of a screen, made in memory and sent as what changed of them. */
#ifndef MENU_CANVAS_H
#define MENU_CANVAS_H

#include "term/term.h"

enum { CANVAS_COLUMNS = UINT8_MAX };

/* --- One line is being made at a time.  Texts end at `end`, or at their NUL when it is NULL;
 * a tab in them goes to the next multiple of 4. */

/* Blanks of that colour into the columns [from, to). */
void row_fill(unsigned from, unsigned to, u8 colour);

/* Write text into the columns [from, to), the first `skip` cells of it left out.  The colour
 * stays what the cells have. */
void row_text(unsigned from, unsigned to, unsigned skip, const char *text, const char *end);

/* The same from the text's start; what does not fit ends in "...". */
void row_cut(unsigned from, unsigned to, const char *text, const char *end);

/* How many cells a text has. */
unsigned row_cells(const char *text, const char *end);

/* How much of a text to leave out at the left so that its cell `at` shows in `room` cells:
 * the cursor jumps to the middle when it would leave, so that few keys move the text. */
unsigned row_skip(unsigned at, unsigned room);

/* The text as of row_skip(); what is left out at its ends shows as < in front of `from` and
 * as > behind `to`. */
void row_window(unsigned from, unsigned to, unsigned skip, const char *text, const char *end);

/* Send the line's first `columns` cells as line y, where shown[] is there now: only what
 * differs, and shown[] is the line then.  NULL: send all.  A cell is a character, its
 * colour in the upper byte; a character of two cells has a 0 in its second. */
void row_send(struct console *c, unsigned y, unsigned columns, u32 *shown);

/* --- What all consoles in use show, line by line, while a menu or an editor has them; or
 * only the line that each console's cursor is in. */
struct canvas {
	u32  *shown;                    /* heap; NULL: no memory, and all is sent each time */
	bool  open;
	bool  cursor;                   /* is it to be seen? */
	bool  one_line;                 /* shown[] is the caller's then: canvas_blank() */
};

/* The rows or the columns that every console in use has, not less than 12 and 40. */
unsigned canvas_size(bool rows);

/* Make line y, which is blank, of that console. */
typedef void compose_fn(void *model, const struct console *c, unsigned y);

/* Draw every line of every console in use, which are cleared first when it was not open;
 * then the cursor goes to x, y.  y is 0 in the one line. */
void canvas_draw(struct canvas *v, compose_fn *compose, void *model, unsigned x, unsigned y);

/* Nothing but blanks is in these cells. */
void canvas_blank(u32 *shown, size_t cells);

/* If it is open: clear the consoles for whoever prints next. */
void canvas_close(struct canvas *v);

#endif
