/* processes.c - processes that come and go. */
#include "bench.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOME = 200, FEW = 50, TOUCHED = 4 << 20 };

long raw_fork(void)
{
	long pid = call0(SYS_fork);

	if (pid < 0)
		fail("fork");
	return pid;
}

void raw_exit(int status)
{
	call1(SYS_exit_group, status);
	__builtin_unreachable();
}

void wait_for(long pid)
{
	int status;

	if (waitpid((pid_t)pid, &status, 0) != pid || status)
		fail("a child did not end with 0");
}

/* A child that runs `run` and exits; waited for. */
static void fork_and_wait(void (*run)(void))
{
	long pid = raw_fork();

	if (!pid) {
		run();
		raw_exit(0);
	}
	wait_for(pid);
}

static void nothing(void) { }

/* Only returns when there is no such program. */
static void become(char *const argv[])
{
	static char path[] = "PATH=/bin", *const environment[] = { path, NULL };

	dup2(null_fd, 1);
	call3(SYS_execve, (long)argv[0], (long)argv, (long)environment);
	raw_exit(127);
}

static char tiny_path[] = "/bench/tiny" WIDTH, hello_path[] = "/bench/hello" WIDTH,
	    busybox_path[] = "/bench/busybox" WIDTH, as_true[] = "true", as_sh[] = "sh", c[] = "-c",
	    script[] = "echo one two three | wc";

static void tiny(void) { become((char *[]){ tiny_path, NULL }); }
static void hello(void) { become((char *[]){ hello_path, NULL }); }
static void busybox_true(void) { become((char *[]){ busybox_path, as_true, NULL }); }
static void busybox_sh(void) { become((char *[]){ busybox_path, as_sh, c, script, NULL }); }

static void fork_exit(void) { fork_and_wait(nothing); }
static void fork_tiny(void) { fork_and_wait(tiny); }
static void fork_hello(void) { fork_and_wait(hello); }
static void fork_true(void) { fork_and_wait(busybox_true); }
static void fork_sh(void) { fork_and_wait(busybox_sh); }

static void with_more_memory(void)
{
	char *p = mmap(NULL, TOUCHED, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		fail("mmap");
	for (size_t at = 0; at < TOUCHED; at += PAGE)
		p[at] = 1;
	measure("fork_exit_wait_4MiB_touched", FEW, fork_exit, NULL);
	munmap(p, TOUCHED);
}

void bench_processes(void)
{
	measure("fork_exit_wait", SOME, fork_exit, NULL);
	measure("fork_exec_exit_wait_tiny", SOME, fork_tiny, NULL);
	measure("fork_exec_exit_wait_glibc_hello", SOME, fork_hello, NULL);
	measure("fork_exec_exit_wait_busybox_true", SOME, fork_true, NULL);
	measure("busybox_sh_pipe_wc", FEW, fork_sh, NULL);
	with_more_memory();
}
