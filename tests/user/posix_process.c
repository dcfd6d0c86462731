/* posix_process.c - processes, pipes between them, and what waits for them. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "posix.h"
#include "say.h"

extern char **environ;

static void say_status(int status)
{
	if (WIFEXITED(status))
		tell("exit %d\n", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		tell("signal %d\n", WTERMSIG(status));
	else if (WIFSTOPPED(status))
		tell("stopped %d\n", WSTOPSIG(status));
	else
		tell("status %x\n", (unsigned)status);
}

static void ends(void)
{
	static const int how[] = { SIGKILL, SIGTERM, SIGALRM, SIGPIPE, SIGUSR1, 0 };
	int status;

	for (unsigned i = 0; i < COUNT_OF(how); i++) {
		pid_t pid = fork();

		if (!pid) {
			raise(how[i]);
			_exit(100 + (int)i);
		}
		say("waitpid", waitpid(pid, &status, 0) == pid);
		say_status(status);
	}
	say("wait without children", wait(&status));
	say("waitpid of a stranger", waitpid(1, &status, 0));
}

static void stops(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		raise(SIGSTOP);
		_exit(3);
	}
	say("stopped", waitpid(pid, &status, WUNTRACED) == pid);
	say_status(status);
	say("nothing more", waitpid(pid, &status, WUNTRACED | WNOHANG));
	say("kill 0", kill(pid, 0));
	say("continue", kill(pid, SIGCONT));
	say("ended", waitpid(pid, &status, 0) == pid);
	say_status(status);
	say("kill of the dead", kill(pid, 0));
}

static void groups(void)
{
	int status, up[2];
	pid_t pid;
	char c;

	pipe(up);
	pid = fork();
	if (!pid) {
		say("setsid", setsid() == getpid());
		say("setsid again", setsid());
		say("leader", getpgrp() == getpid());
		write(up[1], "x", 1);
		pause();
	}
	read(up[0], &c, 1);
	say("getpgid", getpgid(pid) == pid);
	say("getsid", getsid(pid) == pid);
	say("setpgid of another session", setpgid(pid, getpid()));
	say("wait for the group", waitpid(-pid, &status, WNOHANG));
	say("kill the group", kill(-pid, SIGTERM));
	say("wait for the group", waitpid(-pid, &status, 0) == pid);
	say_status(status);
	say("kill no group", kill(-pid, SIGTERM));
	close(up[0]);
	close(up[1]);
}

/* Three processes in a row, as a shell has them. */
static void pipes(void)
{
	int a[2], b[2], status;
	unsigned long sum = 0;
	unsigned char c;

	say("pipe", pipe(a) | pipe(b));
	if (!fork()) {
		for (unsigned i = 0; i < 100000; i++) {
			c = (unsigned char)i;
			if (write(a[1], &c, 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	close(a[1]);
	if (!fork()) {
		char block[777];
		ssize_t n;

		while ((n = read(a[0], block, sizeof block)) > 0)
			if (write(b[1], block, (size_t)n) != n)
				_exit(1);
		_exit(n != 0);
	}
	close(a[0]);
	close(b[1]);
	while (read(b[0], &c, 1) == 1)
		sum += c;
	say("the sum", sum);
	say("end of the pipe", read(b[0], &c, 1));
	close(b[0]);
	for (int i = 0; i < 2; i++) {
		wait(&status);
		say_status(status);
	}
	pipe(a);
	close(a[0]);
	signal(SIGPIPE, SIG_IGN);
	say("write to nobody", write(a[1], "x", 1));
	signal(SIGPIPE, SIG_DFL);
	close(a[1]);
}

static void programs(const char *self)
{
	char *argv[] = { "posix", "child", "", "a b", NULL }, *envp[] = { "A=1", "B=", NULL };
	char *none[] = { "x", NULL };
	int status;

	if (!fork()) {
		int fd = open("/dev/null", O_RDONLY);

		dup2(fd, 8);
		dup2(fd, 9);
		fcntl(9, F_SETFD, FD_CLOEXEC);
		execve(self, argv, envp);
		_exit(126);
	}
	wait(&status);
	say_status(status);
	say("exec nothing", execve("posix.none", none, environ));
	say("exec a folder", execve("/", none, environ));
	say("exec no program", execve("/dev/null", none, environ));
	if (!vfork()) {
		execve(self, argv, envp + 1);
		_exit(126);
	}
	wait(&status);
	say_status(status);
}

void processes(const char *self)
{
	tell("-- processes\n");
	ends();
	stops();
	groups();
	pipes();
	programs(self);
}
