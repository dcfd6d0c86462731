/* term.c - the consoles in use as one terminal: put to all, get from any. */
#include "common/str.h"
#include "term/console.h"
#include "term/glyph.h"

/* What we take a terminal at the other end of a line for. */
enum { LINE_COLUMNS = 80, LINE_ROWS = 24 };

/* A key seldom comes alone: what somebody pastes at a serial line would run over the 16
 * bytes that it keeps for us, if we went to sleep at once. */
enum { AWAKE_POLLS = 1000 };

u8 term_normal = COLOUR_NORMAL;

static struct console consoles[TERM_CONSOLES];
static unsigned count;
static const struct platform *platform;
static struct term_record record;

/* A console in no use. */
static struct console *add(const struct console_ops *ops, const char *name)
{
	struct console *c = &consoles[count++];

	c->ops = ops;
	c->name = name;
	c->columns = LINE_COLUMNS;
	c->rows = LINE_ROWS;
	c->colour_now = term_normal;
	c->platform = platform;
	return c;
}

void term_init(const struct platform *p)
{
	const struct screen *s = p->screen;

	platform = p;
	count = 0;
	memset(consoles, 0, sizeof consoles);
	if (s) {
		struct console *c = add(&screen_ops, "console");

		c->columns = s->columns;
		c->rows = s->rows;
		c->x = s->x;
		c->y = s->y;
	}
	for (const struct line *const *l = p->lines; l && *l; l++)
		term_add_line(*l);
	for (struct console *c = consoles; c < consoles + count; c++)
		c->output = c->input = true;
}

void term_add_line(const struct line *line)
{
	struct console *c = consoles;

	while (c < consoles + count && c->line != line)
		c++;
	if (c < consoles + TERM_CONSOLES && c == consoles + count) {
		add(&ansi_ops, line->name);
		c->line = line;
		c->lost = true;
	}
}

struct console *term_consoles(unsigned *n)
{
	*n = count;
	return consoles;
}

/* The bytes of a character so far: text comes in pieces. */
static struct {
	unsigned size;
	char     text[4];
} glyph;

static void put_glyphs(void)
{
	for (const char *p = glyph.text, *end = p + glyph.size; p < end; ) {
		u32 code = glyph_next(&p, end);

		for (struct console *c = consoles; c < consoles + count; c++)
			if (c->output)
				c->ops->put(c, code);
	}
	glyph.size = 0;
}

void term_put(const char *text, size_t size)
{
	for (; size--; text++) {
		if (record.size < sizeof record.text)
			record.text[record.size++] = *text;
		if ((*text & 0xc0) != 0x80)
			put_glyphs();           /* what is not whole by now will never be */
		glyph.text[glyph.size++] = *text;
		if (glyph.size >= glyph_size(glyph.text[0]))
			put_glyphs();
	}
}

struct term_record *term_recorded(void)
{
	return &record;
}

void term_colour(u8 normal)
{
	term_normal = normal;
	for (struct console *c = consoles; c < consoles + count; c++)
		if (c->output)
			c->ops->colour(c, normal);
}

void term_clear(void)
{
	record.size = 0;
	for (struct console *c = consoles; c < consoles + count; c++)
		if (c->output) {
			c->ops->colour(c, term_normal);
			c->ops->clear(c);
		}
}

int term_key(void)
{
	for (struct console *c = consoles; c < consoles + count; c++) {
		int key = c->input ? c->ops->key(c) : KEY_NONE;

		if (key != KEY_NONE)
			return key;
	}
	return KEY_NONE;
}

bool term_key_begins(void)
{
	bool begins = false;

	for (struct console *c = consoles; c < consoles + count; c++)
		begins |= c->input && c->escape;
	return begins;
}

int term_wait_key(u32 ms)
{
	static unsigned awake;
	u32 start = platform->milliseconds();

	for (;;) {
		int key = term_key();

		if (key != KEY_NONE) {
			awake = AWAKE_POLLS;
			return key;
		}
		if (ms != UINT32_MAX && platform->milliseconds() - start >= ms)
			return KEY_NONE;
		if (awake)
			awake--;
		else
			platform->idle();
	}
}
