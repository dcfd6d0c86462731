/* signals.h - handlers that count, for the programs about signals. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include "calls.h"

static volatile sig_atomic_t count[65], order[64], orders;
static volatile siginfo_t last;
static sigset_t in_handler;

static inline void on_signal(int sig)
{
	count[sig]++;
	if (orders < 64)
		order[orders++] = sig;
}

static inline void on_info(int sig, siginfo_t *info, void *uc)
{
	(void)uc;
	on_signal(sig);
	memcpy((void *)&last, info, sizeof last);
	sigprocmask(SIG_BLOCK, NULL, &in_handler);
}

static inline void catch(int sig, int flags)
{
	struct sigaction a = { .sa_flags = flags };

	if (flags & SA_SIGINFO)
		a.sa_sigaction = on_info;
	else
		a.sa_handler = on_signal;
	MUST(sigaction(sig, &a, NULL));
}

static inline void clear(void)
{
	memset((void *)count, 0, sizeof count);
	orders = 0;
}

static inline void show_order(const char *what)
{
	printf("%s:", what);
	for (int i = 0; i < orders; i++)
		printf(" %d", (int)order[i]);
	printf("\n");
	clear();
}

static inline sigset_t set_of(int a, int b)
{
	sigset_t s;

	sigemptyset(&s);
	if (a)
		sigaddset(&s, a);
	if (b)
		sigaddset(&s, b);
	return s;
}

#endif
