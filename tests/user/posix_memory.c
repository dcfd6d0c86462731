/* posix_memory.c - the heap, mappings, and what a fork shares. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "posix.h"
#include "say.h"

enum { PAGE = 4096, PIECES = 300 };

/* Pieces of many sizes, freed in another order than they were taken. */
static void heap(void)
{
	static unsigned char *piece[PIECES];
	unsigned long bad = 0;

	for (unsigned i = 0; i < PIECES; i++) {
		size_t size = (i * 7919u) % 20000 + 1;

		piece[i] = malloc(size);
		memset(piece[i], (int)(i & 0xff), size);
	}
	for (unsigned i = 0; i < PIECES; i += 2) {
		free(piece[i]);
		piece[i] = NULL;
	}
	for (unsigned i = 1; i < PIECES; i += 2) {
		size_t size = (i * 7919u) % 20000 + 1;

		for (size_t at = 0; at < size; at++)
			bad += piece[i][at] != (i & 0xff);
		free(piece[i]);
	}
	say("heap, bad bytes", bad);
	piece[0] = malloc(20 << 20);
	say("20 MiB", piece[0] != NULL);
	piece[0][0] = piece[0][(20 << 20) - 1] = 1;
	free(piece[0]);
	piece[0] = calloc(1, 3 << 20);
	for (unsigned i = 0; i < 3 << 20; i++)
		bad += piece[0][i];
	say("zeros", bad);
	free(piece[0]);
}

static void private_file(void)
{
	int fd = open("posix.map", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char c = 0, *p;

	say("write", write(fd, "mapped", 6));
	p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	say("a private map", p != MAP_FAILED);
	tell("'%s'\n", p);
	say("behind the end", p[PAGE - 1]);
	p[0] = 'M';
	say("pread", pread(fd, &c, 1, 0));
	say("the file is unchanged", c == 'm');
	say("read into the map", lseek(fd, 0, SEEK_SET) | read(fd, p + 3, 3));
	tell("'%s'\n", p);
	say("munmap", munmap(p, 2 * PAGE));
	say("a map of nothing", mmap(NULL, 0, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED);
	say("at an odd offset", mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 1) == MAP_FAILED);
	close(fd);
	say("of no file", mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED);
	unlink("posix.map");
}

/* Pages in the middle of a map go, change and come back. */
static void holes(void)
{
	char *p = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);
	int out[2], zero = open("/dev/zero", O_RDONLY);
	unsigned long sum = 0;

	memset(p, 'x', 8 * PAGE);
	say("munmap the middle", munmap(p + 2 * PAGE, PAGE));
	say("pipe", pipe(out));
	say("write from the hole", write(out[1], p + 2 * PAGE, 1));
	say("write around it", write(out[1], p + PAGE, 2));
	say("into it again", p + 2 * PAGE == mmap(p + 2 * PAGE, PAGE, PROT_READ | PROT_WRITE,
						  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
						  -1, 0));
	for (unsigned i = 0; i < 8 * PAGE; i++)
		sum += (unsigned char)p[i];
	say("the sum", sum);
	say("mprotect", mprotect(p + 4 * PAGE, PAGE, PROT_READ));
	say("read into it", read(zero, p + 4 * PAGE, 1));
	say("read up to it", read(zero, p + 4 * PAGE - 2, 4));
	say("mprotect of a hole", munmap(p + 7 * PAGE, PAGE) |
	    (mprotect(p + 6 * PAGE, 2 * PAGE, PROT_READ) == -1 ? errno : 0));
	say("munmap of all", munmap(p, 8 * PAGE));
	say("munmap again", munmap(p, 8 * PAGE));
	close(zero);
	close(out[0]);
	close(out[1]);
}

/* A fork's memory is its own, but for shared maps. */
static void forked(void)
{
	static int own = 1;
	int *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);
	int status;

	*shared = 1;
	if (!fork()) {
		own = 2;
		*shared = 2;
		_exit(own + *shared);
	}
	wait(&status);
	say("the child saw", WEXITSTATUS(status));
	say("own", own);
	say("shared", *shared);
	munmap(shared, PAGE);
}

void memory(void)
{
	tell("-- memory\n");
	heap();
	private_file();
	holes();
	forked();
}
