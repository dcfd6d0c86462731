/* glyph.c - characters as UTF-8 writes them and consoles show them. */
#include "term/glyph.h"
#include "common/str.h"

u32 glyph_next(const char **at, const char *end)
{
	const u8 *p = (const u8 *)*at, *stop = (const u8 *)end;
	u32 code = *p++;
	unsigned more = glyph_size((char)code) - 1, left = more;

	*at = (const char *)p;
	if (code < 0x80)
		return code;
	code &= 0x3fu >> more;
	for (; left && p < stop && (*p & 0xc0) == 0x80; left--)
		code = code << 6 | (*p++ & 0x3f);
	if (!more || left)
		return '?';
	*at = (const char *)p;
	return code;
}

unsigned glyph_cells(u32 *code)
{
	enum { JOINING = 5 };           /* the first of these join the character before */
	static const u16 special[][2] = {
		{ 0x0300, 0x036f }, { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xfe00, 0xfe0f },
		{ 0x1100, 0x115f }, { 0x2e80, 0xa4cf }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },
		{ 0xff01, 0xff60 },
	};

	if (*code < ' ' || *code - 0x7f <= 0x9f - 0x7f)
		*code = '?';
	for (unsigned i = 0; i < COUNT(special); i++)
		if (*code >= special[i][0] && *code <= special[i][1])
			return i < JOINING ? 0 : 2;
	return *code > 0xffff ? 2 : 1;
}

unsigned glyph_bytes(u32 code, char *to)
{
	unsigned more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	unsigned n = 1;

	*to++ = (char)(code >> 6 * more | (more ? 0xf80u >> more & 0xff : 0));
	for (; more--; n++)
		*to++ = (char)(0x80 | (code >> 6 * more & 0x3f));
	return n;
}

char glyph_cp437(u32 code)
{
	/* From U+00A0 on; where there is no such letter, it stands without its accent. */
	static const char latin[] =
		"\377\255\233\234o\235|S\"c\246\256\252-r-"
		"\370\361\3753'\346P\372,1\247\257\254\253?\250"
		"AAAA\216\217\222\200E\220EEIIII"
		"D\245OOOO\231xOUUU\232YT\341"
		"\205\240\203a\204\206\221\207\212\202\210\211\215\241\214\213"
		"d\244\225\242\223o\224\366o\227\243\226\201yt\230"
		"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
		"lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
	/* B0h to DFh: U+25xx. */
	static const u8 lines[] = {
		0x91, 0x92, 0x93, 0x02, 0x24, 0x61, 0x62, 0x56, 0x55, 0x63, 0x51, 0x57,
		0x5d, 0x5c, 0x5b, 0x10, 0x14, 0x34, 0x2c, 0x1c, 0x00, 0x3c, 0x5e, 0x5f,
		0x5a, 0x54, 0x69, 0x66, 0x60, 0x50, 0x6c, 0x67, 0x68, 0x64, 0x65, 0x59,
		0x58, 0x52, 0x53, 0x6b, 0x6a, 0x18, 0x0c, 0x88, 0x84, 0x8c, 0x90, 0x80,
	};
	/* From U+2010 on. */
	static const char punctuation[] = "------|_''''\"\"\"\"";
	const u8 *line = memchr(lines, (u8)code, sizeof lines);

	if (code < 0x80)
		return (char)code;
	if (code - 0xa0 < sizeof latin - 1)
		return latin[code - 0xa0];
	if (code >> 8 == 0x25 && line)
		return (char)(0xb0 + (line - lines));
	if (code - 0x2010 < sizeof punctuation - 1)
		return punctuation[code - 0x2010];
	return code == 0x2026 ? '.' : '?';
}
