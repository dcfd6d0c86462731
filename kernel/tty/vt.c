/* vt.c - a text terminal: bytes, escape sequences, UTF-8. */
#include "tty/vt.h"
#include "common/str.h"

enum { ESC = 27, BEL = 7, CAN = 24, SUB = 26, SO = 14, SI = 15, TAB = 8, PARAM_MAX = 9999 };

enum state {
	GROUND,
	ESCAPE,                         /* ESC */
	CSI,                            /* ESC [ */
	CSI_IGNORE,                     /* ... with what we do not know: up to its letter */
	CHARSET_0, CHARSET_1,           /* ESC (, ESC ) */
	ONE_MORE,                       /* ESC # or ESC %: a byte without meaning to us */
	OSC,                            /* ESC ] */
	PALETTE,                        /* ESC ] P and 7 digits: Linux's own, without an end */
	STRING, STRING_ESCAPE,          /* ESC ] others, P, X, ^, _: up to BEL or ESC \ */
};

void vt_init(struct vt *vt, u16 *cells, unsigned columns, unsigned rows)
{
	*vt = (struct vt){ .cells = cells, .columns = (u8)columns, .rows = (u8)rows };
	vt_reset(vt);
}

bool vt_idle(const struct vt *vt)
{
	return vt->state == GROUND && !vt->code_left;
}

static void tab(struct vt *vt)
{
	vt_move(vt, (vt->pen.x | (TAB - 1)) + 1, vt->pen.y);
}

/* Bytes below 32: they work in the middle of a sequence, too. */
static void control(struct vt *vt, u8 c)
{
	switch (c) {
	case '\b':
		if (vt->pen.x)
			vt->pen.x--;
		vt->wrap_pending = false;
		break;
	case '\t': tab(vt); break;
	case '\n': case '\v': case '\f':
		if (vt->newline)
			vt->pen.x = 0;
		vt_line_feed(vt);
		break;
	case '\r':
		vt->pen.x = 0;
		vt->wrap_pending = false;
		break;
	case SO: vt->pen.shift = 1; break;
	case SI: vt->pen.shift = 0; break;
	case CAN: case SUB: vt->state = GROUND; break;
	case ESC: vt->state = ESCAPE; break;
	}
}

static void full_reset(struct vt *vt)
{
	vt_reset(vt);
	vt_clear(vt, 0, vt->rows * vt->columns);
}

static void escape(struct vt *vt, u8 c)
{
	vt->state = GROUND;
	switch (c) {
	case '[':
		vt->state = CSI;
		vt->params = vt->private_mark = 0;
		break;
	case ']': vt->state = OSC; break;
	case 'P': case 'X': case '^': case '_': vt->state = STRING; break;
	case '(': vt->state = CHARSET_0; break;
	case ')': vt->state = CHARSET_1; break;
	case '#': case '%': case '*': case '+': case ' ': vt->state = ONE_MORE; break;
	case '7': vt->saved = vt->pen; break;
	case '8':
		vt->pen = vt->saved;
		vt->wrap_pending = false;
		break;
	case 'D': vt_line_feed(vt); break;
	case 'E':
		vt->pen.x = 0;
		vt_line_feed(vt);
		break;
	case 'M': vt_reverse_line_feed(vt); break;
	case 'Z': vt_say(vt, "\033[?6c"); break;
	case 'c': full_reset(vt); break;
	}
}

static void csi(struct vt *vt, u8 c)
{
	if (c >= '0' && c <= '9') {
		if (!vt->params)
			vt->param[vt->params++] = 0;
		vt->param[vt->params - 1] =
			(u16)MIN(vt->param[vt->params - 1] * 10 + c - '0', PARAM_MAX);
	} else if (c == ';' || c == ':') {
		if (!vt->params)
			vt->param[vt->params++] = 0;
		if (vt->params < VT_PARAMS)
			vt->param[vt->params++] = 0;
		else
			vt->state = CSI_IGNORE;
	} else if (c >= '<' && c <= '?' && !vt->params && !vt->private_mark) {
		vt->private_mark = c;
	} else if (c >= '@' && c < 0x7f) {
		vt->state = GROUND;
		vt_csi(vt, (char)c);
	} else {
		vt->state = CSI_IGNORE;
	}
}

enum { PALETTE_DIGITS = 7 };

static void osc(struct vt *vt, u8 c)
{
	vt->state = c == 'R' ? GROUND : c == 'P' ? PALETTE : STRING;
	vt->params = 0;
}

static void string(struct vt *vt, u8 c)
{
	if (c == BEL || c == CAN || c == SUB)
		vt->state = GROUND;
	else if (c == ESC)
		vt->state = STRING_ESCAPE;
}

static void show(struct vt *vt, u32 code)
{
	u8 glyph;

	if (code < 0x80 && vt->pen.line_drawing[vt->pen.shift])
		glyph = vt_line_glyph((u8)code);
	else
		glyph = vt_glyph_of(code);
	if (glyph)
		vt_put_glyph(vt, glyph);
}

static void text_byte(struct vt *vt, u8 c)
{
	if (vt->glyphs) {
		vt_put_glyph(vt, c);
	} else if (c < 0x80) {
		vt->code_left = 0;
		if (c != 0x7f)
			show(vt, c);
	} else if (c < 0xc0) {
		if (!vt->code_left)
			show(vt, 0xfffd);
		else {
			vt->code = vt->code << 6 | (c & 0x3f);
			if (!--vt->code_left)
				show(vt, vt->code);
		}
	} else {
		vt->code_left = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
		vt->code = c & (0x3f >> vt->code_left);
	}
}

static void byte(struct vt *vt, u8 c)
{
	if (vt->state == STRING) {
		string(vt, c);
		return;
	}
	if (vt->state == STRING_ESCAPE) {
		vt->state = ESCAPE;
		if (c == '\\') {
			vt->state = GROUND;
			return;
		}
	}
	if (c < ' ') {
		vt->code_left = 0;
		control(vt, c);
		return;
	}
	switch (vt->state) {
	case ESCAPE: escape(vt, c); break;
	case CSI: csi(vt, c); break;
	case OSC: osc(vt, c); break;
	case PALETTE:
		if (++vt->params == PALETTE_DIGITS)
			vt->state = GROUND;
		break;
	case CSI_IGNORE:
		if (c >= '@' && c < 0x7f)
			vt->state = GROUND;
		break;
	case CHARSET_0: case CHARSET_1:
		vt->pen.line_drawing[vt->state - CHARSET_0] = c == '0';
		vt->state = GROUND;
		break;
	case ONE_MORE: vt->state = GROUND; break;
	default: text_byte(vt, c); break;
	}
}

void vt_write(struct vt *vt, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		byte(vt, (u8)text[i]);
}
