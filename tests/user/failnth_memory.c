/* failnth_memory.c - mappings, processes and programs that need memory of the kernel. */
#include "failnth.h"
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

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

int op_map_private(void)
{
	return map_and_touch(MAP_PRIVATE | MAP_ANONYMOUS, -1, PROT_READ | PROT_WRITE);
}

int op_map_shared(void)
{
	return map_and_touch(MAP_SHARED | MAP_ANONYMOUS, -1, PROT_READ | PROT_WRITE);
}

int op_map_file(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	int error = map_and_touch(MAP_PRIVATE, fd, PROT_READ | PROT_WRITE);

	close(fd);
	return error;
}

int op_unmap_middle(void)
{
	char *at = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int error;

	fail(armed);
	error = TRY(munmap(at + 2 * PAGE, PAGE));
	munmap(at, 8 * PAGE);
	return error;
}

int op_protect_middle(void)
{
	char *at = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int error;

	memset(at, 1, 8 * PAGE);
	fail(armed);
	error = TRY(mprotect(at + 2 * PAGE, PAGE, PROT_READ));
	munmap(at, 8 * PAGE);
	return error;
}

int op_remap(void)
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

int op_brk(void)
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

int op_fork(void)
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

int op_vfork(void)
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

static void on_signal(int sig)
{
	(void)sig;
}

/* The kernel itself writes the frame, on a stack that nobody has touched yet. */
int op_handler(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };
	stack_t stack = { .ss_size = 16 * PAGE }, none = { .ss_flags = SS_DISABLE };
	int error;

	stack.ss_sp = mmap(NULL, stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);
	sigaltstack(&stack, NULL);
	sigaction(SIGUSR1, &action, NULL);
	fail(armed);
	error = TRY(kill(getpid(), SIGUSR1));
	sigaltstack(&none, NULL);
	munmap(stack.ss_sp, stack.ss_size);
	return error;
}

static void *nothing(void *unused)
{
	return unused;
}

int op_thread(void)
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

int op_exec(void)
{
	return exec_child("/bin/demo", (char *[]){ "demo", NULL });
}

int op_exec_32(void)
{
	return exec_child("/bin/demo32", (char *[]){ "demo32", NULL });
}

int op_exec_script(void)
{
	return exec_child(FOLDER "/script", (char *[]){ "script", "x", NULL });
}
