/* test_kvt.c - escape sequences on a screen of 10x5 cells. */
#include "check.h"
#include "tty/vt.h"

enum { W = 10, H = 5 };

static u16 cells[W * H];
static struct vt vt;
static char answer[200];

static void reply(void *arg, const char *text, size_t n)
{
	assert_ptr_equal(arg, &vt);
	if (strlen(answer) + n < sizeof answer)
		strncat(answer, text, n);
}

static void start(void)
{
	for (int i = 0; i < W * H; i++)
		cells[i] = 0x0700 | ' ';
	vt_init(&vt, cells, W, H);
	vt.reply = reply;
	vt.reply_arg = &vt;
	answer[0] = '\0';
}

/* The rows without blanks at their ends, each with '|' behind; blank ones at the end are
 * left out. */
static const char *picture(void)
{
	static char text[(W + 1) * H + 1];
	size_t n = 0, last = 0;

	for (int y = 0; y < H; y++) {
		size_t end = n;

		for (int x = 0; x < W; x++) {
			text[n++] = (char)cells[y * W + x];
			if ((u8)cells[y * W + x] != ' ')
				end = n;
		}
		n = end;
		text[n++] = '|';
		if (end && text[end - 1] != '|')
			last = n;
	}
	text[last] = '\0';
	return text;
}

static const struct { const char *in, *screen; int x, y; const char *answer; } rows[] = {
	{ "abc", "abc|", 3, 0, "" },
	{ "a\r\nb\n c", "a|b|  c|", 3, 2, "" },
	{ "0123456789", "0123456789|", 9, 0, "" },      /* wraps only with the next */
	{ "0123456789a", "0123456789|a|", 1, 1, "" },
	{ "0123456789\ra", "a123456789|", 1, 0, "" },
	{ "0123456789\n", "0123456789|", 9, 1, "" },
	{ "\033[?7l0123456789ab", "012345678b|", 9, 0, "" },
	{ "1\r\n2\r\n3\r\n4\r\n5\r\n6", "2|3|4|5|6|", 1, 4, "" },
	{ "a\tb", "a       b|", 9, 0, "" },
	{ "ab\bc", "ac|", 2, 0, "" },
	/* cursor */
	{ "\033[3;4Hx", "||   x|", 4, 2, "" },
	{ "\033[99;99Hx", "||||         x|", 9, 4, "" },
	{ "\033[3;4H\033[A\033[2Dx", "| x|", 2, 1, "" },
	{ "\033[3;4H\033[B\033[Cx", "|||    x|", 5, 3, "" },
	{ "\033[3;4H\033[Ex\033[Fy", "||y|x|", 1, 2, "" },
	{ "ab\033[Gx\033[4dy", "xb||| y|", 2, 3, "" },
	{ "ab\0337\033[4;4H\0338c", "abc|", 3, 0, "" },
	{ "ab\033[s\033[4;4H\033[uc", "abc|", 3, 0, "" },
	{ "\033[Hx", "x|", 1, 0, "" },
	/* erasing */
	{ "abcdef\033[3D\033[K", "abc|", 3, 0, "" },
	{ "abcdef\033[3D\033[1K", "    ef|", 3, 0, "" },
	{ "abcdef\033[2K", "", 6, 0, "" },
	{ "a\r\nb\r\nc\033[2;1H\033[J", "a|", 0, 1, "" },
	{ "a\r\nb\r\nc\033[2;1H\033[1J", "||c|", 0, 1, "" },
	{ "a\r\nb\033[2J", "", 1, 1, "" },
	{ "abcdef\033[4D\033[2X", "ab  ef|", 2, 0, "" },
	/* inserting, deleting */
	{ "abcdef\033[4D\033[2@", "ab  cdef|", 2, 0, "" },
	{ "abcdef\033[4D\033[2P", "abef|", 2, 0, "" },
	{ "abcdef\033[99P\033[99@\033[99X", "abcdef|", 6, 0, "" },
	{ "ab\033[D\033[4hXY\033[4lZ", "aXYZ|", 4, 0, "" },
	{ "a\r\nb\r\nc\033[2;2H\033[L", "a||b|c|", 0, 1, "" },
	{ "a\r\nb\r\nc\033[1;1H\033[M", "b|c|", 0, 0, "" },
	{ "a\r\nb\r\nc\033[99M", "a|b|", 0, 2, "" },
	{ "a\r\nb\033[S", "b|", 1, 1, "" },
	{ "a\r\nb\033[2T", "||a|b|", 1, 1, "" },
	/* scroll regions */
	{ "1\r\n2\r\n3\r\n4\r\n5\033[2;4r\033[4;1H\nx", "1|3|4|x|5|", 1, 3, "" },
	{ "1\r\n2\r\n3\r\n4\r\n5\033[2;4r\033[2;1H\033Mx", "1|x|2|3|5|", 1, 1, "" },
	{ "1\r\n2\r\n3\r\n4\r\n5\033[2;4r\033[3;1H\033[L", "1|2||3|5|", 0, 2, "" },
	{ "\033[2;4r\033[?6h\033[Hx\033[99Hy\033[?6l", "|x||y|", 0, 0, "" },
	{ "\033[2;4r\033[3;1H\033[9A\033[9Bx", "|||x|", 1, 3, "" },
	{ "\033[4;2rx", "x|", 1, 0, "" },               /* upside down: no region */
	/* reports */
	{ "\033[3;4H\033[6n", "", 3, 2, "\033[3;4R" },
	{ "\033[5n\033[c", "", 0, 0, "\033[0n\033[?6c" },
	{ "\033[>c\033[?6n\033[=c", "", 0, 0, "" },
	/* what is swallowed */
	{ "\033]0;title\007x\033]0;t\033\\y\033Pq\033\\z", "xyz|", 3, 0, "" },
	{ "\033]Rx\033]P1234567y", "xy|", 2, 0, "" },
	{ "\033[1;2;3;4;5;6;7;8;9;0;1;2;3;4;5;6;7;8mx\033[>4;2my\033%Gz", "xyz|", 3, 0, "" },
	{ "\033[12\030x", "x|", 1, 0, "" },             /* CAN breaks a sequence off */
	{ "\033[2\r\nCx", "|  x|", 3, 1, "" },          /* controls work inside */
	{ "\033[99999999999Cx", "         x|", 9, 0, "" },
	{ "ab\033cx", "x|", 1, 0, "" },
	/* characters */
	{ "\303\244\303\237", "\204\341|", 2, 0, "" },
	{ "\342\224\200\342\202\254", "\304\376|", 2, 0, "" },
	{ "a\303b\200c\377d", "ab\376cd|", 5, 0, "" },
	{ "e\314\201x", "ex|", 2, 0, "" },              /* a combining accent */
	{ "\033(0lqk\033(Bl\016x\017x", "\332\304\277l\263x|", 6, 0, "" },
	{ "\033[11m\304\033[10mx", "\304x|", 2, 0, "" },
};

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		start();
		vt_write(&vt, rows[i].in, strlen(rows[i].in));
		if (strcmp(picture(), rows[i].screen) || vt.pen.x != rows[i].x ||
		    vt.pen.y != rows[i].y)
			print_error("row %zu: %s at %u,%u\n", i, picture(), vt.pen.x, vt.pen.y);
		assert_string_equal(picture(), rows[i].screen);
		assert_int_equal(vt.pen.x, rows[i].x);
		assert_int_equal(vt.pen.y, rows[i].y);
		assert_string_equal(answer, rows[i].answer);
		assert_true(vt_idle(&vt));
	}
}

/* Attributes of the one cell that is written, and of one erased afterwards. */
static const struct { const char *in; u8 attribute; } looks[] = {
	{ "", 0x07 }, { "\033[31m", 0x04 }, { "\033[1;34m", 0x09 }, { "\033[7m", 0x70 },
	{ "\033[33;44m", 0x16 }, { "\033[31;7m", 0x40 }, { "\033[1;7m", 0x78 }, { "\033[91m", 0x0c },
	{ "\033[1;31m\033[m", 0x07 }, { "\033[1m\033[22m", 0x07 }, { "\033[41m\033[49m", 0x07 },
	{ "\033[38;5;9m", 0x0c }, { "\033[38;5;196;44m", 0x1c }, { "\033[38;2;0;255;0m", 0x0a },
	{ "\033[48;5;4m", 0x17 }, { "\033[38;5m", 0x07 }, { "\033[38;9;1m", 0x07 },
	{ "\033[5m", 0x87 },
};

static void colours(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		start();
		vt_write(&vt, looks[i].in, strlen(looks[i].in));
		vt_write(&vt, "x", 1);
		if (cells[0] >> 8 != looks[i].attribute)
			print_error("row %zu\n", i);
		assert_int_equal(cells[0] >> 8, looks[i].attribute);
	}
	start();
	vt_write(&vt, "\033[44;1;7m\033[2J", 14);       /* erasing takes only the colours */
	assert_int_equal(cells[0], 0x1700 | ' ');
}

/* Any bytes, many of them pieces of sequences, on screens of any size.  The cells are
 * memory of their own: ASan sees a step outside. */
static void random_bytes(void **state)
{
	static const char likely[] = "\033\033\033[[[;;0123456789?ABCDEFGHJKLMPSTXZ`adfhlmnrsu@cr78()0B\n\r\b\t]P\007";
	static const u8 sizes[][2] = { { 1, 1 }, { 1, 5 }, { 7, 1 }, { 80, 25 }, { 255, 255 }, { 3, 3 } };
	u32 seed = 7;

	(void)state;
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		unsigned w = sizes[s][0], h = sizes[s][1];
		u16 *mine = calloc(w * h, sizeof *mine);

		vt_init(&vt, mine, w, h);
		vt.reply = reply;
		vt.reply_arg = &vt;
		for (int i = 0; i < 150000; i++) {
			char c;

			seed = seed * 1664525 + 1013904223;
			c = seed & 0x40000000 ? likely[(seed >> 8) % (sizeof likely - 1)]
					      : (char)(seed >> 16);
			vt_write(&vt, &c, 1);
			assert_true(vt.pen.x < w && vt.pen.y < h);
			assert_true(vt.top <= vt.bottom && vt.bottom < h);
			assert_true(vt.params <= VT_PARAMS);
			answer[0] = '\0';
		}
		free(mine);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(colours),
		cmocka_unit_test(random_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
