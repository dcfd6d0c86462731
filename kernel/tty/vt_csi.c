/* vt_csi.c - control sequences: ESC [ numbers letter. */
#include "common/fmt.h"
#include "common/str.h"
#include "tty/vt.h"

enum { WHITE = 7, BLACK = 0, BRIGHT = 8 };

void vt_say(struct vt *vt, const char *text)
{
	if (vt->reply)
		vt->reply(vt->reply_arg, text, strlen(text));
}

void vt_reset(struct vt *vt)
{
	vt->pen = vt->saved = (struct vt_pen){ .fg = WHITE, .bg = BLACK };
	vt->pen.line_drawing[1] = vt->saved.line_drawing[1] = true;
	vt->top = 0;
	vt->bottom = vt->rows - 1;
	vt->wrap_pending = vt->insert = vt->origin = vt->newline = vt->cursor_hidden = false;
	vt->application_keys = vt->glyphs = false;
	vt->autowrap = true;
	vt->code_left = 0;
}

/* The i-th number, or what it is when it is missing or 0. */
static unsigned number(const struct vt *vt, unsigned i, unsigned otherwise)
{
	return i < vt->params && vt->param[i] ? vt->param[i] : otherwise;
}

/* --- Looks (SGR) --- */

/* ANSI counts red 1, blue 4; the VGA the other way round. */
static u8 vga_colour(unsigned ansi)
{
	return (u8)((ansi & 10) | (ansi & 1) << 2 | (ansi & 4) >> 2);
}

static u8 nearest(unsigned r, unsigned g, unsigned b)
{
	unsigned most = MAX(r, MAX(g, b)), half = most / 2;

	if (most < 43)
		return BLACK;
	if (r == g && g == b)           /* a grey */
		return most < 128 ? BRIGHT : most < 213 ? WHITE : WHITE | BRIGHT;
	return (u8)((r > half ? 4 : 0) | (g > half ? 2 : 0) | (b > half ? 1 : 0) |
		    (most > 200 ? BRIGHT : 0));
}

/* One of xterm's 256: 16 colours, a cube of 6x6x6, 24 greys. */
static u8 indexed(unsigned n)
{
	if (n < 16)
		return vga_colour(n);
	if (n >= 232)
		return nearest((n - 232) * 10 + 8, (n - 232) * 10 + 8, (n - 232) * 10 + 8);
	n -= 16;
	return nearest(n / 36 * 51, n / 6 % 6 * 51, n % 6 * 51);
}

/* 38 and 48: ;5;N or ;2;R;G;B.  The numbers that they take. */
static unsigned extended(const struct vt *vt, unsigned i, u8 *colour)
{
	if (number(vt, i + 1, 0) == 5 && i + 2 < vt->params) {
		*colour = indexed(vt->param[i + 2] & 255);
		return 2;
	}
	if (number(vt, i + 1, 0) == 2 && i + 4 < vt->params) {
		*colour = nearest(vt->param[i + 2] & 255, vt->param[i + 3] & 255,
				  vt->param[i + 4] & 255);
		return 4;
	}
	return vt->params;              /* nobody knows where the next number starts */
}

static void plain_look(struct vt *vt)
{
	vt->pen.fg = WHITE;
	vt->pen.bg = BLACK;
	vt->pen.bold = vt->pen.underline = vt->pen.blink = vt->pen.reverse = false;
	vt->glyphs = false;
}

static void look(struct vt *vt, unsigned n)
{
	struct vt_pen *pen = &vt->pen;

	switch (n) {
	case 0: plain_look(vt); break;
	case 1: pen->bold = true; break;
	case 4: pen->underline = true; break;
	case 5: pen->blink = true; break;
	case 7: pen->reverse = true; break;
	case 10: vt->glyphs = false; break;
	case 11: case 12: vt->glyphs = true; break;
	case 21: case 22: pen->bold = false; break;
	case 24: pen->underline = false; break;
	case 25: pen->blink = false; break;
	case 27: pen->reverse = false; break;
	case 30 ... 37: pen->fg = vga_colour(n - 30); break;
	case 39: pen->fg = WHITE; break;
	case 40 ... 47: pen->bg = vga_colour(n - 40); break;
	case 49: pen->bg = BLACK; break;
	case 90 ... 97: pen->fg = vga_colour(n - 90) | BRIGHT; break;
	case 100 ... 107: pen->bg = vga_colour(n - 100); break;
	}
}

static void looks(struct vt *vt)
{
	u8 colour;

	if (!vt->params)
		plain_look(vt);
	for (unsigned i = 0; i < vt->params; i++) {
		unsigned n = vt->param[i];

		if (n != 38 && n != 48) {
			look(vt, n);
			continue;
		}
		colour = n == 38 ? vt->pen.fg : vt->pen.bg;
		i += extended(vt, i, &colour);
		if (n == 38)
			vt->pen.fg = colour;
		else
			vt->pen.bg = colour & WHITE;
	}
}

/* --- Erasing --- */

/* 0: from the cursor on, 1: up to the cursor, 2 (and 3): all. */
static void erase(struct vt *vt, unsigned start, unsigned end)
{
	unsigned cursor = vt->pen.y * vt->columns + vt->pen.x;

	switch (number(vt, 0, 0)) {
	case 0: vt_clear(vt, cursor, end); break;
	case 1: vt_clear(vt, start, cursor + 1); break;
	case 2: case 3: vt_clear(vt, start, end); break;
	}
	vt->wrap_pending = false;
}

/* ESC [ L and M: the lines below the cursor move. */
static void move_lines(struct vt *vt, int n)
{
	if (vt->pen.y < vt->top || vt->pen.y > vt->bottom)
		return;
	vt_scroll(vt, vt->pen.y, vt->bottom, n);
	vt->pen.x = 0;
	vt->wrap_pending = false;
}

/* --- Modes, reports --- */

static void set_mode(struct vt *vt, unsigned mode, bool on)
{
	if (vt->private_mark == '?') {
		switch (mode) {
		case 1: vt->application_keys = on; break;
		case 6:
			vt->origin = on;
			vt_move(vt, 0, on ? vt->top : 0);
			break;
		case 7: vt->autowrap = on; break;
		case 25: vt->cursor_hidden = !on; break;
		}
	} else if (!vt->private_mark) {
		switch (mode) {
		case 4: vt->insert = on; break;
		case 20: vt->newline = on; break;
		}
	}
}

static void report(struct vt *vt)
{
	char text[20];

	if (vt->private_mark)
		return;
	if (number(vt, 0, 0) == 5) {
		vt_say(vt, "\033[0n");
	} else if (number(vt, 0, 0) == 6) {
		fmt(text, sizeof text, "\033[%u;%uR",
		    vt->pen.y + 1u - (vt->origin ? vt->top : 0), vt->pen.x + 1u);
		vt_say(vt, text);
	}
}

static void set_region(struct vt *vt)
{
	unsigned top = number(vt, 0, 1), bottom = MIN(number(vt, 1, vt->rows), vt->rows);

	if (top >= bottom)
		return;
	vt->top = (u8)(top - 1);
	vt->bottom = (u8)(bottom - 1);
	vt_move(vt, 0, vt->origin ? vt->top : 0);
}

/* Up and down stop at the region's ends when they start inside. */
static void move_by(struct vt *vt, int dx, int dy)
{
	int y = vt->pen.y + dy;

	if (dy < 0 && vt->pen.y >= vt->top)
		y = MAX(y, vt->top);
	if (dy > 0 && vt->pen.y <= vt->bottom)
		y = MIN(y, vt->bottom);
	vt_move(vt, vt->pen.x + dx, y);
}

static bool csi_cursor(struct vt *vt, char final)
{
	int n = (int)number(vt, 0, 1), origin = vt->origin ? vt->top : 0;

	switch (final) {
	case 'A': move_by(vt, 0, -n); break;
	case 'B': case 'e': move_by(vt, 0, n); break;
	case 'C': case 'a': move_by(vt, n, 0); break;
	case 'D': move_by(vt, -n, 0); break;
	case 'E': move_by(vt, -vt->pen.x, n); break;
	case 'F': move_by(vt, -vt->pen.x, -n); break;
	case 'G': case '`': vt_move(vt, n - 1, vt->pen.y); break;
	case 'd': vt_move(vt, vt->pen.x, origin + n - 1); break;
	case 'H': case 'f': vt_move(vt, (int)number(vt, 1, 1) - 1, origin + n - 1); break;
	case 's': vt->saved = vt->pen; break;
	case 'u':
		vt->pen = vt->saved;
		vt->wrap_pending = false;
		break;
	default: return false;
	}
	return true;
}

void vt_csi(struct vt *vt, char final)
{
	unsigned n = number(vt, 0, 1), width = vt->columns, line = vt->pen.y * width;

	if (final == 'h' || final == 'l') {
		for (unsigned i = 0; i < vt->params; i++)
			set_mode(vt, vt->param[i], final == 'h');
		return;
	}
	if (final == 'n')
		report(vt);
	if (vt->private_mark || csi_cursor(vt, final))
		return;
	switch (final) {
	case 'J': erase(vt, 0, vt->rows * width); break;
	case 'K': erase(vt, line, line + width); break;
	case 'X': vt_clear(vt, line + vt->pen.x, line + MIN(vt->pen.x + n, width)); break;
	case '@': vt_insert_cells(vt, n); break;
	case 'P': vt_delete_cells(vt, n); break;
	case 'L': move_lines(vt, -(int)n); break;
	case 'M': move_lines(vt, (int)n); break;
	case 'S': vt_scroll(vt, vt->top, vt->bottom, (int)n); break;
	case 'T': vt_scroll(vt, vt->top, vt->bottom, -(int)n); break;
	case 'm': looks(vt); break;
	case 'r': set_region(vt); break;
	case 'c': vt_say(vt, "\033[?6c"); break;        /* a VT102 */
	}
}
