/* term.h - the consoles in use as one terminal: put to all, get from any. */
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include "base/key.h"
#include "base/platform.h"

enum {                                          /* colours as VGA numbers them */
	COLOUR_BLACK = 0, COLOUR_BLUE = 1, COLOUR_GREEN = 2, COLOUR_CYAN = 3, COLOUR_RED = 4,
	COLOUR_MAGENTA = 5, COLOUR_BROWN = 6, COLOUR_LIGHT_GRAY = 7, COLOUR_DARK_GRAY = 8,
	COLOUR_YELLOW = 14, COLOUR_WHITE = 15,
	COLOUR_NORMAL = COLOUR_LIGHT_GRAY,      /* on black; background << 4 | foreground */
	COLOUR_HIGHLIGHT = COLOUR_LIGHT_GRAY << 4,
};

/* One console: a screen or a line. */
struct console;

struct console_ops {
	void (*put)(struct console *c, u32 code);       /* at the cursor; \n \r \b \t; scrolls */
	void (*move)(struct console *c, unsigned x, unsigned y);
	void (*colour)(struct console *c, u8 colour);
	void (*clear)(struct console *c);
	void (*show_cursor)(struct console *c, bool visible);
	int  (*key)(struct console *c);                 /* KEY_NONE: nothing yet */
};

struct console {
	const struct console_ops *ops;
	const char *name;               /* GRUB's: "console", "serial" */
	u8          columns, rows;
	u8          x, y, colour_now;   /* cursor and colour, kept by the driver */
	union {                         /* in use (terminal_output, terminal_input) */
		struct { bool output, input; };
		bool in_use[2];         /* [is it about input?] */
	};
	bool        hidden;             /* the cursor, by show_cursor */
	bool        dumb;               /* knows no escape sequences (terminfo) */
	const struct platform *platform;
	const struct line     *line;    /* of a line console */

	/* The line console's own: escape sequences that come in (ansi_key.c), and whether
	 * the other end's cursor may be elsewhere than at x, y. */
	bool        lost;
	u8          escape, number, last, pending;
	u32         escape_since;
};

enum { TERM_CONSOLES = 4 };

/* Make a console of each of the platform's screens and lines; all are in use. */
void term_init(const struct platform *p);

/* The consoles; *n of them, TERM_CONSOLES at most. */
struct console *term_consoles(unsigned *n);

/* The colour of text, at every console at once from term_colour() on. */
extern u8 term_normal;
void term_colour(u8 normal);

/* What was printed lately, as far as there is room.  Who wants to know empties it first. */
struct term_record {
	size_t size;
	char   text[512];
};
struct term_record *term_recorded(void);

/* Print UTF-8 at every console in use. */
void term_put(const char *text, size_t size);
/* Format (common/fmt.h) text of any length. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The next key from any console in use, or KEY_NONE; never waits. */
int  term_key(void);
/* Did a key come of which the rest is missing?  An Esc is one after a while. */
bool term_key_begins(void);
/* Sleep (platform idle) until a key comes or `ms` milliseconds are over (UINT32_MAX:
 * no end); KEY_NONE then. */
int  term_wait_key(u32 ms);

/* Let somebody type a line into to[size], with backspace; what does not fit is ignored.
 * `show`: it is seen.  False: Esc or Ctrl-C ended it, not Enter. */
bool term_read(char *to, size_t size, bool show);

/* Clear the consoles in use; what was recorded is forgotten. */
void term_clear(void);

/* A console for a line that the platform made since; not in use yet. */
void term_add_line(const struct line *line);

#endif
