/* memory.c - address spaces: mapped, protected, moved, cut, copied on write. */
#include "calls.h"
#include <setjmp.h>
#include <sys/resource.h>

enum { PAGE = 4096 };

static sigjmp_buf back;
static volatile siginfo_t last;

static void on_fault(int sig, siginfo_t *info, void *uc)
{
	(void)sig;
	(void)uc;
	memcpy((void *)&last, info, sizeof last);
	siglongjmp(back, 1);
}

/* 'r', 'w': can the byte be read, written; else the fault. */
static void probe(const char *what, volatile char *p)
{
	printf("%s:", what);
	if (sigsetjmp(back, 1))
		printf(" read %d/%d", last.si_signo, last.si_code);
	else
		printf(" %d", *p);
	if (sigsetjmp(back, 1))
		printf(" write %d/%d\n", last.si_signo, last.si_code);
	else {
		*p = (char)(*p + 1);
		printf(" w\n");
	}
}

static long map(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	void *p = mmap(at, len, prot, flags, fd, offset);

	return p == MAP_FAILED ? -1 : (long)p;
}

static char *anon(size_t pages)
{
	return (char *)MUST(map(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* Fixed addresses are above 0x50000000: Linux puts a 64-bit program's heap anywhere below. */
static char *const fixed = (char *)0x52000000;

static void arguments(void)
{
	int anon_flags = MAP_PRIVATE | MAP_ANONYMOUS, fd, wfd, d;

	put_file("f", "text");
	fd = open("f", O_RDONLY);
	wfd = open("f", O_WRONLY);
	d = open(".", O_RDONLY);
	OK(map(NULL, 1, PROT_READ, anon_flags, -1, 0));
	TRY(map(NULL, 0, PROT_READ, anon_flags, -1, 0));
	TRY(map(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0));
	TRY(map(NULL, PAGE, PROT_READ, MAP_ANONYMOUS | 3, -1, 0));
	TRY(map(NULL, PAGE, PROT_READ, MAP_PRIVATE, -1, 0));
	TRY(map(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0));
	TRY(map(NULL, PAGE, PROT_READ, MAP_PRIVATE, wfd, 0));
	TRY(map(NULL, PAGE, PROT_READ, MAP_PRIVATE, d, 0));
	TRY(map(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	OK(map(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
	OK(map(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0));
	TRY(map(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 1));
	OK(map(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, -PAGE));
	TRY(map((void *)1, PAGE, PROT_READ, anon_flags | MAP_FIXED, -1, 0));
	TRY(map((void *)(fixed + 1), PAGE, PROT_READ, anon_flags | MAP_FIXED, -1, 0));
	TRY(map(fixed, PAGE, PROT_READ, anon_flags | MAP_FIXED, -1, 0) == (long)fixed);
	TRY(map(fixed, PAGE, PROT_READ, anon_flags | MAP_FIXED_NOREPLACE, -1, 0));
	TRY(map(fixed + PAGE, PAGE, PROT_READ, anon_flags | MAP_FIXED_NOREPLACE, -1, 0) ==
	    (long)fixed + PAGE);
	TRY(map(fixed, PAGE, PROT_READ, anon_flags, -1, 0) != (long)fixed);
	TRY(map(fixed + 8 * PAGE + 5, PAGE, PROT_READ, anon_flags, -1, 0) == (long)fixed + 8 * PAGE);
	TRY(munmap(fixed, 9 * PAGE));
	TRY(munmap(fixed, 9 * PAGE));
	TRY(munmap(fixed, 0));
	TRY(munmap(fixed + 1, PAGE));
	TRY(munmap(fixed, (size_t)-PAGE));
	TRY(map(NULL, (size_t)-PAGE, PROT_READ, anon_flags, -1, 0));
	TRY(map(NULL, (size_t)-1, PROT_READ, anon_flags, -1, 0));
	TRY(mprotect(fixed, PAGE, PROT_READ));
	TRY(mprotect(fixed + 1, PAGE, PROT_READ));
	TRY(mprotect(fixed, 0, PROT_READ));
	TRY(mprotect(fixed, PAGE, 64));
	TRY(madvise(fixed, PAGE, MADV_NORMAL));
	TRY(madvise(fixed, 0, MADV_DONTNEED));
	TRY(madvise(fixed + 1, PAGE, MADV_DONTNEED));
	TRY(madvise(anon(1), PAGE, 99));
	TRY(msync(fixed, PAGE, MS_SYNC));
	TRY(msync(fixed + 1, PAGE, MS_SYNC));
	TRY(msync(anon(1), PAGE, MS_SYNC | MS_ASYNC));
	TRY(msync(anon(1), PAGE, 8));
	TRY(mlock(anon(1), PAGE));
	TRY(mlock(fixed, PAGE));
	TRY(munlock(fixed, PAGE));
	close(fd);
	close(wfd);
	close(d);
}

static void protections(void)
{
	char *p = anon(4);

	memset(p, 'x', 4 * PAGE);
	TRY(mprotect(p + PAGE, PAGE, PROT_NONE));
	TRY(mprotect(p + 2 * PAGE, PAGE, PROT_READ));
	probe("rw", p);
	probe("none", p + PAGE);
	probe("read", p + 2 * PAGE);
	probe("rw", p + 3 * PAGE);
	TRY(mprotect(p, 4 * PAGE, PROT_READ | PROT_WRITE));
	probe("back", p + PAGE);
	TRY(mprotect(p, PAGE, PROT_WRITE));
	probe("write only", p);
	TRY(munmap(p + PAGE, PAGE));
	probe("hole", p + PAGE);
	TRY(mprotect(p, 4 * PAGE, PROT_READ));
	probe("before the hole", p);
	probe("behind the hole", p + 2 * PAGE);
	char *zero = (char *)map(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	probe("zero page", zero);
	TRY(mprotect(zero, PAGE, PROT_READ | PROT_WRITE));
	probe("zero page", zero);
	char *other = anon(1);

	printf("another is %d\n", *other);
	/* Code can be made, and run only where it may. */
	static const unsigned char ret7[] = { 0xb8, 7, 0, 0, 0, 0xc3 };

	p = anon(1);
	memcpy(p, ret7, sizeof ret7);
	if (sigsetjmp(back, 1))
		printf("fetch %d/%d at it %d\n", last.si_signo, last.si_code, last.si_addr == p);
	else
		printf("ran %d\n", ((int (*)(void))p)());
	TRY(mprotect(p, PAGE, PROT_READ | PROT_EXEC));
	if (!sigsetjmp(back, 1))
		printf("ran %d\n", ((int (*)(void))p)());
	probe("code", p);
}

static void files(void)
{
	char buf[16] = "";
	char *p, *q;
	int fd = open("data", O_RDWR | O_CREAT | O_TRUNC, 0644);

	for (int i = 0; i < 3; i++) {
		char page[PAGE];

		memset(page, 'a' + i, PAGE);
		write(fd, page, i == 2 ? 100 : PAGE);
	}
	p = (char *)map(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	q = (char *)map(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	printf("%c %c %c %d\n", p[0], p[PAGE], p[2 * PAGE], p[2 * PAGE + 100]);
	probe("behind", p + 3 * PAGE);
	p[0] = 'P';
	pread(fd, buf, 1, 0);
	printf("private write: file %c shared %c\n", buf[0], q[0]);
	q[1] = 'S';
	pread(fd, buf, 2, 0);
	printf("shared write: file %c private %c\n", buf[1], p[1]);
	q[PAGE] = 'T';
	printf("seen in private: %c\n", p[PAGE]);
	pwrite(fd, "W", 1, PAGE + 1);
	printf("file write: private %c shared %c\n", p[PAGE + 1], q[PAGE + 1]);
	p[PAGE + 2] = 'p';
	pwrite(fd, "V", 1, PAGE + 3);
	printf("after the copy: private %c shared %c\n", p[PAGE + 3], q[PAGE + 3]);
	TRY(ftruncate(fd, PAGE));
	probe("shared, cut off", q + PAGE);
	probe("private, cut off", p + 2 * PAGE);
	probe("private copy, cut off", p + PAGE);
	TRY(ftruncate(fd, 2 * PAGE));
	printf("grown again: shared %d\n", q[PAGE]);
	TRY(ftruncate(fd, 10));
	TRY(ftruncate(fd, PAGE));
	printf("zeros behind the cut: %d %d\n", q[9], q[10]);
	TRY(munmap(p, 4 * PAGE));
	IN_CHILD("child", {
		q[0] = 'C';
	});
	printf("child's write: %c\n", q[0]);
	close(fd);
	unlink("data");
	q[1] = 'u';
	printf("unlinked: %c\n", q[1]);
	TRY(munmap(q, 4 * PAGE));
	/* The last page's rest is not the file's. */
	fd = open("tail", O_RDWR | O_CREAT | O_TRUNC, 0644);
	write(fd, "abc", 3);
	q = (char *)map(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	q[100] = 'x';
	printf("size %ld\n", (long)lseek(fd, 0, SEEK_END));
	p = (char *)map(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, PAGE);
	probe("at an offset behind the end", p);
	TRY(map(NULL, PAGE, PROT_READ, MAP_PRIVATE, open("/proc/self/stat", O_RDONLY), 0));
	/* a descriptor for reading makes a shared mapping that stays so */
	close(fd);
	fd = open("tail", O_RDONLY);
	q = (char *)map(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	TRY(mprotect(q, PAGE, PROT_READ | PROT_WRITE));
	p = (char *)map(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	TRY(mprotect(p, PAGE, PROT_READ | PROT_WRITE));
}

static void forks(void)
{
	char *mine = anon(4), *shared = (char *)map(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
						    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	memset(mine, 'm', 4 * PAGE);
	shared[0] = 's';
	IN_CHILD("child", {
		mine[0] = 'c';
		shared[0] = 'c';
		shared[PAGE] = 'n';
		printf("child: %c %c\n", mine[0], mine[1]);
	});
	printf("parent: %c %c %c\n", mine[0], shared[0], shared[PAGE]);
	IN_CHILD("grandchildren", {
		mine[PAGE] = '1';
		IN_CHILD("grandchild", {
			printf("%c%c\n", mine[0], mine[PAGE]);
			mine[PAGE] = '2';
			shared[2 * PAGE] = 'g';
		});
		printf("%c\n", mine[PAGE]);
	});
	printf("parent: %c %c\n", mine[PAGE], shared[2 * PAGE]);
	TRY(madvise(mine, PAGE, MADV_DONTNEED));
	printf("forgotten: %d %c\n", mine[0], mine[PAGE]);
	TRY(madvise(shared, PAGE, MADV_DONTNEED));
	printf("shared stays: %c\n", shared[0]);
	TRY(madvise(mine, 4 * PAGE, MADV_DONTFORK) == 0 || errno == EINVAL);
	int fd = (int)MUST(open("/dev/zero", O_RDWR));
	char *zero = (char *)map(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char *own = (char *)map(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);

	IN_CHILD("/dev/zero", zero[PAGE] = 'z', own[0] = 'o');
	printf("parent: %c %d\n", zero[PAGE], own[0]);
	close(fd);
}

static void moves(void)
{
	char *p = anon(8), *q, *target = (char *)0x53000000;

	for (int i = 0; i < 8; i++)
		p[i * PAGE] = (char)('a' + i);
	TRY(munmap(p + 4 * PAGE, 4 * PAGE));
	TRY(mremap(p, 4 * PAGE, 2 * PAGE, 0) == p);
	probe("shrunk", p + 2 * PAGE);
	TRY(mremap(p, 2 * PAGE, 4 * PAGE, 0) == p);
	printf("grown: %c %d\n", p[PAGE], p[2 * PAGE]);
	map(p + 4 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	TRY((long)mremap(p, 4 * PAGE, 8 * PAGE, 0));
	q = mremap(p, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
	printf("moved %d: %c %c %d\n", q != p, q[0], q[PAGE], q[7 * PAGE]);
	probe("where it was", p);
	TRY(mremap(q, 8 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target) == target);
	printf("fixed: %c\n", target[PAGE]);
	TRY((long)mremap(target, 4 * PAGE, 4 * PAGE, MREMAP_FIXED, 0x54000000));
	TRY((long)mremap(target, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target + PAGE));
	TRY((long)mremap(target + 1, PAGE, PAGE, 0));
	TRY((long)mremap(target, PAGE, 0, MREMAP_MAYMOVE));
	TRY((long)mremap(target, 8 * PAGE, 9 * PAGE, MREMAP_MAYMOVE));
	TRY((long)mremap((void *)0x55000000, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
	TRY((long)mremap(target, PAGE, PAGE, 8));
	/* the middle of a mapping */
	q = mremap(target + PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
	printf("middle: %c\n", q[0]);
	probe("the hole", target + PAGE);
	probe("behind it", target + 2 * PAGE);
	/* a file's mapping keeps its place in the file */
	put_file("f", "0123");
	int fd = open("f", O_RDWR);

	ftruncate(fd, 2 * PAGE);
	pwrite(fd, "second", 6, PAGE);
	p = (char *)map(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	map(p + 2 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	q = mremap(p + PAGE, PAGE, 4 * PAGE, MREMAP_MAYMOVE);
	printf("file: %.6s\n", q);
	probe("behind the file", q + PAGE);
	q[0] = 'S';
	char c;

	pread(fd, &c, 1, PAGE);
	printf("still shared: %c\n", c);
	/* old size 0: a second view of a shared mapping */
	q = mremap(p, 0, PAGE, MREMAP_MAYMOVE);
	printf("second view: %s\n", q == MAP_FAILED ? strerrorname_np(errno) : q[0] == '0' ? "ok" : "?");
	close(fd);
}

static void breaks(void)
{
	char *start = sbrk(0), *p;

	TRY(sbrk(3 * PAGE) == start);
	p = sbrk(0);
	printf("%ld\n", (long)(p - start));
	start[0] = 1;
	p[-1] = 2;
	TRY(brk(start));
	TRY(brk(start + PAGE + 1));
	printf("fresh: %d\n", start[0]);
	probe("its end", start + PAGE + 1);
	TRY(brk((void *)1));
	TRY(sbrk(0) == start + PAGE + 1);
	TRY(syscall(SYS_brk, 0) == (long)(start + PAGE + 1));
	struct rlimit old, r;

	getrlimit(RLIMIT_DATA, &old);
	r = old;
	r.rlim_cur = 1 << 20;
	setrlimit(RLIMIT_DATA, &r);
	TRY(sbrk(16 << 20) == (void *)-1 ? errno : 0);
	setrlimit(RLIMIT_DATA, &old);
	TRY(sbrk(16 << 20) != (void *)-1);
	getrlimit(RLIMIT_AS, &old);
	r = old;
	r.rlim_cur = 100 << 20;
	setrlimit(RLIMIT_AS, &r);
	TRY(map(NULL, 200 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	OK(map(NULL, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	setrlimit(RLIMIT_AS, &old);
}

/* The kernel's copies stop at the first byte that is not there. */
static void partial(void)
{
	char *p = anon(2);
	int fd[2];

	memset(p, 'x', 2 * PAGE);
	munmap(p + PAGE, PAGE);
	pipe(fd);
	TRY(write(fd[1], p + PAGE - 10, 10));
	TRY(write(fd[1], p + PAGE - 10, 20) > 0);
	put_file("f", "0123456789abcdefghij");
	int f = open("f", O_RDWR);

	TRY(read(f, p + PAGE, 20));
	TRY(lseek(f, 0, SEEK_SET));
	TRY(write(f, p + PAGE, 20));
	TRY(open(p + PAGE, O_RDONLY));
	TRY(open(p + PAGE - 3, O_RDONLY));
	strcpy(p + PAGE - 2, "f");
	TRY(open(p + PAGE - 2, O_RDONLY) > 0);
	mprotect(p, PAGE, PROT_READ);
	TRY(read(f, p, 10));
	TRY(syscall(SYS_uname, p));
	mprotect(p, PAGE, PROT_NONE);
	TRY(write(f, p, 10));
	TRY(open(p, O_RDONLY));
}

static void grow(int n)
{
	volatile char big[100000];

	big[0] = 1;
	if (n)
		grow(n - 1);
	big[1] = big[0];
}

static void stacks(void)
{
	struct rlimit r;

	getrlimit(RLIMIT_STACK, &r);
	printf("stack %ld\n", (long)r.rlim_cur);
	IN_CHILD("7 MB of stack", grow(70));
	IN_CHILD("20 MB of stack", signal(SIGSEGV, SIG_DFL); grow(200));
	IN_CHILD("20 MB when allowed", {
		r.rlim_cur = 64 << 20;
		setrlimit(RLIMIT_STACK, &r);
		grow(200);
	});
	IN_CHILD("a limit below what it has", {
		r.rlim_cur = 1 << 20;
		setrlimit(RLIMIT_STACK, &r);
		signal(SIGSEGV, SIG_DFL);
		grow(15);
	});
	char *p = (char *)map(NULL, 64 * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0);

	probe("below a growing mapping", p - PAGE);
	probe("in it", p);
}

int main(void)
{
	struct sigaction a = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };

	sigaction(SIGSEGV, &a, NULL);
	sigaction(SIGBUS, &a, NULL);
	arguments();
	protections();
	files();
	forks();
	moves();
	breaks();
	partial();
	stacks();
	return 0;
}
