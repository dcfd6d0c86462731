/* fuzz_world.c - the world of a round of the fuzzer: a filesystem in memory with devices, the
 * program itself and /proc, made before the workers start and taken away behind them. */
#include "fuzz.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static unsigned mounts_first;           /* of the system: before there was a world */

static void make_devices(void)
{
	static const struct { const char *name; int major, minor; } devices[] = {
		{ "null", 1, 3 }, { "zero", 1, 5 }, { "full", 1, 7 }, { "urandom", 1, 9 },
		{ "tty", 5, 0 }, { "tty1", 4, 1 },
	};
	char path[64];

	mkdir(HOME "/dev", 0755);
	for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++) {
		snprintf(path, sizeof path, HOME "/dev/%s", devices[i].name);
		mknod(path, S_IFCHR | 0666, makedev(devices[i].major, devices[i].minor));
		chmod(path, 0666);
	}
}

static void copy_self(void)
{
	static const char script[] = "#!/prog with an argument\n";
	char buffer[4096];
	int from = open("/proc/self/exe", O_RDONLY), to = open(HOME "/prog", O_WRONLY | O_CREAT, 0755);
	ssize_t n;

	while ((n = read(from, buffer, sizeof buffer)) > 0)
		if (write(to, buffer, (size_t)n) != n)
			die("copying the program");
	close(from);
	close(to);
	to = open(HOME "/script", O_WRONLY | O_CREAT, 0755);
	if (write(to, script, sizeof script - 1) < 0)
		die("the script");
	close(to);
}

void world_make(void)
{
	mkdir(HOME, 0755);
	if (mount("fuzz", HOME, "tmpfs", 0, "size=6m,mode=1777"))
		die("mount tmpfs");
	make_devices();
	copy_self();
	mkdir(HOME "/tmp", 01777);
	chmod(HOME "/tmp", 01777);
	mkdir(HOME "/proc", 0755);
	if (mount("proc", HOME "/proc", "proc", 0, NULL))
		die("mount proc");
}

/* A path of /proc/mounts: \ooo is a byte; what is mounted there may be a removed file. */
static void unescape(char *path)
{
	static const char deleted[] = " (deleted)";
	char *to = path;
	size_t n;

	for (const char *from = path; *from;) {
		unsigned value;

		if (*from == '\\' && sscanf(from + 1, "%3o", &value) == 1) {
			*to++ = (char)value;
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = 0;
	n = (size_t)(to - path);
	if (n > sizeof deleted && !strcmp(to - sizeof deleted + 1, deleted))
		to[-(long)sizeof deleted + 1] = 0;
}

/* How many mounts there are, and where the one is that is listed in line `which`, from 0. */
static unsigned mounts(char *path, size_t size, unsigned which)
{
	char line[1024], at[512];
	FILE *f = fopen("/proc/mounts", "r");
	unsigned n = 0;

	/* The first word may be empty. */
	while (f && fgets(line, sizeof line, f)) {
		const char *space = strchr(line, ' ');

		if (n++ == which && space && sscanf(space, " %511s", at) == 1)
			snprintf(path, size, "%s", at);
	}
	if (f)
		fclose(f);
	unescape(path);
	return n;
}

void world_remove(void)
{
	char path[512] = "";
	unsigned n = mounts(path, sizeof path, 0);

	/* From the last one on, and around: one that was moved may lie over a later one.  Some
	 * may be far from home: a worker's program is seen as /proc/self/exe. */
	for (unsigned i = 0; i < 10000 && n > mounts_first; i++) {
		mounts(path, sizeof path, n - 1 - i % (n - mounts_first));
		if (umount2(path, MNT_DETACH) && umount2(path, 0) && i > 9000)
			die(path);
		n = mounts(path, sizeof path, 0);
	}
}

void world_init(void)
{
	mounts_first = mounts((char[512]){ 0 }, 512, 0);
}
