/* vt_cells.c - the cells of a text terminal: glyphs, clearing, scrolling. */
#include "common/str.h"
#include "tty/vt.h"

static u16 attribute(const struct vt_pen *pen)
{
	u8 fg = pen->fg, bg = pen->bg;

	if (pen->underline)
		fg = 3;                 /* a colour VGA cannot underline: cyan */
	if (pen->bold)
		fg |= 8;
	if (pen->blink)
		bg |= 8;
	return pen->reverse ? (u16)((bg & 7) << 8 | (fg & 8) << 8 | (fg & 7) << 12)
			    : (u16)(fg << 8 | bg << 12);
}

/* Erased cells have the background's colour. */
void vt_clear(struct vt *vt, unsigned from, unsigned to)
{
	struct vt_pen plain = { .fg = vt->pen.fg, .bg = vt->pen.bg };
	u16 blank = attribute(&plain) | ' ';

	for (unsigned i = from; i < to; i++)
		vt->cells[i] = blank;
}

void vt_scroll(struct vt *vt, unsigned top, unsigned bottom, int n)
{
	unsigned lines = bottom - top + 1, by = (unsigned)(n < 0 ? -n : n);
	unsigned width = vt->columns, moved;
	u16 *cells = vt->cells + top * width;

	by = MIN(by, lines);
	moved = (lines - by) * width;
	if (n > 0) {
		memmove(cells, cells + by * width, moved * sizeof *cells);
		vt_clear(vt, (top + lines - by) * width, (top + lines) * width);
	} else {
		memmove(cells + by * width, cells, moved * sizeof *cells);
		vt_clear(vt, top * width, (top + by) * width);
	}
}

void vt_line_feed(struct vt *vt)
{
	vt->wrap_pending = false;
	if (vt->pen.y == vt->bottom)
		vt_scroll(vt, vt->top, vt->bottom, 1);
	else if (vt->pen.y < vt->rows - 1)
		vt->pen.y++;
}

void vt_reverse_line_feed(struct vt *vt)
{
	vt->wrap_pending = false;
	if (vt->pen.y == vt->top)
		vt_scroll(vt, vt->top, vt->bottom, -1);
	else if (vt->pen.y)
		vt->pen.y--;
}

void vt_insert_cells(struct vt *vt, unsigned n)
{
	unsigned at = vt->pen.y * vt->columns + vt->pen.x, rest = vt->columns - vt->pen.x;

	n = MIN(n, rest);
	memmove(vt->cells + at + n, vt->cells + at, (rest - n) * sizeof *vt->cells);
	vt_clear(vt, at, at + n);
	vt->wrap_pending = false;
}

void vt_delete_cells(struct vt *vt, unsigned n)
{
	unsigned at = vt->pen.y * vt->columns + vt->pen.x, rest = vt->columns - vt->pen.x;

	n = MIN(n, rest);
	memmove(vt->cells + at, vt->cells + at + n, (rest - n) * sizeof *vt->cells);
	vt_clear(vt, at + rest - n, at + rest);
	vt->wrap_pending = false;
}

void vt_put_glyph(struct vt *vt, u8 glyph)
{
	struct vt_pen *pen = &vt->pen;

	if (vt->wrap_pending) {
		pen->x = 0;
		vt_line_feed(vt);
	}
	if (vt->insert)
		vt_insert_cells(vt, 1);
	vt->cells[pen->y * vt->columns + pen->x] = attribute(pen) | glyph;
	if (pen->x + 1 < vt->columns)
		pen->x++;
	else
		vt->wrap_pending = vt->autowrap;
}

void vt_move(struct vt *vt, int x, int y)
{
	int top = vt->origin ? vt->top : 0, bottom = vt->origin ? vt->bottom : vt->rows - 1;

	vt->pen.x = (u8)MIN(MAX(x, 0), vt->columns - 1);
	vt->pen.y = (u8)MIN(MAX(y, top), bottom);
	vt->wrap_pending = false;
}
