/* main.c - fl-mkconfig: a grub.cfg for what is installed. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
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

/* False: errno says why. */
static bool write_all(FILE *f, const char *text, size_t size)
{
	return f && fwrite(text, 1, size, f) == size && fflush(f) == 0;
}

/* Under another name first: a config that is only half there boots nothing.  Passwords, which
 * snippets of the system's owner may have, are not for everybody to read. */
static void replace(const char *path, const char *text, size_t size)
{
	mode_t mode = strstr(text, "password") ? 0600 : 0666;
	char name[4096];
	FILE *f = NULL;
	int fd, error;

	if ((size_t)snprintf(name, sizeof name, "%s.new", path) >= sizeof name)
		die(path, strerror(ENAMETOOLONG));
	unlink(name);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL, mode);
	if (fd >= 0)
		f = fdopen(fd, "w");
	if (write_all(f, text, size) && fsync(fd) == 0 && fclose(f) == 0 && rename(name, path) == 0)
		return;
	error = errno;
	unlink(name);
	die(path, strerror(error));
}

static void save(const char *path, const char *text, size_t size)
{
	char *real = path ? realpath(path, NULL) : NULL;
	struct stat st;
	bool special = real && stat(real, &st) == 0 && !S_ISREG(st.st_mode);

	/* What a link leads to is meant; and a device stays one. */
	if (path && !special)
		replace(real ? real : path, text, size);
	else if (!write_all(path ? fopen(path, "w") : stdout, text, size))
		die(path ? path : "standard output", strerror(errno));
	free(real);
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
