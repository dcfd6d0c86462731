/* term.c - the consoles in use as one terminal: put to all, get from any. */
#include "common/str.h"
#include "term/console.h"
#include "term/term.h"

/* What we take a terminal at the other end of a line for. */
enum { CONSOLES = 4, LINE_COLUMNS = 80, LINE_ROWS = 24 };

static struct console consoles[CONSOLES];
static unsigned count;
static const struct platform *platform;

void term_init(const struct platform *p)
{
	const struct screen *s = p->screen;
	struct console *c = consoles;

	platform = p;
	memset(consoles, 0, sizeof consoles);
	if (s)
		*c++ = (struct console){
			.ops = &screen_ops, .name = "console", .columns = s->columns,
			.rows = s->rows, .x = s->x, .y = s->y,
		};
	for (const struct line *const *l = p->lines; l && *l && c < consoles + CONSOLES; l++)
		*c++ = (struct console){
			.ops = &ansi_ops, .name = (*l)->name, .columns = LINE_COLUMNS,
			.rows = LINE_ROWS, .line = *l, .lost = true,
		};
	count = (unsigned)(c - consoles);
	while (c-- > consoles) {
		c->platform = p;
		c->colour_now = COLOUR_NORMAL;
		c->output = c->input = true;
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
