/* init.c - the user space of the Linux boot tests: says what arrived, and powers off.
 *
 * Prints, each on a line of its own that starts with "guest: ",
 *   cmdline TEXT                   /proc/cmdline
 *   file NAME BYTES CRC-32         each file under /payload, by name: together they are
 *                                  what the boot loader handed over as initrds
 *   memory KIB                     MemTotal
 *   done */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>
#include "common/crc32.h"

static void print_file(const char *name)
{
	static char buffer[1 << 16];
	unsigned long long size = 0;
	char path[512];
	u32 crc = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/payload/%s", name);
	fd = open(path, O_RDONLY);
	while (fd >= 0 && (n = read(fd, buffer, sizeof buffer)) > 0) {
		crc = crc32(crc, buffer, (size_t)n);
		size += (unsigned long long)n;
	}
	if (fd >= 0)
		close(fd);
	printf("guest: file %s %llu %08x\n", name, size, crc);
}

static void print_payload(void)
{
	struct dirent **names;
	int n = scandir("/payload", &names, NULL, alphasort);

	for (int i = 0; i < n; i++)
		if (names[i]->d_name[0] != '.')
			print_file(names[i]->d_name);
}

static void print_cmdline(void)
{
	char text[4096] = "";
	FILE *f = fopen("/proc/cmdline", "r");

	if (f) {
		text[fread(text, 1, sizeof text - 1, f)] = '\0';
		fclose(f);
	}
	text[strcspn(text, "\n")] = '\0';
	printf("guest: cmdline %s\n", text);
}

static void print_memory(void)
{
	char line[128];
	unsigned long kib = 0;
	FILE *f = fopen("/proc/meminfo", "r");

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "MemTotal: %lu", &kib) == 1)
			break;
	if (f)
		fclose(f);
	printf("guest: memory %lu\n", kib);
}

int main(void)
{
	mkdir("/proc", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	print_cmdline();
	print_payload();
	print_memory();
	printf("guest: done\n");
	fflush(stdout);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
