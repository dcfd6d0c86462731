/* term.c - the consoles in use as one terminal: put to all, get from any. */
#include "common/str.h"
#include "term/console.h"
#include "term/term.h"

/* What we take a terminal at the other end of a line for. */
enum { CONSOLES = 4, LINE_COLUMNS = 80, LINE_ROWS = 24 };

static struct console consoles[CONSOLES];
static unsigned count;
static const struct platform *platform;

/* A console in no use. */
static struct console *add(const struct console_ops *ops, const char *name)
{
	struct console *c = &consoles[count++];

	c->ops = ops;
	c->name = name;
	c->columns = LINE_COLUMNS;
	c->rows = LINE_ROWS;
	c->colour_now = COLOUR_NORMAL;
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
	if (c < consoles + CONSOLES && c == consoles + count) {
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

void term_put(const char *text, size_t size)
{
	for (struct console *c = consoles; c < consoles + count; c++)
		if (c->output)
			for (size_t i = 0; i < size; i++)
				c->ops->put(c, text[i]);
}

void term_clear(void)
{
	for (struct console *c = consoles; c < consoles + count; c++)
		if (c->output)
			c->ops->clear(c);
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

int term_wait_key(u32 ms)
{
	u32 start = platform->milliseconds();

	for (;;) {
		int key = term_key();

		if (key != KEY_NONE)
			return key;
		if (ms != UINT32_MAX && platform->milliseconds() - start >= ms)
			return KEY_NONE;
		platform->idle();
	}
}
