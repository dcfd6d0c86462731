/* main.c - fl-mkconfig: a grub.cfg for what is installed. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tools/mkconfig/mkconfig.h"

static const char usage[] =
	"usage: fl-mkconfig [-o FILE] [--root DIR]        for the system mounted at DIR (/)\n"
	"       fl-mkconfig [-o FILE] --boot DIR --root-uuid UUID    its /boot alone\n"
	"       fl-mkconfig [-o FILE] --disk IMAGE        for the system on a disk image\n"
	"Writes a grub.cfg: an entry for each kernel, as /etc/default/grub wants them.\n"
	"  -o, --output FILE     where to (standard output)\n"
	"      --boot-uuid UUID  what the filesystem with the kernels is, or will be, called;\n"
	"                        DIR is its root then\n"
	"      --root-uuid UUID  the same of the one with /\n";

NORETURN void die(const char *what, const char *why)
{
	fprintf(stderr, "fl-mkconfig: %s: %s\n", what, why);
	exit(1);
}

char *keep(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		die("memory", strerror(errno));
	return copy;
}

static NORETURN void misuse(void)
{
	fputs(usage, stderr);
	exit(2);
}

struct options {
	const char *output, *root, *boot, *disk, *boot_uuid, *root_uuid;
};

static struct options parse(int argc, char **argv)
{
	static const struct option table[] = {
		{ "output", required_argument, NULL, 'o' }, { "root", required_argument, NULL, 'r' },
		{ "boot", required_argument, NULL, 'b' },   { "disk", required_argument, NULL, 'd' },
		{ "boot-uuid", required_argument, NULL, 'B' },
		{ "root-uuid", required_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },         { NULL, 0, NULL, 0 },
	};
	struct options o = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, "o:h", table, NULL)) != -1) {
		switch (c) {
		case 'o': o.output = optarg; break;
		case 'r': o.root = optarg; break;
		case 'b': o.boot = optarg; break;
		case 'd': o.disk = optarg; break;
		case 'B': o.boot_uuid = optarg; break;
		case 'R': o.root_uuid = optarg; break;
		case 'h': fputs(usage, stdout); exit(0);
		default: misuse();
		}
	}
	if (optind < argc || !!o.root + !!o.boot + !!o.disk > 1 || (o.disk && (o.boot_uuid || o.root_uuid)))
		misuse();
	return o;
}

/* To a pipe or a device, which must stay what it is. */
static void print(const char *path, const char *text, size_t size)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(text, 1, size, f) != size || fclose(f))
		die(path, strerror(errno));
}

/* Under another name first: a config that is only half there boots nothing.  Passwords, which
 * snippets of the system's owner may have, are not for everybody to read. */
static void replace(const char *path, const char *text, size_t size)
{
	mode_t mode = strstr(text, "password") ? 0600 : 0666;
	char name[PATH_MAX + 8];
	FILE *f = NULL;
	int fd;

	snprintf(name, sizeof name, "%s.new", path);
	unlink(name);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL, mode);
	if (fd >= 0)
		f = fdopen(fd, "w");
	if (!f || fwrite(text, 1, size, f) != size || fclose(f) || rename(name, path))
		die(path, strerror(errno));
}

static void save(const char *path, const char *text, size_t size)
{
	char real[PATH_MAX];
	struct stat st;

	if (!path) {
		fwrite(text, 1, size, stdout);
		if (fflush(stdout))
			die("standard output", strerror(errno));
	} else if (stat(path, &st)) {
		replace(path, text, size);
	} else if (!S_ISREG(st.st_mode)) {
		print(path, text, size);
	} else {
		/* What a link leads to, not the link. */
		replace(realpath(path, real) ? real : path, text, size);
	}
}

int main(int argc, char **argv)
{
	struct options o = parse(argc, argv);
	const struct kernel *kernel;
	struct origin s;
	char *text;
	size_t size;
	FILE *out;
	unsigned n;

	if (o.disk)
		s = origin_disk(o.disk);
	else if (o.boot)
		s = origin_boot(o.boot, o.boot_uuid, o.root_uuid);
	else
		s = origin_folder(o.root ? o.root : "/", o.boot_uuid, o.root_uuid);
	settings_read(&s);
	kernel = kernels_find(&s, &n);
	if (!n)
		die(s.where, "there is no vmlinuz-VERSION in its boot folder");
	out = open_memstream(&text, &size);
	write_config(out, &s, kernel, n);
	fclose(out);
	save(o.output, text, size);
	fprintf(stderr, "fl-mkconfig: %u kernel%s, newest %s\n", n, n == 1 ? "" : "s", kernel->version);
	free(text);
	return 0;
}
