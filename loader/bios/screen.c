/* screen.c - the VGA text screen: its memory, its cursor, its modes. */
#include "bios/bios.h"
#include "bios/screen.h"
#include "common/io.h"
#include "common/ondisk.h"
#include "common/str.h"

enum {
	MODE_COLOUR    = 3,             /* 80x25, 16 colours */
	MODE_MONO      = 7,
	MONO_TEXT      = 0xb0000,
	CRTC_MONO      = 0x3b4,
	CURSOR_HIGH    = 0x0e,          /* CRTC registers */
	CURSOR_LOW     = 0x0f,
	ROWS_BEFORE_EGA = 25,
};

static u16 *cells;

static void cell(unsigned x, unsigned y, char c, u8 attribute);
static void scroll(u8 attribute);
static void cursor(unsigned x, unsigned y, bool visible);

static struct screen vga = { .cell = cell, .scroll = scroll, .cursor = cursor };

static void cell(unsigned x, unsigned y, char c, u8 attribute)
{
	cells[y * vga.columns + x] = (u16)((u8)c | attribute << 8);
}

static void scroll(u8 attribute)
{
	unsigned last = (vga.rows - 1u) * vga.columns;

	memmove(cells, cells + vga.columns, last * sizeof *cells);
	for (unsigned x = 0; x < vga.columns; x++)
		cells[last + x] = (u16)(' ' | attribute << 8);
}

static void crtc(u8 index, unsigned value)
{
	outw(bda16(BDA_CRTC), (u16)(index | (value & 0xff) << 8));
}

/* The BIOS's idea of the cursor is kept too: whoever prints next, goes on below. */
static void cursor(unsigned x, unsigned y, bool visible)
{
	unsigned at = y * vga.columns + x;

	*(volatile u16 *)bda(BDA_CURSOR) = (u16)(x | y << 8);
	if (!visible)
		at = (unsigned)vga.rows * vga.columns;  /* just off the screen */
	crtc(CURSOR_HIGH, at >> 8);
	crtc(CURSOR_LOW, at);
}

static void video_call(struct bios_regs *r, u16 ax, u16 bx)
{
	bios_regs(r, ax);
	r->ebx = bx;
	bios_int(0x10, r);
}

static u8 mode_now(void)
{
	struct bios_regs r;

	video_call(&r, 0x0f00, 0);
	return r.eax & 0x7f;            /* bit 7: the mode was set without clearing */
}

/* What the BIOS data area says the mode now is.  Nonsense would have us write past the
 * screen's memory. */
static void learn_size(void)
{
	u16 columns = bda16(BDA_COLUMNS);
	u8 rows = bda8(BDA_ROWS);

	vga.columns = columns >= 40 && columns <= 132 ? (u8)columns : 80;
	vga.rows = rows && rows < 60 ? rows + 1 : ROWS_BEFORE_EGA;
	cells = low_memory(bda16(BDA_CRTC) == CRTC_MONO ? MONO_TEXT : VGA_TEXT_START);
}

static bool is_text(u8 mode)
{
	return mode == MODE_COLOUR || mode == MODE_MONO;
}

const struct screen *screen_init(void)
{
	struct bios_regs r;
	u8 x = bda8(BDA_CURSOR), y = bda8(BDA_CURSOR + 1);

	if (!is_text(mode_now())) {
		video_call(&r, MODE_COLOUR, 0);
		if (!is_text(mode_now()))
			return NULL;
		x = y = 0;
	}
	learn_size();
	vga.x = MIN(x, vga.columns - 1);
	vga.y = MIN(y, vga.rows - 1);
	return &vga;
}

void screen_mode(u16 mode)
{
	enum { SCAN_LINES = 0x1201, SCAN_350 = 0x30 };  /* al = 1: 350 at the next mode */
	enum { FONT_14 = 0x1111, FONT_8 = 0x1112 };
	unsigned bios = mode - 0x100u, lines = mode - 0xf00u;
	struct bios_regs r;

	if (mode >= 0xfffe)
		lines = 0xffffu - mode;         /* 25 or 50 */
	if (bios <= 0x7f)
		video_call(&r, (u16)bios, 0);
	if (lines == 2)
		video_call(&r, SCAN_LINES, SCAN_350);
	if (lines <= 3)
		video_call(&r, MODE_COLOUR, 0);
	if (lines - 1 <= 2)
		video_call(&r, lines == 3 ? FONT_14 : FONT_8, 0);
	learn_size();
}

void screen_info(void *boot_params)
{
	struct screen_info {
		u8   x, y;
		le16 ext_mem_k, page;
		u8   mode, columns, flags, unused2;
		le16 ega_bx, unused3;
		u8   lines, is_vga;
		le16 points;
	} *info = boot_params;
	struct bios_regs r;

	ONDISK(struct screen_info, 18);
	memset(info, 0, sizeof *info);
	video_call(&r, 0x1200, 0x10);   /* alternate select: EGA information */
	info->x = bda8(BDA_CURSOR);
	info->y = bda8(BDA_CURSOR + 1);
	info->mode = mode_now();
	info->columns = vga.columns;
	info->lines = vga.rows;
	info->ega_bx = put16((u16)r.ebx);
	info->is_vga = 1;
	info->points = put16(bda16(BDA_FONT_HEIGHT));
}
