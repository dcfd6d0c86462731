/* fuzz_mkconfig.c - any bytes as a system that fl-mkconfig makes a grub.cfg for.
 *
 * Four texts with a NUL behind each: /etc/default/grub, /etc/os-release, 40_custom, and the
 * names in /boot, one a line. */
#include <stdlib.h>
#include <string.h>
#include "tools/mkconfig/kernels.c"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { TEXTS = 4 };

static char *text[TEXTS];

NORETURN void die(const char *what, const char *why)
{
	(void)what, (void)why;
	abort();
}

char *keep(const char *name)
{
	char *copy = strdup(name);

	return copy ? copy : (abort(), NULL);
}

static void list(const struct origin *s, void (*each)(const char *name))
{
	char *save;

	(void)s;
	for (char *name = strtok_r(text[3], "\n", &save); name; name = strtok_r(NULL, "\n", &save))
		each(name);
}

static void list_root(const struct origin *s, const char *folder, void (*each)(const char *name))
{
	static bool listed;             /* who lists it keeps the names for ever */

	(void)s;
	if (!listed && strcmp(folder, "/etc/grub.d") == 0) {
		each("40_custom");
		listed = true;
	}
}

static char *read_file(const struct origin *s, const char *path)
{
	static const char *const paths[] = {
		"/etc/default/grub", "/etc/os-release", "/etc/grub.d/40_custom",
	};

	(void)s;
	for (unsigned i = 0; i < COUNT(paths); i++)
		if (strcmp(path, paths[i]) == 0)
			return strdup(text[i]);
	return NULL;
}

static void make(void)
{
	const struct origin system = {
		.uuid = "1234-ABCD", .root_uuid = "0d1e", .boot = "/boot", .where = "here",
		.list = list, .list_root = list_root, .read = read_file,
	};
	const struct kernel *kernels;
	size_t size;
	char *made;
	unsigned n;
	FILE *f = open_memstream(&made, &size);

	settings_read(&system);
	kernels = kernels_find(&system, &n);
	for (unsigned i = 0; i < n; i++)
		if (kernels[i].initrds > INITRDS_MAX || !*kernels[i].version)
			abort();
	for (unsigned i = 1; i < n; i++)
		if (newer_first(&kernels[i - 1], &kernels[i]) > 0)
			abort();
	if (f && n)
		write_config(f, &system, kernels, n);
	fclose(f);
	free(made);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *all = calloc(1, size + TEXTS), *p = all;

	memcpy(all, data, size);
	for (unsigned i = 0; i < TEXTS; i++) {
		text[i] = p;
		p += strlen(p) + 1;
	}
	make();
	while (n_names)
		free(names[--n_names]);
	free(all);
	return 0;
}
