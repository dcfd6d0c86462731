/* gen_layout.c - common/layout.h for nasm, for the linker, and as a page to read.
 *
 * Refuses two regions that share bytes while both are alive. */
#include <stdio.h>
#include <string.h>
#include "common/layout.h"

#define PHASE_ENUM(name) name,
enum phase { PHASES(PHASE_ENUM) PHASE_COUNT };

#define PHASE_NAME(name) #name,
static const char *const phase_names[] = { PHASES(PHASE_NAME) };

struct region {
	const char *name;
	u64         start, size;
	enum phase  from, to;
	const char *what;
};

#define REGION(name, start, size, from, to, what) { #name, start, size, from, to, what },
static const struct region regions[] = { LAYOUT(REGION) };

static bool collide(const struct region *a, const struct region *b)
{
	bool space = a->start < b->start + b->size && b->start < a->start + a->size;
	bool time  = a->from <= b->to && b->from <= a->to;

	return space && time;
}

static int collisions(void)
{
	int n = 0;

	for (size_t i = 0; i < COUNT(regions); i++)
		for (size_t j = i + 1; j < COUNT(regions); j++)
			if (collide(&regions[i], &regions[j])) {
				fprintf(stderr, "layout.h: %s and %s share memory while both"
					" are live\n", regions[i].name, regions[j].name);
				n++;
			}
	return n;
}

static void print_constants(const char *format)
{
	for (size_t i = 0; i < COUNT(regions); i++) {
		printf(format, regions[i].name, "START", (unsigned long long)regions[i].start);
		printf(format, regions[i].name, "SIZE", (unsigned long long)regions[i].size);
	}
}

static void print_markdown(void)
{
	puts("# Memory map\n\nGenerated from `common/layout.h` by `tools/gen_layout md`;"
	     " `make` refuses two rows that overlap\nin space and in time.\n\n"
	     "| from | to | size | name | alive in | what lives there |\n"
	     "|---|---|---|---|---|---|");
	for (size_t i = 0; i < COUNT(regions); i++) {
		const struct region *r = &regions[i];
		bool whole = r->size % KiB == 0;

		printf("| `0x%06llx` | `0x%06llx` | %llu %s | `%s` | %s .. %s | %s |\n",
		       (unsigned long long)r->start, (unsigned long long)(r->start + r->size - 1),
		       (unsigned long long)r->size / (whole ? KiB : 1), whole ? "KiB" : "bytes",
		       r->name, phase_names[r->from], phase_names[r->to], r->what);
	}
}

int main(int argc, char **argv)
{
	const char *how = argc == 2 ? argv[1] : "";

	if (collisions())
		return 1;
	if (!strcmp(how, "nasm"))
		print_constants("%%define %s_%s 0x%llx\n");
	else if (!strcmp(how, "ld"))
		print_constants("%s_%s = 0x%llx;\n");
	else if (!strcmp(how, "md"))
		print_markdown();
	else {
		fprintf(stderr, "usage: gen_layout nasm|ld|md\n");
		return 2;
	}
	return 0;
}
