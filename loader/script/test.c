/* test.c - test and [: comparisons of strings, numbers and files. */
#include "common/str.h"
#include "common/text.h"
#include "script/execute.h"

enum { TEST_DEPTH = 100 };      /* ( inside each other */

/* What an operator is: comparisons say for which orders of their operands they are true,
 * and of what; the others are characters. */
enum { UNSIGNED = INT32_MIN };          /* makes signed comparisons unsigned */
enum { BELOW = 1, EQUAL = 2, ABOVE = 4, ORDERS = 7, NUMBERS = 8, VERSIONS = 16, OTHERS = 32 };

static const struct {
	char name[5];
	u8   is;
} operators[] = {
	{ "=",    EQUAL },             { "==",   EQUAL },
	{ "!=",   BELOW | ABOVE },
	{ "<",    BELOW },             { "<=",   BELOW | EQUAL },
	{ ">",    ABOVE },             { ">=",   ABOVE | EQUAL },
	{ "-eq",  NUMBERS | EQUAL },   { "-ne",  NUMBERS | BELOW | ABOVE },
	{ "-lt",  NUMBERS | BELOW },   { "-le",  NUMBERS | BELOW | EQUAL },
	{ "-gt",  NUMBERS | ABOVE },   { "-ge",  NUMBERS | ABOVE | EQUAL },
	{ "-plt", VERSIONS | BELOW },  { "-pgt", VERSIONS | ABOVE },
	{ "-n", 'n' }, { "-z", 'z' }, { "-d", 'd' }, { "-e", 'e' }, { "-f", 'f' }, { "-s", 's' },
	{ "-a", 'a' }, { "-o", 'o' }, { "!", '!' }, { "(", '(' }, { ")", ')' },
};

/* Its row's `is`; 'N' and 'O' for -nt and -ot, which a number may follow; 0 for text. */
static u8 operator(const char *word)
{
	for (unsigned i = 0; i < COUNT(operators); i++)
		if (str_equal(word, operators[i].name))
			return operators[i].is;
	if (word[0] == '-' && (word[1] == 'n' || word[1] == 'o') && word[2] == 't')
		return (u8)(word[1] - 'a' + 'A');
	return 0;
}

u32 read_number(const char **s, unsigned base)
{
	u64 n = 0;

	while (is_blank(**s))
		++*s;
	/* 08 is 8. */
	if (**s == '0' && (u8)((*s)[1] - '8') < 2)
		++*s;
	if (!str_number(s, base, &n))
		for (; is_digit(**s); ++*s)
			n = UINT32_MAX;
	return n >> 32 ? UINT32_MAX : (u32)n;
}

/* As strtol() with base 0. */
static i32 number(const char *s)
{
	bool minus = *s == '-';
	u32 n;

	s += minus;
	n = read_number(&s, 0);
	return (i32)(minus ? -n : n);
}

/* In which order the operands are, for an operator of VERSIONS, NUMBERS or strings. */
static int order(u8 is, const char *a, const char *b)
{
	i32 x, y = 0;

	if (is & VERSIONS) {
		const char *start = a;

		/* Numbers behind the longest beginning that both have, none cut in two. */
		while (*a && *a == *b)
			a++, b++;
		while (a > start + 1 && is_digit(a[-1]))
			a--, b--;
	}
	x = strcmp(a, b);
	if (is & VERSIONS) {
		x = (i32)(read_number(&a, 0) ^ UNSIGNED);
		y = (i32)(read_number(&b, 0) ^ UNSIGNED);
	} else if (is & NUMBERS) {
		x = number(a);
		y = number(b);
	}
	return x < y ? BELOW : x > y ? ABOVE : EQUAL;
}

/* OPERAND OPERATOR OPERAND or OPERATOR OPERAND: false, true, or -1 when the words are
 * something else; *at goes behind them. */
static int primary(struct call *call, char ***at)
{
	const struct script_host *host = &call->script->host;
	const char *a = (*at)[0], *b = a ? (*at)[1] : NULL, *op = a;
	i32 bias = 0;
	u8 is;

	if (!b)
		return -1;
	if ((*at)[2] && (is = operator(b)) && (is < OTHERS || is == 'N' || is == 'O')) {
		op = b;
		b = (*at)[2];
		*at += 3;
		if (is < OTHERS)
			return (is & order(is, a, b)) != 0;
		bias = number(op + 3);
	} else {
		is = operator(a);
		if (!is || !strchr("nzdefs", is))
			return -1;
		*at += 2;
		if (is == 'n' || is == 'z')
			return !*b == (is == 'z');
		a = b;
		b = NULL;
	}
	return host->file_test && host->file_test(host->world, op[1], a, b, bias);
}

/* A word alone is true unless it is empty, and two in a row are joined by -a, because
 * GRUB's are. */
int test_command(struct call *call)
{
	enum { ANY = 1, ALL = 2, NOT = 4 };     /* before the last -o; since then; a ! */
	u8 outer[TEST_DEPTH], state = ALL;
	unsigned depth = 0;
	char **at = call->argv + 1;
	int value;

	if (call->argc > 1 && str_equal(call->argv[call->argc - 1], "]"))
		call->argv[call->argc - 1] = NULL;
	for (;;) {
		u8 what;

		value = primary(call, &at);
		if (value >= 0) {
			what = 0;
		} else if (!*at) {
			what = ')';     /* the end closes all that is open */
		} else {
			what = operator(*at);
			value = **at++ != 0;
		}
		if (what == '(') {
			if (depth == TEST_DEPTH)
				return call_fail(call, STATUS_BAD_ARGUMENT,
						 "more than %d ( inside each other", TEST_DEPTH);
			outer[depth++] = state;
			state = ALL;
		} else if (what == '!') {
			state ^= NOT;
		} else if (what == 'o') {
			state |= state & ALL ? ANY : ALL;
		} else if (what != 'a') {
			if (what == ')') {
				value = (state & (ANY | ALL)) != 0;
				if (!depth)
					return value ? STATUS_OK : STATUS_TEST_FAILURE;
				state = outer[--depth];
			}
			if (value == ((state & NOT) != 0))
				state &= (u8)~ALL;
			state &= (u8)~NOT;
		}
	}
}
