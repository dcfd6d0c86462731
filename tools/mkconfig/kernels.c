/* kernels.c - which files are kernels, which initrd belongs to each, which is newer. */
#include <stdlib.h>
#include <string.h>
#include "common/text.h"
#include "tools/mkconfig/mkconfig.h"

enum { NAMES_MAX = 4096, NAME_SIZE = 256 };

static char *names[NAMES_MAX];
static unsigned n_names;

static void note(const char *name)
{
	if (n_names < NAMES_MAX && strlen(name) < NAME_SIZE)
		names[n_names++] = keep(name);
}

static char *find(const char *format, const char *version)
{
	char name[2 * NAME_SIZE];

	snprintf(name, sizeof name, format, version);
	for (unsigned i = 0; i < n_names; i++)
		if (strcmp(names[i], name) == 0)
			return names[i];
	return NULL;
}

/* What package managers leave beside a kernel. */
static bool is_leftover(const char *name)
{
	static const char *const ends[] = {
		".dpkg-dist", ".dpkg-old", ".dpkg-new", ".dpkg-tmp", ".dpkg-bak", ".rpmsave", ".rpmnew",
		".sig", ".hmac", "~", ".efi", ".signed",
	};
	size_t length = strlen(name);

	for (unsigned i = 0; i < COUNT(ends); i++) {
		size_t n = strlen(ends[i]);

		if (length > n && strcmp(name + length - n, ends[i]) == 0)
			return true;
	}
	return false;
}

/* What follows the file's kind, or NULL: it is no kernel. */
static const char *version_of(const char *name)
{
	static const char *const kinds[] = { "vmlinuz-", "vmlinux-", "kernel-", "bzImage-" };
	const char *version = NULL;

	for (unsigned i = 0; i < COUNT(kinds) && !version; i++)
		version = str_after(name, kinds[i]);
	return version && *version && !is_leftover(name) ? version : NULL;
}

/* "6.1.0" and, one older than it, "6.1.0.old". */
static size_t without_old(const char *version, bool *old)
{
	size_t n = strlen(version);

	*old = n > 4 && strcmp(version + n - 4, ".old") == 0;
	return *old ? n - 4 : n;
}

/* Numbers compare as numbers; a release candidate is older than its release. */
static int compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
	char x[NAME_SIZE], y[NAME_SIZE];

	/* To strverscmp() the longer name is the newer one. */
	snprintf(x, sizeof x, "%.*s", (int)a_size, a);
	snprintf(y, sizeof y, "%.*s", (int)b_size, b);
	for (char *p = x; (p = strstr(p, "-rc")); )
		*p = '\1';
	for (char *p = y; (p = strstr(p, "-rc")); )
		*p = '\1';
	return strverscmp(strcat(x, "\2"), strcat(y, "\2"));
}

static int newer_first(const void *left, const void *right)
{
	const struct kernel *a = left, *b = right;
	bool a_old, b_old;
	size_t a_size = without_old(a->version, &a_old), b_size = without_old(b->version, &b_old);
	int order = compare(b->version, b_size, a->version, a_size);

	if (!order)
		order = a_old - b_old;
	return order ? order : strcmp(a->name, b->name);
}

static void add_initrd(struct kernel *k, char *name)
{
	if (name && k->initrds < INITRDS_MAX)
		k->initrd[k->initrds++] = name;
}

/* The names that Debian, Fedora, Arch, Gentoo and openSUSE give. */
static void find_initrd(struct kernel *k)
{
	static const char *const early[] = {
		"intel-uc.img", "intel-ucode.img", "amd-uc.img", "amd-ucode.img",
		"early_ucode.cpio", "microcode.cpio",
	};
	static const char *const formats[] = {
		"initrd.img-%s", "initrd-%s.img", "initrd-%s.gz", "initrd-%s", "initramfs-%s.img",
		"initramfs-%s", "initramfs-genkernel-%s", "initramfs-genkernel-x86_64-%s",
	};
	char base[NAME_SIZE], *initrd = NULL;
	bool old;

	for (unsigned i = 0; i < COUNT(formats) && !initrd; i++)
		initrd = find(formats[i], k->version);
	snprintf(base, sizeof base, "%.*s", (int)without_old(k->version, &old), k->version);
	for (unsigned i = 0; old && i < COUNT(formats) && !initrd; i++)
		initrd = find(formats[i], base);
	for (unsigned i = 0; i < COUNT(early) && initrd; i++)
		add_initrd(k, find("%s", early[i]));
	add_initrd(k, initrd);
}

const struct kernel *kernels_find(const struct origin *s, unsigned *n)
{
	static struct kernel kernel[KERNELS_MAX];

	*n = 0;
	s->list(s, note);
	for (unsigned i = 0; i < n_names && *n < KERNELS_MAX; i++) {
		const char *version = version_of(names[i]);

		if (!version)
			continue;
		kernel[*n] = (struct kernel){ .name = names[i], .version = version };
		find_initrd(&kernel[(*n)++]);
	}
	qsort(kernel, *n, sizeof *kernel, newer_first);
	return kernel;
}
