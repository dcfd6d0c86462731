/* test.c - test and [: comparisons of strings, numbers and files. */
#include "common/str.h"
#include "common/text.h"
#include "script/execute.h"

enum { TEST_DEPTH = 100 };      /* ( inside each other */

/* Which orders of two operands an operator is true for, and of what. */
enum { BELOW = 1, EQUAL = 2, ABOVE = 4, ORDERS = 7, NUMBERS = 8, VERSIONS = 16 };

static const struct {
	char name[5];
	u8   is;
} comparisons[] = {
	{ "=",    EQUAL },             { "==",   EQUAL },
	{ "!=",   BELOW | ABOVE },
	{ "<",    BELOW },             { "<=",   BELOW | EQUAL },
	{ ">",    ABOVE },             { ">=",   ABOVE | EQUAL },
	{ "-eq",  NUMBERS | EQUAL },   { "-ne",  NUMBERS | BELOW | ABOVE },
	{ "-lt",  NUMBERS | BELOW },   { "-le",  NUMBERS | BELOW | EQUAL },
	{ "-gt",  NUMBERS | ABOVE },   { "-ge",  NUMBERS | ABOVE | EQUAL },
	{ "-plt", VERSIONS | BELOW },  { "-pgt", VERSIONS | ABOVE },
};

struct expression {
	struct call *call;
	char       **at;                /* the next operand; NULL ends them */
	unsigned     left;              /* of them */
	unsigned     depth;
	bool         too_deep;
};

/* As strtol() with base 0: what is not a number is 0; 31 bits, and more is the most. */
static long number(const char *s)
{
	bool minus = *s == '-';
	u64 read = 0;
	long n;

	s += minus;
	if (!str_number(&s, 0, &read) && is_digit(*s))
		read = INT32_MAX;
	n = (long)MIN(read, INT32_MAX);
	return minus ? -n : n;
}

/* In which order the operands are, for an operator of VERSIONS, NUMBERS or strings. */
static int order(u8 is, const char *a, const char *b)
{
	long x, y = 0;

	if (is & VERSIONS) {
		const char *start = a;

		/* Numbers behind the longest beginning that both have, none cut in two. */
		while (*a && *a == *b)
			a++, b++;
		while (a > start + 1 && is_digit(a[-1]))
			a--, b--;
	}
	x = strcmp(a, b);
	if (is & ~ORDERS) {
		x = number(a);
		y = number(b);
	}
	return x < y ? BELOW : x > y ? ABOVE : EQUAL;
}

static bool file_test(struct expression *x, char op, const char *a, const char *b, long bias)
{
	const struct script_host *host = &x->call->script->host;

	return host->file_test && host->file_test(host->world, op, a, b, bias);
}

/* OPERAND OPERATOR OPERAND; false when the words are something else. */
static bool take_binary(struct expression *x, bool *value)
{
	const char *a = x->at[0], *op = x->at[1], *b = x->at[2];

	for (unsigned i = 0; i < COUNT(comparisons); i++)
		if (str_equal(op, comparisons[i].name)) {
			*value = comparisons[i].is & order(comparisons[i].is, a, b);
			return true;
		}
	if (op[0] != '-' || (op[1] != 'n' && op[1] != 'o') || op[2] != 't')
		return false;
	*value = file_test(x, op[1], a, b, number(op + 3));
	return true;
}

/* OPERATOR OPERAND */
static bool take_unary(struct expression *x, bool *value)
{
	const char *op = x->at[0], *a = x->at[1];

	if (op[0] != '-' || !op[1] || op[2] || !strchr("defsnz", op[1]))
		return false;
	if (op[1] == 'n' || op[1] == 'z')
		*value = !*a == (op[1] == 'z');
	else
		*value = file_test(x, op[1], a, NULL, 0);
	return true;
}

static void skip(struct expression *x, unsigned n)
{
	x->at += n;
	x->left -= n;
}

static bool evaluate(struct expression *x);

/* Behind a ( */
static bool parenthesis(struct expression *x)
{
	bool value = false;

	if (x->depth == TEST_DEPTH) {
		x->too_deep = true;
		x->left = 0;
	} else {
		x->depth++;
		value = evaluate(x);
		x->depth--;
	}
	return value;
}

/* Everything up to a ) or the end.  A word alone is true unless it is empty, and two in
 * a row are joined by -a, because GRUB's are. */
static bool evaluate(struct expression *x)
{
	bool any = false, all = true, invert = false;

	while (x->left) {
		const char *word = x->at[0];
		bool value;

		if (x->left > 2 && take_binary(x, &value)) {
			skip(x, 3);
		} else if (x->left > 1 && take_unary(x, &value)) {
			skip(x, 2);
		} else {
			skip(x, 1);
			if (str_equal(word, ")"))
				break;
			if (str_equal(word, "!")) {
				invert = !invert;
				continue;
			}
			if (str_equal(word, "-a"))
				continue;
			if (str_equal(word, "-o")) {
				any |= all;
				all = true;
				continue;
			}
			value = *word;
			if (str_equal(word, "("))
				value = parenthesis(x);
		}
		all &= value != invert;
		invert = false;
	}
	return any || all;
}

int test_command(struct call *call)
{
	struct expression x = { call, call->argv + 1, (unsigned)call->argc - 1, 0, false };
	bool value;

	if (x.left && str_equal(call->argv[call->argc - 1], "]"))
		x.left--;
	value = evaluate(&x);
	if (x.too_deep)
		return call_fail(call, STATUS_BAD_ARGUMENT, "more than %d ( inside each other",
				 TEST_DEPTH);
	return value ? STATUS_OK : STATUS_TEST_FAILURE;
}
