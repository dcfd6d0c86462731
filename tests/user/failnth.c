/* failnth.c - each operation again and again, while its first, second ... allocation in the
 * kernel fails, until none is left to fail.
 *
 *     failnth [-v]
 *
 * An operation either succeeds all the same or gives an error for lack of memory, and
 * afterwards memory is what it was.  The last line is the verdict. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, MOST = 3000, LEAK_KB = 64 };
#define DIR       "/tmp/failnth"
#define LONG_NAME DIR "/a-name-that-is-longer-than-fits-into-a-dentry-itself"

static int control = -1, verbose, bad;

/* The n-th allocation of this task from now on fails; 0: none. */
static void fail(int n)
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

/* --- operations: 0, or errno; what they made they take away, with no failures --- */

/* The call under test; its error. */
#define TRY(call) ({ long r_ = (long)(call); int e_ = r_ == -1 ? errno : 0; fail(0); e_; })

static int armed;               /* the number for fail() */
static char *memory;            /* 64 pages, touched */

static int op_open(void)
{
	int fd, error;

	fail(armed);
	error = TRY(fd = open("/etc/passwd", O_RDONLY));
	if (!error)
		close(fd);
	return error;
}

static int op_open_dev(void)
{
	int fd, error;

	fail(armed);
	error = TRY(fd = open("/dev/null", O_RDWR));
	if (!error)
		close(fd);
	return error;
}

static int op_open_proc(void)
{
	int fd, error;

	fail(armed);
	error = TRY(fd = open("/proc/self/fd/0", O_PATH));
	if (!error)
		close(fd);
	return error;
}

static int op_read_proc(void)
{
	int fd = open("/proc/self/maps", O_RDONLY), error;

	fail(armed);
	error = TRY(read(fd, memory, 40000));
	close(fd);
	return error;
}

static int op_create(void)
{
	int fd, error;

	fail(armed);
	error = TRY(fd = open(LONG_NAME, O_RDWR | O_CREAT, 0600));
	if (!error)
		close(fd);
	unlink(LONG_NAME);
	return error;
}

static int op_mkdir(void)
{
	int error;

	fail(armed);
	error = TRY(mkdir(DIR "/dir", 0700));
	rmdir(DIR "/dir");
	return error;
}

static int op_symlink(void)
{
	int error;

	fail(armed);
	error = TRY(symlink("/some/target", DIR "/link"));
	unlink(DIR "/link");
	return error;
}

static int op_follow(void)
{
	int error;

	fail(armed);
	error = TRY(access(DIR "/to-etc/passwd", R_OK));
	return error;
}

static int op_rename(void)
{
	int error;

	close(open(DIR "/old", O_CREAT | O_WRONLY, 0600));
	fail(armed);
	error = TRY(rename(DIR "/old", DIR "/another-name-that-is-longer-than-fits-into-a-dentry"));
	unlink(DIR "/old");
	unlink(DIR "/another-name-that-is-longer-than-fits-into-a-dentry");
	return error;
}

static int op_write(void)
{
	int fd = open(DIR "/file", O_CREAT | O_RDWR | O_TRUNC, 0600), error;
	long n;

	fail(armed);
	error = TRY(n = write(fd, memory, 20 * PAGE));
	close(fd);
	unlink(DIR "/file");
	return error ? error : n == 20 * PAGE ? 0 : ENOMEM;     /* a part is what there was room for */
}

static int op_sparse_write(void)
{
	int fd = open(DIR "/file", O_CREAT | O_RDWR, 0600), error;

	fail(armed);
	error = TRY(pwrite(fd, "x", 1, 100 << 20));
	close(fd);
	unlink(DIR "/file");
	return error;
}

static int op_long_path(void)
{
	static char path[3000];
	int error;

	memset(path, '/', sizeof path - 1);
	fail(armed);
	error = TRY(access(path, R_OK));
	return error;
}

static int op_getcwd(void)
{
	char buffer[200];
	int error;

	fail(armed);
	error = TRY(getcwd(buffer, sizeof buffer) ? 0 : -1);
	return error;
}

static int op_readdir(void)
{
	int fd = open("/proc", O_RDONLY), error;

	fail(armed);
	error = TRY(getdents64(fd, memory, 2000));
	close(fd);
	return error;
}

static int op_pipe(void)
{
	int fd[2], error;

	fail(armed);
	error = TRY(pipe(fd));
	if (!error) {
		close(fd[0]);
		close(fd[1]);
	}
	return error;
}

static int op_pipe_write(void)
{
	int fd[2], error;
	long n;

	pipe2(fd, O_NONBLOCK);
	fail(armed);
	error = TRY(n = write(fd[1], memory, 5 * PAGE));
	close(fd[0]);
	close(fd[1]);
	return error ? error : n == 5 * PAGE ? 0 : ENOMEM;
}

static int op_pipe_resize(void)
{
	int fd[2], error;

	pipe2(fd, O_NONBLOCK);
	write(fd[1], memory, 5 * PAGE);
	fail(armed);
	error = TRY(fcntl(fd[1], F_SETPIPE_SZ, 1 << 18));
	close(fd[0]);
	close(fd[1]);
	return error;
}

static int op_mkfifo(void)
{
	int fd = -1, error;

	fail(armed);
	error = mkfifo(DIR "/fifo", 0600) ? errno : 0;
	if (!error)
		error = (fd = open(DIR "/fifo", O_RDWR)) < 0 ? errno : 0;
	fail(0);
	close(fd);
	unlink(DIR "/fifo");
	return error;
}

/* In a child, whose table of files is small each time. */
static int op_dup_high(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		fail(armed);
		_exit(TRY(fcntl(0, F_DUPFD, 500)));
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static int op_poll_many(void)
{
	struct pollfd fds[100];
	int error;

	memset(fds, 0, sizeof fds);
	fail(armed);
	error = TRY(poll(fds, 100, 1));
	return error;
}

static int op_select(void)
{
	fd_set set;
	int error;

	FD_ZERO(&set);
	FD_SET(0, &set);
	fail(armed);
	error = TRY(select(1000, NULL, &set, NULL, &(struct timeval){ 0, 1000 }));
	return error;
}

static int op_sendfile(void)
{
	int from = open("/etc/passwd", O_RDONLY), to = open("/dev/null", O_WRONLY), error;

	fail(armed);
	error = TRY(sendfile(to, from, NULL, 100));
	close(from);
	close(to);
	return error;
}

static int op_mount(void)
{
	int error;

	fail(armed);
	error = TRY(mount("failnth", DIR "/mnt", "tmpfs", 0, "size=1m"));
	umount(DIR "/mnt");
	return error;
}

static int op_bind(void)
{
	int error;

	fail(armed);
	error = TRY(mount("/etc", DIR "/mnt", NULL, MS_BIND, NULL));
	umount(DIR "/mnt");
	return error;
}

static int op_mount_proc(void)
{
	int error;

	fail(armed);
	error = TRY(mount("proc", DIR "/mnt", "proc", 0, NULL));
	umount(DIR "/mnt");
	return error;
}

static int map_and_touch(int flags, int fd, int prot)
{
	char *at;
	int error;

	fail(armed);
	at = mmap(NULL, 8 * PAGE, prot, flags, fd, 0);
	error = at == MAP_FAILED ? errno : 0;
	for (int i = 0; !error && i < 8; i++)           /* faults try again */
		*(volatile char *)(at + i * PAGE);
	for (int i = 0; !error && prot & PROT_WRITE && i < 8; i++)
		*(volatile char *)(at + i * PAGE) = 1;
	fail(0);
	if (!error)
		munmap(at, 8 * PAGE);
	return error;
}

static int op_map_private(void)
{
	return map_and_touch(MAP_PRIVATE | MAP_ANONYMOUS, -1, PROT_READ | PROT_WRITE);
}

static int op_map_shared(void)
{
	return map_and_touch(MAP_SHARED | MAP_ANONYMOUS, -1, PROT_READ | PROT_WRITE);
}

static int op_map_file(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	int error = map_and_touch(MAP_PRIVATE, fd, PROT_READ | PROT_WRITE);

	close(fd);
	return error;
}

static int op_unmap_middle(void)
{
	char *at = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int error;

	fail(armed);
	error = TRY(munmap(at + 2 * PAGE, PAGE));
	munmap(at, 8 * PAGE);
	return error;
}

static int op_protect_middle(void)
{
	char *at = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int error;

	memset(at, 1, 8 * PAGE);
	fail(armed);
	error = TRY(mprotect(at + 2 * PAGE, PAGE, PROT_READ));
	munmap(at, 8 * PAGE);
	return error;
}

static int op_remap(void)
{
	char *at = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *end = mmap(at + 8 * PAGE, PAGE, PROT_READ,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	char *to;
	int error, kept = 1;

	memset(at, 7, 8 * PAGE);
	fail(armed);
	to = mremap(at, 8 * PAGE, 1000 * PAGE, MREMAP_MAYMOVE);
	error = to == MAP_FAILED ? errno : 0;
	fail(0);
	for (int i = 0; i < 8; i++)
		kept &= (error ? at : to)[i * PAGE] == 7;
	munmap(error ? at : to, error ? 8 * PAGE : 1000 * PAGE);
	if (end != MAP_FAILED)
		munmap(end, PAGE);
	return kept ? error : EIO;
}

static int op_brk(void)
{
	char *at;
	int error;

	fail(armed);
	error = (at = sbrk(10 * PAGE)) == (char *)-1 ? errno : 0;
	if (!error)
		memset(at, 1, 10 * PAGE);
	fail(0);
	if (!error)
		sbrk(-10 * PAGE);
	return error;
}

static int op_fork(void)
{
	pid_t pid;
	int error, status = 0;

	fail(armed);
	pid = fork();
	if (!pid)
		_exit(0);
	error = pid < 0 ? errno : 0;
	fail(0);
	if (pid > 0)
		waitpid(pid, &status, 0);
	return status ? EIO : error;
}

static int op_vfork(void)
{
	pid_t pid;
	int error;

	fail(armed);
	pid = vfork();
	if (!pid)
		_exit(0);
	error = pid < 0 ? errno : 0;
	fail(0);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return error;
}

static void *nothing(void *unused)
{
	return unused;
}

static int op_thread(void)
{
	pthread_t id;
	int error;

	fail(armed);
	error = pthread_create(&id, NULL, nothing, NULL);
	fail(0);
	if (!error)
		pthread_join(id, NULL);
	return error;
}

/* The child does it; behind the point of no return it may be killed. */
static int exec_child(const char *path, char *const argv[])
{
	static char *const envp[] = { "A=1", "B=2", NULL };
	int status, fd[2], error = 0;
	pid_t pid;

	pipe2(fd, O_CLOEXEC);
	pid = fork();
	if (!pid) {
		dup2(open("/dev/null", O_WRONLY), 1);
		dup2(1, 2);
		fail(armed);
		execve(path, argv, envp);
		error = errno;
		fail(0);
		write(fd[1], &error, sizeof error);
		_exit(0);
	}
	close(fd[1]);
	read(fd[0], &error, sizeof error);
	close(fd[0]);
	waitpid(pid, &status, 0);
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL ? ENOMEM : EIO;
	return error;
}

static int op_exec(void)
{
	return exec_child("/bin/demo", (char *[]){ "demo", NULL });
}

static int op_exec_32(void)
{
	return exec_child("/bin/demo32", (char *[]){ "demo32", NULL });
}

static int op_exec_script(void)
{
	return exec_child(DIR "/script", (char *[]){ "script", "x", NULL });
}

static const struct { const char *name; int (*run)(void); } ops[] = {
#define OP(name) { #name, op_##name }
	OP(open), OP(open_dev), OP(open_proc), OP(read_proc), OP(create), OP(mkdir), OP(symlink),
	OP(follow), OP(rename), OP(write), OP(sparse_write), OP(long_path), OP(getcwd),
	OP(readdir), OP(pipe), OP(pipe_write), OP(pipe_resize), OP(mkfifo), OP(dup_high),
	OP(poll_many), OP(select), OP(sendfile), OP(mount), OP(bind), OP(mount_proc),
	OP(map_private), OP(map_shared), OP(map_file), OP(unmap_middle), OP(protect_middle),
	OP(remap), OP(brk), OP(fork), OP(vfork), OP(thread), OP(exec), OP(exec_32),
	OP(exec_script),
};
enum { OPS = sizeof ops / sizeof *ops };

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
	mkdir(DIR, 0700);
	mkdir(DIR "/mnt", 0700);
	symlink("/etc", DIR "/to-etc");
	fd = open(DIR "/script", O_WRONLY | O_CREAT, 0700);
	write(fd, "#!/bin/demo with an argument\n", 29);
	close(fd);
}

int main(int argc, char **argv)
{
	long before, after;
	int total = 0;

	verbose = argc > 1 && !strcmp(argv[1], "-v");
	setvbuf(stdout, NULL, _IOLBF, 0);
	prepare();
	for (unsigned i = 0; i < OPS; i++) {
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
	printf("failnth: %u operations, %d allocations failed: %s\n", (unsigned)OPS, total,
	       bad ? "FAILED" : "ok");
	return bad != 0;
}
