/* badelf.c - programs cut and damaged, run: each ends in an error, an exit or a signal.
 *
 *     badelf [-n RANDOM] [-s SEED] PROGRAM...
 *
 * Each PROGRAM (small ones) is cut behind each of its first bytes, where the headers are,
 * and behind each page; each byte of the headers gets several values; and RANDOM copies
 * have random damage.  The last line is the verdict. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BYTES_MAX = 1 << 20, HEADERS = 512, PAGE = 4096, NOBODY = 31337, SECONDS = 2 };
#define NAME "/tmp/badelf"

static uint8_t good[BYTES_MAX], file[BYTES_MAX];
static size_t size;
static unsigned long refused, exited, killed, ran_on, odd;
static uint64_t state = 1;

static uint32_t any(void)
{
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(state >> 33);
}

static void write_file(size_t n)
{
	int fd = open(NAME, O_WRONLY | O_CREAT | O_TRUNC, 0755);

	if (fd < 0 || write(fd, file, n) != (ssize_t)n) {
		perror(NAME);
		exit(2);
	}
	fchmod(fd, 0755);
	close(fd);
}

/* As nobody, silent, and not for long: damaged code may do anything. */
static void child(int report)
{
	static char *const words[] = { "badelf", "argument", NULL };
	int null = open("/dev/null", O_RDWR), error;

	for (int i = 0; i < 3; i++)
		dup2(null, i);
	setrlimit(RLIMIT_AS, &(struct rlimit){ 64 << 20, 64 << 20 });
	setrlimit(RLIMIT_NPROC, &(struct rlimit){ 5, 5 });
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 4096, 4096 });
	setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { SECONDS, 0 } }, NULL);
	if (setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))
		_exit(99);
	execve(NAME, words, words);
	error = errno;
	write(report, &error, sizeof error);
	_exit(0);
}

static void run(size_t n)
{
	int fd[2], status, error = 0;
	pid_t pid;

	write_file(n);
	pipe2(fd, O_CLOEXEC);
	pid = fork();
	if (pid < 0) {
		perror("fork");
		exit(2);
	}
	if (!pid)
		child(fd[1]);
	close(fd[1]);
	if (read(fd[0], &error, sizeof error) < 0)
		error = 0;
	close(fd[0]);
	waitpid(pid, &status, 0);
	if (error)
		refused++;
	else if (WIFEXITED(status))
		exited++;
	else if (WTERMSIG(status) == SIGALRM)
		ran_on++;
	else
		killed++;
	if (error && error != ENOEXEC && error != EINVAL && error != ENOMEM && error != ENOENT &&
	    error != EACCES && error != EPERM && error != EIO && error != E2BIG) {
		printf("badelf: error %d\n", error);
		odd++;
	}
}

static void restore(void)
{
	memcpy(file, good, size);
}

static void cuts(void)
{
	restore();
	for (size_t n = 0; n < size && n < HEADERS; n++)
		run(n);
	for (size_t n = HEADERS; n < size; n += PAGE / 2)
		run(n);
}

static void each_header_byte(void)
{
	static const uint8_t flips[] = { 0x01, 0x80, 0xff };

	for (size_t i = 0; i < HEADERS && i < size; i++) {
		restore();
		if (!file[i] && i > 160)        /* holes between the headers' last fields */
			continue;
		for (unsigned k = 0; k < sizeof flips; k++) {
			file[i] = good[i] ^ flips[k];
			run(size);
		}
	}
}

static void random_damage(unsigned times)
{
	while (times--) {
		restore();
		for (unsigned n = 1 + any() % 12; n--;)
			file[any() % (any() % 4 ? HEADERS : size)] = any() % 3 ? (uint8_t)any() : 0xff;
		run(any() % 8 ? size : any() % size);
	}
}

int main(int argc, char **argv)
{
	unsigned times = 300;
	int c;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((c = getopt(argc, argv, "n:s:")) != -1) {
		if (c == 'n')
			times = (unsigned)atoi(optarg);
		else
			state = strtoull(optarg, NULL, 0);
	}
	for (; optind < argc; optind++) {
		int fd = open(argv[optind], O_RDONLY);

		size = (size_t)read(fd, good, sizeof good);
		close(fd);
		restore();
		run(size);
		if (exited != 1) {
			printf("badelf: %s does not run when it is whole\n", argv[optind]);
			return 1;
		}
		cuts();
		each_header_byte();
		random_damage(times);
		printf("badelf: %s: %lu refused, %lu exited, %lu killed, %lu ran on\n", argv[optind],
		       refused, exited, killed, ran_on);
		refused = exited = killed = ran_on = 0;
	}
	unlink(NAME);
	printf("badelf: %s\n", odd ? "FAILED" : "ok");
	return odd != 0;
}
