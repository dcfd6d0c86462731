/* fuzz_kvt.c - any bytes as what a program writes to the kernel's screen.
 *
 * The first two bytes are its size; 1fh is where one write ends and the next begins. */
#include "tty/vt.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { PAUSE = 0x1f, ANSWER_MAX = 64 };
#define REQUIRE(c) do { if (!(c)) abort(); } while (0)

static struct vt vt;

static void reply(void *arg, const char *text, size_t n)
{
	REQUIRE(arg == &vt && n && n < ANSWER_MAX && text[0] == '\033');
}

static void check(void)
{
	REQUIRE(vt.pen.x < vt.columns && vt.pen.y < vt.rows);
	REQUIRE(vt.top <= vt.bottom && vt.bottom < vt.rows);
	REQUIRE(vt.pen.fg < 16 && vt.pen.bg < 16);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	unsigned columns, rows;
	const u8 *end = data + size;
	u16 *cells;

	if (size < 2)
		return 0;
	columns = MAX(data[0], 1);
	rows = MAX(data[1], 1);
	data += 2;
	cells = calloc(columns * rows, sizeof *cells);
	vt_init(&vt, cells, columns, rows);
	vt.reply = reply;
	vt.reply_arg = &vt;
	while (data < end) {
		const u8 *pause = memchr(data, PAUSE, (size_t)(end - data));
		size_t n = (size_t)((pause ? pause : end) - data);

		vt_write(&vt, (const char *)data, n);
		check();
		data += n + (pause != NULL);
	}
	/* A program can always start anew. */
	vt_write(&vt, "\030\033c", 3);
	check();
	REQUIRE(vt_idle(&vt) && !vt.pen.x && !vt.pen.y && !vt.insert && vt.autowrap);
	free(cells);
	return 0;
}
