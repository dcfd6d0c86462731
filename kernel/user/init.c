/* init.c - process 1: mounts, consoles, a shell on each of them; ends the machine.
 *
 * With arguments (behind "--" on the kernel's command line) it runs the shell with them
 * once, and switches the machine off.  SIGUSR2 or SIGUSR1 switch it off, SIGTERM and
 * SIGINT start it again: what busybox's poweroff, halt and reboot send, and Ctrl-Alt-Del.
 * When no shell can be started it says so and halts. */
#include "kernel/user/libc/libc.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "abi/termios.h"

enum { CONSOLES = 4, CMDLINE = 2048, NAME = 32, WNOHANG = 1, SIGSET_BYTES = 8, MAX_ARGS = 16 };

struct console {
	char path[NAME];
	int  shell;                     /* its process; 0: none */
};
static struct console consoles[CONSOLES];
static unsigned console_count;

static void mount_all(void)
{
	static const struct { const char *type, *at; } mounts[] = {
		{ "proc", "/proc" }, { "devtmpfs", "/dev" },
	};

	for (unsigned i = 0; i < COUNT(mounts); i++) {
		mkdir(mounts[i].at, 0755);
		if (mount(mounts[i].type, mounts[i].at, mounts[i].type, 0, NULL) && errno != EBUSY)
			dprintf(2, "init: %s on %s: error %d\n", mounts[i].type, mounts[i].at, errno);
	}
	mkdir("/tmp", 01777);
	mkdir("/root", 0700);
}

/* The console opened at the mount's time may be the one below /dev's new mount. */
static int open_terminal(const char *path)
{
	int fd = open(path, O_RDWR, 0);

	if (fd < 0)
		return -1;
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	return 0;
}

/* --- which consoles --- */

static void add_console(const char *name, size_t n)
{
	struct console *c = &consoles[console_count];
	int fd;

	if (console_count == CONSOLES || n > NAME - sizeof "/dev/")
		return;
	fmt(c->path, sizeof c->path, "/dev/%.*s", (int)n, name);
	if (str_equal(c->path, "/dev/tty0"))
		c->path[strlen(c->path) - 1] = '1';     /* the terminal that is shown */
	for (unsigned i = 0; i < console_count; i++)
		if (str_equal(consoles[i].path, c->path))
			return;
	fd = open(c->path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0);
	if (fd < 0)
		return;
	close(fd);
	console_count++;
}

/* Each console=NAME[,...] of the kernel's command line. */
static void find_consoles(void)
{
	static const char option[] = "console=";
	static char line[CMDLINE];
	int fd = open("/proc/cmdline", O_RDONLY, 0);
	long n = fd < 0 ? 0 : read(fd, line, sizeof line - 1);

	if (fd >= 0)
		close(fd);
	line[MAX(n, 0)] = '\0';
	for (const char *p = line; *p;) {
		size_t word = 0, name;

		while (p[word] && p[word] != ' ' && p[word] != '\n')
			word++;
		if (!strncmp(p, option, sizeof option - 1)) {
			const char *value = p + sizeof option - 1;

			for (name = 0; value + name < p + word && value[name] != ','; name++)
				;
			add_console(value, name);
		}
		p += word;
		while (*p == ' ' || *p == '\n')
			p++;
	}
	if (!console_count)
		add_console("tty1", 4);
	if (!console_count)
		add_console("ttyS0", 5);
	if (!console_count)
		add_console("console", 7);
}

/* --- shells --- */

static NORETURN void become_shell(const struct console *c, char *const argv[], int report)
{
	static char home[] = "HOME=/root", path[] = "PATH=/sbin:/usr/sbin:/bin:/usr/bin",
		    serial[] = "TERM=vt100", screen[] = "TERM=linux", shell[] = "SHELL=/bin/sh",
		    user[] = "USER=root";
	char *env[] = { home, path, strncmp(c->path, "/dev/ttyS", 9) ? screen : serial, shell,
			user, NULL };
	u64 none = 0;

	setsid();
	if (open_terminal(c->path))
		dprintf(2, "init: %s: error %d\n", c->path, errno);
	ioctl(0, TIOCSCTTY, 1);
	for (int sig = 1; sig < SIGRTMIN; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			signal(sig, NULL);
	rt_sigprocmask(SIG_SETMASK, &none, NULL, SIGSET_BYTES);
	chdir("/root");
	execve("/bin/sh", argv, env);
	write(report, &errno, sizeof errno);
	_exit(127);
}

/* 0, when the shell runs: that closes its end of the pipe; or an errno. */
static int start_shell(struct console *c, char *const argv[])
{
	int report[2], error = 0, pid;

	if (pipe(report))
		return errno;
	for (int i = 0; i < 2; i++)
		ioctl(report[i], FIOCLEX, 0);
	pid = fork();
	if (!pid)
		become_shell(c, argv, report[1]);
	if (pid < 0)
		error = errno;
	close(report[1]);
	read(report[0], &error, sizeof error);
	close(report[0]);
	if (pid > 0 && error)
		wait4(pid, NULL, 0, NULL);
	c->shell = error ? 0 : pid;
	return error;
}

/* --- the end --- */

enum { RB_MAGIC1 = 0xfee1dead, RB_MAGIC2 = 672274793, RB_POWER_OFF = 0x4321fedc,
       RB_RESTART = 0x01234567, RB_HALT = 0xcdef0123, RB_DISABLE_CAD = 0 };

static NORETURN void leave(unsigned command)
{
	/* What they still have to show. */
	for (unsigned i = 0; i < console_count; i++) {
		int fd = open(consoles[i].path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0);

		ioctl(fd, TCSBRK, 1);
		close(fd);
	}
	sync();
	kill(-1, SIGTERM);
	kill(-1, SIGKILL);
	reboot_(RB_MAGIC1, RB_MAGIC2, command, NULL);
	for (;;)
		wait4(-1, NULL, 0, NULL);
}

/* Trying again would not help: say so on all consoles. */
static NORETURN void no_shell(int error, bool once)
{
	for (unsigned i = 0; i < console_count; i++) {
		int fd = open(consoles[i].path, O_RDWR | O_NOCTTY, 0);

		dprintf(fd, "init: cannot start /bin/sh: error %d%s\n"
			"init: if the initramfs did not fit (see above), try more memory: 8 MiB\n"
			"init: else an initramfs that has /bin/sh, or another program by init=\n",
			error, error == ENOENT ? ", it is missing" : "");
		close(fd);
	}
	leave(once ? RB_POWER_OFF : RB_HALT);
}

/* A shell for each console that has none; false: it has to wait for memory, which those
 * that run may give back. */
static bool start_shells(char *const argv[], bool once)
{
	static bool ever, waits;
	bool all = true;

	for (unsigned i = 0; i < console_count; i++) {
		int error = consoles[i].shell ? 0 : start_shell(&consoles[i], argv);

		if (error && !(ever && (error == ENOMEM || error == EAGAIN)))
			no_shell(error, once);
		ever = true;
		all &= !error;
	}
	if (!all && !waits)
		dprintf(2, "init: no memory for a shell, trying again\n");
	waits = !all;
	return all;
}

/* Children that ended. */
static void reap(bool once)
{
	int pid;

	while ((pid = wait4(-1, NULL, WNOHANG, NULL)) > 0) {
		for (unsigned i = 0; i < console_count; i++) {
			if (consoles[i].shell != pid)
				continue;
			if (once)
				leave(RB_POWER_OFF);
			consoles[i].shell = 0;
		}
	}
}

static void nothing(int sig)
{
	(void)sig;
}

/* Signals are taken here, one by one, never by a handler; but process 1 only gets those
 * that have one. */
static u64 take_signals(void)
{
	static const u8 wanted[] = { SIGCHLD, SIGUSR1, SIGUSR2, SIGTERM, SIGINT };
	u64 set = 0;

	for (unsigned i = 0; i < sizeof wanted; i++) {
		set |= SIGMASK(wanted[i]);
		signal(wanted[i], nothing);
	}
	rt_sigprocmask(SIG_BLOCK, &set, NULL, SIGSET_BYTES);
	return set;
}

int main(int argc, char **argv, char **envp)
{
	static char login[] = "-sh", sh[] = "sh";
	char *shell[MAX_ARGS + 2] = { argc > 1 ? sh : login };
	static const long second[2] = { 1, 0 };
	bool once = argc > 1;
	u64 signals;

	(void)envp;
	if (getpid() != 1) {
		dprintf(2, "init: I am process %d, not 1\n", getpid());
		return 1;
	}
	for (int i = 1; i < argc && i <= MAX_ARGS; i++)
		shell[i] = argv[i];
	mount_all();
	open_terminal("/dev/console");
	find_consoles();
	signals = take_signals();
	reboot_(RB_MAGIC1, RB_MAGIC2, RB_DISABLE_CAD, NULL);
	if (once && console_count) {
		consoles[0] = consoles[console_count - 1];
		console_count = 1;
	}
	for (;;) {
		bool all = start_shells(shell, once);

		switch (rt_sigtimedwait(&signals, NULL, all ? NULL : second, SIGSET_BYTES)) {
		case SIGUSR1:
		case SIGUSR2:
			leave(RB_POWER_OFF);
		case SIGTERM:
		case SIGINT:
			leave(RB_RESTART);
		default:
			reap(once);
		}
	}
}
