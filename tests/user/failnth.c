/* failnth.c - each operation again and again, while its first, second ... allocation in the
 * kernel fails, until none is left to fail.
 *
 *     failnth [-v]
 *
 * An operation either succeeds all the same or gives an error for lack of memory, and
 * afterwards memory is what it was.  The last line is the verdict. */
#include "failnth.h"
#include <signal.h>
#include <sys/wait.h>

enum { MOST = 3000, LEAK_KB = 64 };

int armed;
char *memory;
static int control = -1, verbose, bad;

void fail(int n)
{
	char text[16];
	int len = snprintf(text, sizeof text, "%d", n);

	if (write(control, text, (size_t)len) != len) {
		perror("fail-nth");
		exit(2);
	}
}

static int has_failed(void)
{
	char c = 0;

	if (pread(control, &c, 1, 0) != 1) {
		perror("fail-nth");
		exit(2);
	}
	return c == '1';
}

static long memory_free(void)
{
	static char text[4096];
	int fd = open("/proc/meminfo", O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);
	long kb = -1;

	text[n > 0 ? n : 0] = 0;
	close(fd);
	sscanf(strstr(text, "MemFree:"), "MemFree: %ld", &kb);
	return kb;
}

static const struct { const char *name; int (*run)(void); } ops[] = {
#define OP(name) { #name, op_##name },
	OPS(OP)
};
enum { N_OPS = sizeof ops / sizeof *ops };

static int for_lack_of_memory(int error)
{
	return error == ENOMEM || error == EAGAIN || error == ENOSPC;
}

/* How many allocations it makes; complains about what it says when one fails. */
static int try_all(unsigned op)
{
	int refused = 0, n, error;

	armed = 0;
	error = ops[op].run();
	if (error) {
		printf("failnth: %s: error %d without any failure\n", ops[op].name, error);
		bad++;
		return 0;
	}
	for (n = 1; n < MOST; n++) {
		armed = n;
		error = ops[op].run();
		if (!has_failed())
			break;
		refused += error != 0;
		if (error && !for_lack_of_memory(error)) {
			printf("failnth: %s: allocation %d fails, error %d\n", ops[op].name, n, error);
			bad++;
		}
	}
	if (error) {
		printf("failnth: %s: error %d after all failures\n", ops[op].name, error);
		bad++;
	}
	if (verbose)
		printf("failnth: %s: %d allocations, %d refused\n", ops[op].name, n - 1, refused);
	return n - 1;
}

static void prepare(void)
{
	int fd;

	control = open("/proc/fail-nth", O_RDWR);
	if (control < 0) {
		perror("/proc/fail-nth");
		exit(2);
	}
	memory = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(memory, 1, 64 * PAGE);
	mkdir(FOLDER, 0700);
	mkdir(FOLDER "/mnt", 0700);
	symlink("/etc", FOLDER "/to-etc");
	fd = open(FOLDER "/script", O_WRONLY | O_CREAT, 0700);
	write(fd, "#!/bin/demo with an argument\n", 29);
	close(fd);
}

/* Does a task bear what one asked for that has ended?  The kernel may put it in the same place. */
static void try_heirs(void)
{
	for (int i = 0; i < 100; i++) {
		int ends[2], status = 0;

		if (!fork()) {
			fail(50);
			_exit(0);
		}
		wait(NULL);
		if (!fork()) {
			for (int k = 0; k < 100; k++)
				if (pipe(ends) || close(ends[0]) || close(ends[1]))
					_exit(1);
			_exit(0);
		}
		wait(&status);
		if (status) {
			printf("failnth: an allocation failed for a task that is no more\n");
			bad++;
			return;
		}
	}
}

int main(int argc, char **argv)
{
	long before, after;
	int total = 0;

	verbose = argc > 1 && !strcmp(argv[1], "-v");
	setvbuf(stdout, NULL, _IOLBF, 0);
	prepare();
	try_heirs();
	for (unsigned i = 0; i < N_OPS; i++) {
		try_all(i);                             /* caches are as full as they get */
		before = memory_free();
		total += try_all(i);
		try_all(i);
		after = memory_free();
		if (after < before - LEAK_KB) {
			printf("failnth: %s: %ld kB of memory were lost\n", ops[i].name,
			       before - after);
			bad++;
		}
	}
	printf("failnth: %u operations, %d allocations failed: %s\n", (unsigned)N_OPS, total,
	       bad ? "FAILED" : "ok");
	return bad != 0;
}
