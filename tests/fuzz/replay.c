/* replay.c - a fuzz target without libFuzzer: each file of the named folders, once. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/types.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Targets that make their inputs say this. */
size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max);
size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max)
{
	(void)data, (void)max;
	return size;
}

enum { MAX = 1 << 20 };

static void replay_file(const char *folder, const char *name)
{
	char path[4096];
	u8 *data = malloc(MAX);
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "rb");
	if (!f || !data) {
		perror(path);
		exit(1);
	}
	LLVMFuzzerTestOneInput(data, fread(data, 1, MAX, f));
	fclose(f);
	free(data);
}

static unsigned replay_folder(const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, NULL, alphasort);
	unsigned files = 0;

	if (n < 0) {
		perror(folder);
		exit(1);
	}
	for (int i = 0; i < n; i++) {
		if (entries[i]->d_name[0] != '.') {
			replay_file(folder, entries[i]->d_name);
			files++;
		}
		free(entries[i]);
	}
	free(entries);
	return files;
}

int main(int argc, char **argv)
{
	unsigned files = 0;

	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		if (argv[i][0] != '-')
			files += replay_folder(argv[i]);
	printf("%u files replayed\n", files);
	return files == 0;
}
