/* epoll.c - sets in sets: news go up all of them, so there are not too many. */
#include "calls.h"
#include <sys/epoll.h>

enum { MOST = 40 };

static struct epoll_event in = { .events = EPOLLIN };

/* set[0] has set[1], and so on; as far as they may, from the first on. */
static void down(int *set, int n)
{
	for (int i = 0; i + 1 < n; i++)
		if (epoll_ctl(set[i], EPOLL_CTL_ADD, set[i + 1], &in))
			printf("not %d in %d: %s\n", i + 1, i, strerrorname_np(errno));
}

/* The same from the last on. */
static void up(int *set, int n)
{
	for (int i = n - 2; i >= 0; i--)
		if (epoll_ctl(set[i], EPOLL_CTL_ADD, set[i + 1], &in))
			printf("not %d in %d: %s\n", i + 1, i, strerrorname_np(errno));
}

static void make(int *set, int n)
{
	for (int i = 0; i < n; i++)
		set[i] = (int)MUST(epoll_create1(0));
}

static void end(int *set, int n)
{
	for (int i = 0; i < n; i++)
		close(set[i]);
}

int main(void)
{
	int set[MOST], p[2];

	MUST(pipe(p));
	make(set, MOST);
	down(set, MOST);
	TRY(epoll_ctl(set[MOST - 1], EPOLL_CTL_ADD, p[0], &in));
	MUST(write(p[1], "x", 1));
	TRY(epoll_wait(set[0], &in, 1, 0));
	end(set, MOST);
	make(set, 12);
	TRY(epoll_ctl(set[11], EPOLL_CTL_ADD, p[0], &in));
	up(set, 12);
	for (int i = 0; i < 12; i++)
		TRY(epoll_wait(set[i], &in, 1, 0));
	end(set, 12);
	/* one chain into another */
	for (int above = 1; above < 6; above++)
		for (int below = 1; below < 6; below++) {
			make(set, above + below);
			down(set, above);
			up(set + above, below);
			MUST(epoll_ctl(set[above + below - 1], EPOLL_CTL_ADD, p[0], &in));
			printf("%d above %d: ", above, below);
			TRY(epoll_ctl(set[above - 1], EPOLL_CTL_ADD, set[above], &in));
			TRY(epoll_wait(set[0], &in, 1, 0));
			end(set, above + below);
		}
	/* a set that would be in itself; one that is only a place */
	make(set, 3);
	down(set, 3);
	TRY(epoll_ctl(set[2], EPOLL_CTL_ADD, set[0], &in));
	TRY(epoll_ctl(set[0], EPOLL_CTL_ADD, set[0], &in));
	TRY(epoll_ctl(set[0], EPOLL_CTL_ADD, open("/dev/null", O_PATH), &in));
	return 0;
}
