/* jobs.c - process groups, sessions, controlling terminals: what job control is made of. */
#include "calls.h"
#include <termios.h>

#define TERMINAL "/dev/tty1"

/* To whoever waits first, and to the one that is the last. */
static int ready[2], done[2];

static volatile sig_atomic_t caught[65];

static void on_signal(int sig)
{
	caught[sig]++;
}

static void catch(int sig)
{
	struct sigaction a = { .sa_handler = on_signal };

	sigaction(sig, &a, NULL);
}

static void groups(void)
{
	pid_t kid = child();

	if (!kid) {
		pause();
		_exit(0);
	}
	TRY(getpgid(0) == getpgrp());
	TRY(getpgid(kid) == getpgrp());
	TRY(getsid(0) == getsid(kid));
	TRY(getpgid(99999));
	TRY(getsid(99999));
	TRY(getpgid(-1));
	TRY(setpgid(kid, -1));
	TRY(setpgid(kid, 99999));
	TRY(setpgid(99999, 0));
	TRY(setpgid(1, 0));
	TRY(setpgid(kid, kid));
	TRY(getpgid(kid) == kid);
	TRY(setpgid(0, kid));
	TRY(getpgrp() == kid);
	TRY(setpgid(0, 0));
	TRY(setpgid(kid, getpgrp()));
	TRY(kill(kid, SIGKILL));
	reap("kid", kid);
	TRY(setpgid(0, kid));
	kid = child();
	if (!kid) {
		execl("/bin/sleep", "sleep", "999", NULL);
		_exit(1);
	}
	await_state(kid, "S");
	TRY(setpgid(kid, kid));
	kill(kid, SIGKILL);
	reap("after exec", kid);
	IN_CHILD("setsid", {
		TRY(setsid() == getpid());
		TRY(setsid());
		TRY(getsid(0) == getpid());
		TRY(setpgid(0, 0));
		TRY(setpgid(0, getppid()));
		kid = child();
		if (!kid) {
			TRY(setsid() > 0);
			tell(ready);
			pause();
		}
		hear(ready);
		TRY(setpgid(kid, kid));
		TRY(kill(kid, SIGKILL));
		reap("other session", kid);
	});
	IN_CHILD("group leader", {
		TRY(setpgid(0, 0));
		TRY(setsid());
	});
}

/* As the leader of a session with TERMINAL, which it gets by opening it. */
static int own_terminal(void)
{
	MUST(setsid());
	return (int)MUST(open(TERMINAL, O_RDWR));
}

static void terminals(void)
{
	IN_CHILD("no terminal", {
		MUST(setsid());
		TRY(open("/dev/tty", O_RDWR));
		int fd = (int)MUST(open(TERMINAL, O_RDWR | O_NOCTTY));

		TRY(open("/dev/tty", O_RDWR));
		TRY(tcgetpgrp(fd));
		TRY(tcgetsid(fd));
		TRY(tcsetpgrp(fd, getpgrp()));
		TRY(ioctl(fd, TIOCNOTTY));
		TRY(ioctl(fd, TIOCSCTTY, 0));
		TRY(ioctl(fd, TIOCSCTTY, 0));
		TRY(tcgetpgrp(fd) == getpgrp());
		TRY(tcgetsid(fd) == getpid());
		OK(open("/dev/tty", O_RDWR));
		TRY(isatty(fd));
		signal(SIGHUP, SIG_IGN);
		TRY(ioctl(fd, TIOCNOTTY));
		TRY(open("/dev/tty", O_RDWR));
		TRY(tcgetpgrp(fd));
	});
	IN_CHILD("write-only does not take it", {
		MUST(setsid());
		MUST(open(TERMINAL, O_WRONLY));
		TRY(open("/dev/tty", O_RDWR));
	});
	IN_CHILD("taken", {
		int fd = own_terminal();

		OK(open("/dev/tty", O_RDWR));
		TRY(tcgetpgrp(fd) == getpgrp());
		signal(SIGHUP, SIG_IGN);
		IN_CHILD("another session", {
			MUST(setsid());
			MUST(open(TERMINAL, O_RDWR));
			TRY(open("/dev/tty", O_RDWR));
			TRY(ioctl(fd, TIOCSCTTY, 0));
			TRY(tcsetpgrp(fd, getpgrp()));
		});
		IN_CHILD("not the leader", {
			OK(open("/dev/tty", O_RDWR));
			TRY(tcgetsid(fd) == getppid());
			TRY(ioctl(fd, TIOCSCTTY, 0));
			TRY(ioctl(fd, TIOCNOTTY));
			TRY(open("/dev/tty", O_RDWR));
		});
		TRY(tcsetpgrp(fd, -1));
		TRY(tcsetpgrp(fd, 99999));
		TRY(tcsetpgrp(fd, 1));
		TRY(tcsetpgrp(fd, getpgrp()));
	});
	IN_CHILD("stolen", {
		int fd = own_terminal();
		pid_t kid;

		signal(SIGHUP, SIG_IGN);
		kid = child();
		if (!kid) {
			MUST(setsid());
			int mine = (int)MUST(open(TERMINAL, O_RDWR | O_NOCTTY));

			TRY(ioctl(mine, TIOCSCTTY, 1));
			TRY(tcgetpgrp(mine) == getpgrp());
			fflush(stdout);
			tell(ready);
			hear(done);
			_exit(0);
		}
		hear(ready);
		TRY(tcgetpgrp(fd));
		TRY(open("/dev/tty", O_RDWR));
		tell(done);
		reap("thief", kid);
	});
}

/* Background processes that read, write, or change the terminal. */
static void background(void)
{
	static const struct { const char *what; int handler; } ways[] = {
		{ "default", 0 }, { "ignored", 1 }, { "blocked", 2 }, { "caught", 3 },
	};

	for (unsigned i = 0; i < COUNT(ways); i++)
		IN_CHILD(ways[i].what, {
			int fd = own_terminal(), status;
			pid_t kid = child();

			if (!kid) {
				struct termios t;
				sigset_t set;
				char c;

				setpgid(0, 0);
				sigemptyset(&set);
				sigaddset(&set, SIGTTIN);
				sigaddset(&set, SIGTTOU);
				if (ways[i].handler == 1) {
					signal(SIGTTIN, SIG_IGN);
					signal(SIGTTOU, SIG_IGN);
				} else if (ways[i].handler == 2) {
					sigprocmask(SIG_BLOCK, &set, NULL);
				} else if (ways[i].handler == 3) {
					catch(SIGTTIN);
					catch(SIGTTOU);
				}
				TRY(read(fd, &c, 1));
				TRY(tcgetattr(fd, &t));
				t.c_lflag &= ~(tcflag_t)TOSTOP;
				TRY(tcsetattr(fd, TCSANOW, &t));
				TRY(write(fd, "\r", 1));
				TRY(tcsetpgrp(fd, getpgrp()));
				TRY(tcgetpgrp(fd) == getpgrp());
				TRY(tcsetpgrp(fd, getppid()));
				tcgetattr(fd, &t);
				t.c_lflag |= TOSTOP;
				tcsetattr(fd, TCSANOW, &t);
				TRY(write(fd, "\r", 1));
				t.c_lflag &= ~(tcflag_t)TOSTOP;
				signal(SIGTTOU, SIG_IGN);
				tcsetattr(fd, TCSANOW, &t);
				printf("%d SIGTTIN, %d SIGTTOU\n", (int)caught[SIGTTIN],
				       (int)caught[SIGTTOU]);
				fflush(stdout);
				_exit(0);
			}
			setpgid(kid, kid);
			while (waitpid(kid, &status, WUNTRACED) == kid && WIFSTOPPED(status)) {
				show_status("kid", status);
				fflush(stdout);
				tcsetpgrp(fd, kid);
				/* For a read there must be something to read. */
				if (WSTOPSIG(status) == SIGTTIN)
					ioctl(fd, TIOCSTI, "\n");
				kill(kid, SIGCONT);
				await_state(kid, "TZ");
				tcsetpgrp(fd, getpgrp());
			}
			show_status("kid", status);
			signal(SIGHUP, SIG_IGN);
		});
}

/* Tell the parent that it may end, and wait until it has. */
static void orphaned(const int *through)
{
	pid_t parent = getppid();

	tell(through);
	while (getppid() == parent)
		nap(2);
}

/* Call `act` in a process group whose parent has ended. */
static void in_orphan(void (*act)(int fd), int fd)
{
	pid_t parent = child();

	if (!parent) {
		if (!child()) {
			setpgid(0, 0);
			orphaned(ready);
			act(fd);
			fflush(stdout);
			tell(done);
			_exit(0);
		}
		hear(ready);
		_exit(0);
	}
	reap("parent", parent);
	hear(done);
}

static void is_not_stopped(int fd)
{
	(void)fd;
	printf("%d SIGHUP, %d SIGCONT\n", (int)caught[SIGHUP], (int)caught[SIGCONT]);
	/* Nobody can continue it: it is not stopped from the keyboard. */
	raise(SIGTSTP);
	raise(SIGTTIN);
	printf("not stopped\n");
}

static void uses_terminal(int fd)
{
	char c;

	TRY(read(fd, &c, 1));
	TRY(tcsetpgrp(fd, getpgrp()));
}

/* A process group that nobody can continue any more. */
static void orphans(void)
{
	IN_CHILD("orphaned while stopped", {
		MUST(setsid());
		pid_t parent = child();

		if (!parent) {
			pid_t kid = child();

			if (!kid) {
				setpgid(0, 0);
				catch(SIGHUP);
				catch(SIGCONT);
				raise(SIGSTOP);
				printf("%d SIGHUP, %d SIGCONT\n", (int)caught[SIGHUP],
				       (int)caught[SIGCONT]);
				fflush(stdout);
				tell(done);
				_exit(0);
			}
			await_state(kid, "T");
			_exit(0);
		}
		reap("parent", parent);
		hear(done);
	});
	IN_CHILD("orphaned while it runs", {
		MUST(setsid());
		catch(SIGHUP);
		catch(SIGCONT);
		in_orphan(is_not_stopped, -1);
	});
	IN_CHILD("reads as an orphan", {
		int fd = own_terminal();

		signal(SIGHUP, SIG_IGN);
		in_orphan(uses_terminal, fd);
	});
}

/* The leader ends: its terminal hangs up. */
static void hangup(void)
{
	int turn[2];

	MUST(pipe(turn));
	IN_CHILD("watcher", {
		pid_t leader = child();

		if (!leader) {
			int fd = own_terminal();
			pid_t front = child();

			if (!front) {
				char c;

				setpgid(0, 0);
				catch(SIGHUP);
				catch(SIGCONT);
				orphaned(ready);
				printf("foreground: %d SIGHUP, %d SIGCONT\n", (int)caught[SIGHUP],
				       (int)caught[SIGCONT]);
				TRY(read(fd, &c, 1));
				TRY(write(fd, "x", 1));
				TRY(ioctl(fd, TIOCGPGRP, &(int){ 0 }));
				TRY(open("/dev/tty", O_RDWR));
				struct pollfd p = { fd, POLLIN | POLLOUT, 0 };

				TRY(poll(&p, 1, 0));
				printf("%d\n", p.revents);
				fflush(stdout);
				tell(turn);
				_exit(0);
			}
			setpgid(front, front);
			tcsetpgrp(fd, front);
			if (!child()) {
				catch(SIGHUP);
				catch(SIGCONT);
				orphaned(ready);
				hear(turn);
				printf("leader's group: %d SIGHUP, %d SIGCONT\n",
				       (int)caught[SIGHUP], (int)caught[SIGCONT]);
				fflush(stdout);
				tell(done);
				_exit(0);
			}
			hear(ready);
			hear(ready);
			_exit(7);
		}
		reap("leader", leader);
		hear(done);
	});
	IN_CHILD("afterwards", {
		int fd = own_terminal();

		TRY(tcgetpgrp(fd) == getpgrp());
		signal(SIGHUP, SIG_IGN);
	});
}

static void stops(void)
{
	int status;
	pid_t kid = child();

	if (!kid) {
		for (;;)
			pause();
	}
	TRY(waitpid(kid, &status, WNOHANG | WUNTRACED));
	kill(kid, SIGSTOP);
	TRY(waitpid(kid, &status, WUNTRACED) == kid);
	show_status("kid", status);
	TRY(waitpid(kid, &status, WNOHANG | WUNTRACED));
	kill(kid, SIGCONT);
	TRY(waitpid(kid, &status, WCONTINUED) == kid);
	show_status("kid", status);
	TRY(waitpid(kid, &status, WNOHANG | WUNTRACED | WCONTINUED));
	kill(kid, SIGTSTP);
	TRY(waitpid(kid, &status, WUNTRACED) == kid);
	show_status("kid", status);
	kill(kid, SIGTERM);
	nap(20);                        /* if it could end, it would now */
	TRY(waitpid(kid, &status, WNOHANG));
	kill(kid, SIGKILL);
	TRY(waitpid(kid, &status, 0) == kid);
	show_status("kid", status);
	TRY(waitpid(kid, &status, 0));
}

int main(void)
{
	MUST(pipe(ready));
	MUST(pipe(done));
	groups();
	terminals();
	background();
	orphans();
	hangup();
	stops();
	return 0;
}
