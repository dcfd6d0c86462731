/* main.c - the bench as /init: what the kernel was when it came, each operation, the end.
 *
 *     init [ROUNDS [NAME]]     at most so many of each operation; only that one: for a
 *                              profile.  0: no operation at all
 * ("-- ROUNDS NAME" on the kernel's command line.)  Before the operations it prints
 *   start: tsc N             the TSC at its first instruction
 *   start: free N            bytes of RAM free then
 *   start: meminfo LINE      the first lines of /proc/meminfo
 *   start: step LINE         of /proc/boot-timeline, or
 *   start: handed-over HEX   what the loader handed to Linux (common/timeline.h) */
#include "bench.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

extern uint64_t first_tsc;              /* start.S */

uint64_t samples[SAMPLES];
uint8_t buffer[16 << 10];
int null_fd, zero_fd, file_fd;
static unsigned most = SAMPLES;
static const char *only;
static uint64_t overhead;

void fail(const char *what)
{
	printf("bench: failed: %s\n", what);
	fflush(stdout);
	if (getpid() == 1)
		reboot(RB_POWER_OFF);
	_exit(1);
}

unsigned rounds(unsigned n)
{
	return n < most ? n : most;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static uint64_t median(uint64_t *sample, unsigned n)
{
	qsort(sample, n, sizeof *sample, by_value);
	return sample[n / 2];
}

void report(const char *name, uint64_t *sample, unsigned n)
{
	printf("bench: %s %llu\n", name, (unsigned long long)median(sample, n));
}

static void take(unsigned n, void (*run)(void), void (*between)(void))
{
	for (unsigned i = 0; i < n; i++) {
		uint64_t before;

		if (between)
			between();
		before = rdtsc();
		run();
		samples[i] = rdtsc() - before;
	}
}

int wanted(const char *name)
{
	return !only || !strcmp(only, name);
}

void measure(const char *name, unsigned n, void (*run)(void), void (*between)(void))
{
	if (!wanted(name))
		return;
	n = rounds(n);
	run();                          /* the first one finds pages missing */
	take(n, run, between);
	for (unsigned i = 0; i < n; i++)
		samples[i] = samples[i] > overhead ? samples[i] - overhead : 0;
	report(name, samples, n);
}

static void nothing(void)
{
}

static void measure_overhead(void)
{
	take(SAMPLES, nothing, NULL);
	overhead = median(samples, SAMPLES);
}

/* Our kernel shows the loader's milestones and its own; Linux shows what a loader hands
 * over, byte for byte, among it the milestones. */
static void print_timeline(void)
{
	char path[64], text[4096];
	FILE *f = fopen("/proc/boot-timeline", "r");

	while (f && fgets(text, sizeof text, f))
		printf("start: step %s", text);
	for (int i = 0; !f && i < 8; i++) {
		snprintf(path, sizeof path, "/sys/kernel/boot_params/setup_data/%d/data", i);
		int fd = open(path, O_RDONLY);
		long n = fd < 0 ? -1 : read(fd, text, sizeof text);

		if (n < 4 || memcmp(text, "FLT1", 4))
			continue;
		printf("start: handed-over ");
		for (long k = 0; k < n; k++)
			printf("%02x", (uint8_t)text[k]);
		printf("\n");
		break;
	}
}

static void print_meminfo(void)
{
	char line[128];
	FILE *f = fopen("/proc/meminfo", "r");

	for (int i = 0; f && i < 3 && fgets(line, sizeof line, f); i++)
		printf("start: meminfo %s", line);
}

static int need(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		fail(path);
	return fd;
}

static void prepare(void)
{
	struct sysinfo info;

	sysinfo(&info);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	setvbuf(stdout, NULL, _IONBF, 0);
	printf("start: tsc %llu\n", (unsigned long long)first_tsc);
	printf("start: free %llu\n", (unsigned long long)info.freeram * info.mem_unit);
	print_meminfo();
	print_timeline();
	null_fd = need("/dev/null", O_WRONLY);
	zero_fd = need("/dev/zero", O_RDONLY);
	file_fd = need("/init", O_RDONLY);
	memset(buffer, 1, sizeof buffer);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		most = (unsigned)atoi(argv[1]);
	if (argc > 2)
		only = argv[2];
	prepare();
	if (most) {
		measure_overhead();
		bench_calls();
		bench_files();
		bench_memory();
		bench_pipes();
		bench_processes();
	}
	printf("bench: done\n");
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
