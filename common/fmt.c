/* fmt.c - format text into a buffer. */
#include "common/fmt.h"
#include "common/div.h"
#include "common/str.h"
#include "common/text.h"

struct out {
	const char *format;             /* what is still to do */
	va_list     args;

	char  *to;
	size_t size, length;            /* room, and what the text needs so far */
	void (*sink)(const char *text, size_t size);    /* NULL: into to[] */

	/* What stands between % and the letter. */
	bool     zero;
	unsigned width, precision;      /* precision: UINT32_MAX = none */
	unsigned longs;                 /* 0, 1 or 2 letters l; z counts as 1 */
};

static void put(struct out *o, char c)
{
	if (o->sink)
		o->sink(&c, 1);
	else if (o->length + 1 < o->size)
		o->to[o->length] = c;
	o->length++;
}

static void put_text(struct out *o, const char *s, const char *end)
{
	for (size_t n = (size_t)(end - s); n < o->width; n++)
		put(o, ' ');
	while (s < end)
		put(o, *s++);
}

static void put_string(struct out *o, const char *s)
{
	size_t n = 0;

	if (!s)
		s = "(null)";
	while (n < o->precision && s[n])
		n++;
	put_text(o, s, s + n);
}

/* letter: d, u, x or X. */
static void put_number(struct out *o, u64 v, char letter)
{
	char text[24];                  /* a sign and 20 digits are the longest */
	char *end = text + sizeof text, *p = end;
	bool negative = letter == 'd' && (i64)v < 0;

	if (negative)
		v = 0 - v;
	do {
		unsigned digit = div64(&v, letter < 'a' || letter == 'x' ? 16 : 10);

		/* a is 33 below X + 10, A as far below X. */
		*--p = (char)(digit + (digit < 10 ? '0' : letter - 33));
	} while (v || (o->zero && p > text + 1 && (size_t)(end - p) + negative < o->width));
	if (negative)
		*--p = '-';
	put_text(o, p, end);
}

static unsigned take_width(struct out *o)
{
	unsigned width = 0;

	if (*o->format == '*') {
		o->format++;
		return va_arg(o->args, unsigned);
	}
	while (is_digit(*o->format))
		width = width * 10 + (unsigned)(*o->format++ - '0');
	return width;
}

static void take_spec(struct out *o)
{
	o->zero = *o->format == '0';
	o->longs = 0;
	o->precision = UINT32_MAX;
	o->width = take_width(o);
	if (*o->format == '.') {
		o->format++;
		o->precision = take_width(o);
	}
	for (; *o->format == 'l' || *o->format == 'z'; o->format++)
		o->longs++;
}

static void put_spec(struct out *o, char letter)
{
	u64 v;

	switch (letter) {
	case 's':
		put_string(o, va_arg(o->args, const char *));
		return;
	case 'd': case 'u': case 'x': case 'X':
		if (o->longs * sizeof(long) >= sizeof v)
			v = va_arg(o->args, u64);
		else if (letter == 'd')
			v = (u64)(i64)va_arg(o->args, int);
		else
			v = va_arg(o->args, unsigned);
		put_number(o, v, letter);
		return;
	case 'c':
		letter = (char)va_arg(o->args, int);
	}
	put(o, letter);                 /* %% and what we do not know: as it stands */
}

static void format_all(struct out *o, va_list args)
{
	char c;

	va_copy(o->args, args);
	while ((c = *o->format++)) {
		if (c != '%') {
			put(o, c);
			continue;
		}
		take_spec(o);
		if (!*o->format)
			break;
		put_spec(o, *o->format++);
	}
	va_end(o->args);
}

size_t fmt_va(char *to, size_t size, const char *format, va_list args)
{
	struct out o = { .format = format, .to = to, .size = size };

	format_all(&o, args);
	if (size)
		to[MIN(o.length, size - 1)] = '\0';
	return o.length;
}

void fmt_pieces(void (*sink)(const char *text, size_t size), const char *format,
		va_list args)
{
	struct out o = { .format = format, .sink = sink };

	format_all(&o, args);
}

size_t fmt(char *to, size_t size, const char *format, ...)
{
	va_list args;
	size_t n;

	va_start(args, format);
	n = fmt_va(to, size, format, args);
	va_end(args);
	return n;
}
