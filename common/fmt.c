/* fmt.c - format text into a buffer. */
#include "common/fmt.h"
#include "common/div.h"
#include "common/str.h"
#include "common/text.h"

struct out {
	char  *p;
	size_t size, length;            /* room, and what the text needs so far */
	void (*full)(const char *text, size_t size);    /* NULL: cut what has no room */
};

struct spec {
	bool     left, zero;
	unsigned width, precision;      /* precision: UINT32_MAX = none */
	u8       longs;                 /* 0, 1 or 2 letters l; z counts as 1 */
};

static void put(struct out *o, char c)
{
	if (o->full && o->length == o->size - 1) {
		o->full(o->p, o->length);
		o->length = 0;
	}
	if (o->length + 1 < o->size)
		o->p[o->length] = c;
	o->length++;
}

static void pad(struct out *o, char c, unsigned width, size_t used)
{
	for (; used < width; used++)
		put(o, c);
}

static void put_text(struct out *o, const struct spec *sp, const char *s)
{
	size_t n = 0;

	if (!s)
		s = "(null)";
	while (n < sp->precision && s[n])
		n++;
	if (!sp->left)
		pad(o, ' ', sp->width, n);
	for (size_t i = 0; i < n; i++)
		put(o, s[i]);
	if (sp->left)
		pad(o, ' ', sp->width, n);
}

static void put_number(struct out *o, const struct spec *sp, u64 v, unsigned base,
		       const char *digits, const char *sign)
{
	char text[24];                  /* 22 octal digits are the longest */
	size_t n = 0, total;

	do {
		text[n++] = digits[div64(&v, base)];
	} while (v);
	total = n + strlen(sign);
	if (!sp->left && !sp->zero)
		pad(o, ' ', sp->width, total);
	while (*sign)
		put(o, *sign++);
	if (!sp->left && sp->zero)
		pad(o, '0', sp->width, total);
	while (n)
		put(o, text[--n]);
	if (sp->left)
		pad(o, ' ', sp->width, total);
}

static unsigned take_width(const char **f, va_list *args)
{
	unsigned width = 0;

	if (**f == '*') {
		(*f)++;
		return (unsigned)va_arg(*args, int);
	}
	while (is_digit(**f))
		width = width * 10 + (unsigned)(*(*f)++ - '0');
	return width;
}

static struct spec take_spec(const char **f, va_list *args)
{
	struct spec sp = { .precision = UINT32_MAX };

	for (;; (*f)++) {
		if (**f == '-')
			sp.left = true;
		else if (**f == '0')
			sp.zero = true;
		else
			break;
	}
	sp.width = take_width(f, args);
	if (**f == '.') {
		(*f)++;
		sp.precision = take_width(f, args);
	}
	for (; **f == 'l' || **f == 'z'; (*f)++)
		sp.longs++;
	return sp;
}

static u64 take_value(const struct spec *sp, bool is_signed, va_list *args)
{
	if (sp->longs >= 2)
		return va_arg(*args, u64);
	if (sp->longs == 1)
		return is_signed ? (u64)va_arg(*args, long) : va_arg(*args, unsigned long);
	return is_signed ? (u64)(i64)va_arg(*args, int) : va_arg(*args, unsigned);
}

static void put_spec(struct out *o, struct spec *sp, char letter, va_list *args)
{
	u64 v;

	switch (letter) {
	case 's':
		put_text(o, sp, va_arg(*args, const char *));
		break;
	case 'c':
		put(o, (char)va_arg(*args, int));
		break;
	case 'd':
		v = take_value(sp, true, args);
		put_number(o, sp, (i64)v < 0 ? 0 - v : v, 10, "0123456789",
			   (i64)v < 0 ? "-" : "");
		break;
	case 'u':
		put_number(o, sp, take_value(sp, false, args), 10, "0123456789", "");
		break;
	case 'x':
		put_number(o, sp, take_value(sp, false, args), 16, "0123456789abcdef", "");
		break;
	case 'X':
		put_number(o, sp, take_value(sp, false, args), 16, "0123456789ABCDEF", "");
		break;
	case 'p':
		put_number(o, sp, (size_t)va_arg(*args, void *), 16, "0123456789abcdef", "0x");
		break;
	default:                        /* %% and what we do not know: as it stands */
		put(o, letter);
	}
}

static void format_all(struct out *o, const char *format, va_list args)
{
	va_list ap;

	va_copy(ap, args);
	for (; *format; format++) {
		struct spec sp;

		if (*format != '%') {
			put(o, *format);
			continue;
		}
		format++;
		sp = take_spec(&format, &ap);
		if (!*format)
			break;
		put_spec(o, &sp, *format, &ap);
	}
	va_end(ap);
}

size_t fmt_va(char *to, size_t size, const char *format, va_list args)
{
	struct out o = { to, size, 0, NULL };

	format_all(&o, format, args);
	if (size)
		to[MIN(o.length, size - 1)] = '\0';
	return o.length;
}

void fmt_pieces(void (*full)(const char *text, size_t size), const char *format,
		va_list args)
{
	char text[128];
	struct out o = { text, sizeof text, 0, full };

	format_all(&o, format, args);
	full(text, o.length);
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
