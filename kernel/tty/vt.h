/* vt.h - a text terminal over an array of cells: what TERM=linux means, as far as programs
 * use it.  Pure: tested on the host. */
#ifndef TTY_VT_H
#define TTY_VT_H

#include "common/types.h"

enum { VT_PARAMS = 16, VT_COLUMNS_MAX = 255, VT_ROWS_MAX = 255 };

struct vt_pen {                         /* how text looks, and where the next goes */
	u8   x, y;
	u8   fg, bg;                    /* VGA colours 0..15 */
	bool bold, underline, blink, reverse;
	bool line_drawing[2];           /* G0, G1 are the line-drawing set */
	u8   shift;                     /* which of them: SO, SI */
};

/* Always: x < columns, y < rows, top <= bottom < rows. */
struct vt {
	u16 *cells;                     /* rows * columns; low byte: glyph of code page 437 */
	u8   columns, rows;
	struct vt_pen pen, saved;
	u8   top, bottom;               /* the scroll region, both included */
	bool wrap_pending;              /* the last column is full: the next glyph wraps */
	bool autowrap, insert, origin, newline, cursor_hidden;
	bool application_keys;          /* arrow keys are ESC O x */
	bool glyphs;                    /* bytes are glyphs: SGR 11 */
	u8   state, params, private_mark;
	u16  param[VT_PARAMS];
	u32  code;                      /* of UTF-8, so far */
	u8   code_left;
	/* The terminal answers its program. */
	void (*reply)(void *arg, const char *text, size_t n);   /* may be NULL */
	void *reply_arg;
};

/* 1..VT_COLUMNS_MAX columns, 1..VT_ROWS_MAX rows; what the cells show stays. */
void vt_init(struct vt *vt, u16 *cells, unsigned columns, unsigned rows);
void vt_write(struct vt *vt, const char *text, size_t n);
/* Outside of an escape sequence? */
bool vt_idle(const struct vt *vt);

/* vt_cells.c */
void vt_clear(struct vt *vt, unsigned from, unsigned to);       /* cells [from, to) */
/* Lines top..bottom move up by n (n < 0: down); empty ones come in. */
void vt_scroll(struct vt *vt, unsigned top, unsigned bottom, int n);
void vt_put_glyph(struct vt *vt, u8 glyph);
void vt_line_feed(struct vt *vt);
void vt_reverse_line_feed(struct vt *vt);
void vt_insert_cells(struct vt *vt, unsigned n);
void vt_delete_cells(struct vt *vt, unsigned n);
void vt_move(struct vt *vt, int x, int y);      /* to a place, cut to the screen */

/* vt_csi.c: ESC [ ... final */
void vt_reset(struct vt *vt);
void vt_csi(struct vt *vt, char final);
void vt_say(struct vt *vt, const char *text);   /* to the program */

/* vt_glyph.c: how code page 437 shows a character of Unicode; 0: not at all. */
u8 vt_glyph_of(u32 code);
u8 vt_line_glyph(u8 c);                         /* of the line-drawing set */

#endif
