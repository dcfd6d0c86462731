/* fuzz_keys.c - any bytes as what a serial terminal sends, and as UTF-8 to be shown. */
#include <stdlib.h>
#include <string.h>
#include "demand.h"
#include "term/console.h"
#include "term/glyph.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { COLUMNS = 20, ROWS = 5, PAUSE = 0x1e, STEP_MS = 5 };

static const u8 *at, *end;
static u32 now;

/* --- A machine of a screen and a line. */

static int get(void)
{
	if (at == end)
		return -1;
	if (*at == PAUSE) {             /* nothing comes for a while */
		at++;
		now += 100;
		return -1;
	}
	return *at++;
}

static void put(char c)
{
	(void)c;
}

static u32 milliseconds(void)
{
	return now += STEP_MS;
}

static void idle(void)
{
	now += 55;
}

static void cell(unsigned x, unsigned y, char c, u8 attribute)
{
	(void)attribute;
	demand(x < COLUMNS && y < ROWS && c);
}

static void scroll(u8 attribute)
{
	(void)attribute;
}

static void cursor(unsigned x, unsigned y, bool visible)
{
	(void)visible;
	demand(x < COLUMNS && y < ROWS);
}

static int no_key(void)
{
	return KEY_NONE;
}

static struct screen screen = {
	.columns = COLUMNS, .rows = ROWS, .cell = cell, .scroll = scroll, .cursor = cursor,
};
static const struct line line = { "serial", put, get };
static const struct line *const lines[] = { &line, NULL };
static const struct platform machine = {
	.screen = &screen, .lines = lines, .key = no_key, .milliseconds = milliseconds, .idle = idle,
};

/* --- What holds. */

static void type(void)
{
	unsigned since = 0;

	/* Whoever waits long enough behind the last byte gets all there is. */
	while (at < end || since < 20) {
		const u8 *before = at;
		int key = term_key();

		demand(key == KEY_NONE || (key > 0 && key < 0x80) ||
		       (key >= KEY_UP && key <= KEY_F12));
		since = at == before && key == KEY_NONE ? since + 1 : 0;
	}
	demand(!term_key_begins());
}

/* Each character is one again when it is written anew; bytes that are none are '?'. */
static void decode(const char *text, size_t size)
{
	for (const char *p = text, *stop = text + size; p < stop; ) {
		const char *start = p, *again;
		u32 code = glyph_next(&p, stop), shown = code;
		char bytes[4];
		unsigned n = glyph_bytes(code, bytes);

		demand(p > start && p <= stop);
		again = bytes;
		demand(glyph_next(&again, bytes + n) == code && again == bytes + n);
		demand(glyph_cells(&shown) <= 2 && shown >= ' ' && glyph_cp437(shown));
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *copy = malloc(size);

	memcpy(copy, data, size);
	at = data;
	end = data + size;
	now = 0;
	term_init(&machine);
	type();
	decode(copy, size);
	term_put(copy, size / 2);       /* text comes in pieces */
	term_put(copy + size / 2, size - size / 2);
	free(copy);
	return 0;
}
