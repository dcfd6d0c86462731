/* fake_machine.c - a platform with a screen, a keyboard, a line and a clock, in memory. */
#include <assert.h>
#include <string.h>
#include "fake_machine.h"

char fake_cells[FAKE_ROWS][FAKE_COLUMNS];
u8   fake_colours[FAKE_ROWS][FAKE_COLUMNS];
unsigned fake_x, fake_y, fake_scrolls, fake_idles;
bool fake_visible;
char fake_sent[FAKE_SENT];
size_t fake_sent_size;
int  fake_next_key;
u32  fake_ms;
u8   fake_shift;
u16  fake_clock[CLOCK_FIELDS];
u32  fake_serial[SERIAL_FIELDS];

static const char *input;

static void cell(unsigned x, unsigned y, char c, u8 attribute)
{
	assert(x < FAKE_COLUMNS && y < FAKE_ROWS);
	fake_cells[y][x] = c;
	fake_colours[y][x] = attribute;
}

static void scroll(u8 attribute)
{
	fake_scrolls++;
	memmove(fake_cells[0], fake_cells[1], sizeof fake_cells - sizeof fake_cells[0]);
	memset(fake_cells[FAKE_ROWS - 1], ' ', FAKE_COLUMNS);
	memset(fake_colours[FAKE_ROWS - 1], attribute, FAKE_COLUMNS);
}

static void cursor(unsigned x, unsigned y, bool visible)
{
	assert(x < FAKE_COLUMNS && y < FAKE_ROWS);
	fake_x = x;
	fake_y = y;
	fake_visible = visible;
}

static int key(void)
{
	int k = fake_next_key;

	fake_next_key = KEY_NONE;
	return k;
}

static void put(char c)
{
	assert(fake_sent_size < FAKE_SENT - 1);
	fake_sent[fake_sent_size++] = c;
	fake_sent[fake_sent_size] = '\0';
}

static int get(void)
{
	return *input ? (u8)*input++ : -1;
}

static u32 milliseconds(void)
{
	return fake_ms;
}

static void idle(void)
{
	fake_idles++;
	fake_ms += 55;
}

static u8 shift_keys(void)
{
	return fake_shift;
}

static bool clock_calendar(u16 time[CLOCK_FIELDS], bool set)
{
	memcpy(set ? fake_clock : time, set ? time : fake_clock, sizeof fake_clock);
	return fake_clock[YEAR] != 0;
}

static const struct line line = { "serial", put, get };

static const struct line *serial(const u32 setup[SERIAL_FIELDS])
{
	if (setup[SERIAL_UNIT] > 1)
		return NULL;
	memcpy(fake_serial, setup, sizeof fake_serial);
	return &line;
}

static const struct line *const lines[] = { &line, NULL };
static struct screen screen = {
	.columns = FAKE_COLUMNS, .rows = FAKE_ROWS, .x = 0, .y = 1,
	.cell = cell, .scroll = scroll, .cursor = cursor,
};

struct platform fake_machine = {
	.screen = &screen, .key = key, .lines = lines,
	.shift_keys = shift_keys, .serial = serial, .clock = clock_calendar,
	.milliseconds = milliseconds, .idle = idle,
};

void fake_machine_reset(const char *bytes)
{
	memset(fake_cells, ' ', sizeof fake_cells);
	memset(fake_colours, 0, sizeof fake_colours);
	fake_scrolls = fake_idles = 0;
	fake_sent_size = 0;
	fake_sent[0] = '\0';
	fake_next_key = KEY_NONE;
	fake_shift = 0;
	memset(fake_clock, 0, sizeof fake_clock);
	fake_ms = UINT32_MAX - 100;             /* soon wraps */
	input = bytes;
}
