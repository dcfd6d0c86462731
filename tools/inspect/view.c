/* view.c - the tree of what was found, for a person: a line for each thing, a table for each
 * list. */
#include <string.h>
#include "tools/inspect/inspect.h"

enum { INDENT = 2, COLUMNS_MAX = 16, CELL = 520 };

/* Numbers that people read in hex. */
static bool is_hex(const char *key)
{
	static const char *const ends[] = { "address", "crc" };
	size_t n = strlen(key);

	for (size_t i = 0; i < COUNT(ends); i++)
		if (n >= strlen(ends[i]) && !strcmp(key + n - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

/* "stored crc" of "stored_crc". */
static const char *label_of(const char *key, char to[CELL])
{
	snprintf(to, CELL, "%s", key);
	for (char *c = to; *c; c++)
		if (*c == '_')
			*c = ' ';
	return to;
}

static bool is_scalar(const json_t *value)
{
	return !json_is_object(value) && !json_is_array(value);
}

static const char *text_of(const char *key, const json_t *value, char to[CELL])
{
	if (!value)
		return "-";
	if (json_is_string(value))
		snprintf(to, CELL, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(to, CELL, is_hex(key) ? "%#llx" : "%lld",
			 (long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(to, CELL, "%.2f", json_real_value(value));
	else
		snprintf(to, CELL, "%s", json_is_true(value) ? "yes" : "no");
	return to;
}

struct column {
	const char *key;
	int         width;
	bool        is_text;
};

static unsigned find_columns(const json_t *list, struct column *columns)
{
	unsigned n = 0, c;
	char text[CELL];
	const char *key;
	json_t *row, *value;
	size_t i;

	json_array_foreach(list, i, row)
		json_object_foreach(row, key, value) {
			for (c = 0; c < n && strcmp(columns[c].key, key); c++)
				;
			if (c == COLUMNS_MAX)
				continue;
			if (c == n)
				columns[n++] = (struct column){ key, (int)strlen(key), false };
			columns[c].width = MAX(columns[c].width,
					       (int)strlen(text_of(key, value, text)));
			columns[c].is_text |= !json_is_integer(value) && !json_is_real(value);
		}
	return n;
}

static void print_cell(FILE *out, const struct column *c, const char *text, bool last)
{
	int width = last && c->is_text ? 0 : c->width;

	fprintf(out, "%*s%s", c->is_text ? -width : width, text, last ? "" : "  ");
}

static void print_table(FILE *out, const json_t *list, int indent)
{
	struct column columns[COLUMNS_MAX];
	unsigned n = find_columns(list, columns);
	char text[CELL];
	json_t *row;
	size_t i;

	fprintf(out, "%*s", indent, "");
	for (unsigned c = 0; c < n; c++)
		print_cell(out, &columns[c], label_of(columns[c].key, text), c + 1 == n);
	fputc('\n', out);
	json_array_foreach(list, i, row) {
		fprintf(out, "%*s", indent, "");
		for (unsigned c = 0; c < n; c++)
			print_cell(out, &columns[c],
				   text_of(columns[c].key, json_object_get(row, columns[c].key), text),
				   c + 1 == n);
		fputc('\n', out);
	}
}

static void print_scalars(FILE *out, const json_t *object, int indent)
{
	char label[CELL], text[CELL];
	const char *key;
	json_t *value;
	int width = 0;

	json_object_foreach((json_t *)object, key, value)
		if (is_scalar(value))
			width = MAX(width, (int)strlen(key));
	json_object_foreach((json_t *)object, key, value)
		if (is_scalar(value))
			fprintf(out, "%*s%-*s  %s\n", indent, "", width, label_of(key, label),
				text_of(key, value, text));
}

static void print_object(FILE *out, const json_t *object, int indent)
{
	char label[CELL];
	const char *key;
	json_t *value;

	print_scalars(out, object, indent);
	json_object_foreach((json_t *)object, key, value) {
		if (is_scalar(value) || (!json_object_size(value) && !json_array_size(value)))
			continue;
		fprintf(out, "%s%*s%s\n", indent ? "" : "\n", indent, "", label_of(key, label));
		if (json_is_object(value))
			print_object(out, value, indent + INDENT);
		else
			print_table(out, value, indent + INDENT);
	}
}

void view_print(FILE *out, const json_t *tree)
{
	print_object(out, tree, 0);
}
