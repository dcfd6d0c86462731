/* main.c - fl-inspect: what is on a disk, in a core.img, in a kernel. */
#include <getopt.h>
#include <stdlib.h>
#include "mem/heap.h"
#include "tools/inspect/inspect.h"

static const char usage[] =
	"usage: fl-inspect [--json] FILE\n"
	"Shows what is on a disk (a block device or an image file), in a core.img, a boot\n"
	"sector or a kernel: stages, where they lie and run, block lists, sizes, checksums.\n"
	"  --json      for programs\n"
	"  -h, --help  this text\n"
	"Exit status: 0 all is well, 1 something is damaged, 2 FILE could not be read.\n";

enum { HEAP = 16 * MiB };               /* a GPT may have 4 MiB of entries */

static bool json;

static const char *parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'j') {
			json = true;
			continue;
		}
		fputs(usage, c == 'h' ? stdout : stderr);
		exit(c == 'h' ? 0 : 2);
	}
	if (optind != argc - 1) {
		fputs(usage, stderr);
		exit(2);
	}
	return argv[optind];
}

static void print(const json_t *report)
{
	if (!json) {
		view_print(stdout, report);
		return;
	}
	json_dumpf(report, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	putchar('\n');
}

int main(int argc, char **argv)
{
	static u8 heap[HEAP];
	const char *path = parse(argc, argv);
	json_t *report = report_new();
	err_t err;
	bool bad;

	heap_init(heap, sizeof heap);
	err = inspect_file(path, report);
	bad = report_is_bad(report);
	if (err)
		fprintf(stderr, "fl-inspect: %s\n", err);
	else
		print(report);
	json_decref(report);
	return err ? 2 : bad;
}
