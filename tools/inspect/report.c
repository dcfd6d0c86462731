/* report.c - the tree of what was found. */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "tools/inspect/inspect.h"

enum { TEXT_MAX = 512 };

static json_t *must(json_t *made)
{
	if (made)
		return made;
	fputs("fl-inspect: out of memory\n", stderr);
	exit(2);
}

static void add(json_t *to, const char *key, json_t *value)
{
	if (json_object_set_new(to, key, must(value)))
		must(NULL);
}

json_t *report_new(void)
{
	return must(json_object());
}

json_t *add_object(json_t *to, const char *key)
{
	json_t *made = must(json_object());

	add(to, key, made);
	return made;
}

json_t *add_list(json_t *to, const char *key)
{
	json_t *made = json_object_get(to, key);

	if (made)
		return made;
	made = must(json_array());
	add(to, key, made);
	return made;
}

json_t *add_row(json_t *list)
{
	json_t *made = must(json_object());

	if (json_array_append_new(list, made))
		must(NULL);
	return made;
}

void add_number(json_t *to, const char *key, u64 number)
{
	/* JSON's numbers have a sign; nothing real is that large. */
	if (number > INT64_MAX)
		add_text(to, key, "%llu", (unsigned long long)number);
	else
		add(to, key, json_integer((json_int_t)number));
}

void add_real(json_t *to, const char *key, double number)
{
	add(to, key, json_real(number));
}

void add_flag(json_t *to, const char *key, bool flag)
{
	add(to, key, json_boolean(flag));
}

/* Controls are for no screen; 0xc2 is in front of UTF-8's second set of them. */
static void replace_controls(char *text)
{
	for (u8 *c = (u8 *)text; *c; c++)
		if (*c < ' ' || *c == 0x7f || (*c == 0xc2 && c[1] < 0xa0))
			*c = '.';
}

static void replace_non_ascii(char *text)
{
	for (; *text; text++)
		if (!isascii((u8)*text))
			*text = '.';
}

void add_foreign(json_t *to, const char *key, const void *text, size_t size)
{
	char clean[TEXT_MAX];
	size_t n = strnlen(text, MIN(size, sizeof clean - 1));

	memcpy(clean, text, n);
	clean[n] = '\0';
	while (n && isspace((u8)clean[n - 1]))
		clean[--n] = '\0';
	replace_controls(clean);
	/* Not UTF-8, or cut inside of a letter? */
	if (json_object_set_new(to, key, json_string(clean)) == 0)
		return;
	replace_non_ascii(clean);
	add(to, key, json_string(clean));
}

void add_text(json_t *to, const char *key, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	add_foreign(to, key, text, sizeof text);
}

void add_crc(json_t *to, u32 computed, u32 stored)
{
	add_number(to, "crc", computed);
	add_number(to, "stored_crc", stored);
	add_text(to, "check", computed == stored ? "ok" : "BAD");
}

void add_problem(json_t *to, err_t err)
{
	if (err)
		add_text(to, "problem", "%s", err);
}

json_t *add_stage(json_t *stages, const struct stage *stage)
{
	json_t *row = add_row(stages);

	add_text(row, "stage", "%s", stage->name);
	if (stage->lba != NO_LBA)
		add_number(row, "lba", stage->lba);
	add_number(row, "bytes", stage->bytes);
	add_number(row, "address", stage->address);
	add_text(row, "mode", "%s", stage->mode);
	return row;
}

bool report_is_bad(const json_t *tree)
{
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)tree, key, value)
		if (!strcmp(key, "problem") || report_is_bad(value) ||
		    (!strcmp(key, "check") && !strcmp(json_string_value(value), "BAD")))
			return true;
	json_array_foreach(tree, i, value)
		if (report_is_bad(value))
			return true;
	return false;
}
