/* run.c - a job: says "runs", and goes on until a signal ends it.  Continued in the foreground
 * it says "goes on": from then on the keyboard's signals reach it. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "say.h"

static void continued(int sig)
{
	(void)sig;
}

int main(void)
{
	int terminal = open("/dev/tty", O_RDWR);
	sigset_t cont, none;

	sigemptyset(&none);
	sigemptyset(&cont);
	sigaddset(&cont, SIGCONT);
	sigprocmask(SIG_BLOCK, &cont, NULL);    /* or it could come before the pause */
	signal(SIGCONT, continued);
	tell("runs\n");
	for (;;) {
		sigsuspend(&none);
		/* Some shells give the terminal only afterwards. */
		for (int i = 0; i < 3000 && tcgetpgrp(terminal) != getpgrp(); i++)
			usleep(10000);
		if (tcgetpgrp(terminal) == getpgrp())
			tell("goes on\n");
	}
}
