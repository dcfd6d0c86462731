/* time.c - clocks, sleeps, alarms. */
#include "calls.h"
#include <sys/time.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <utime.h>

enum { SLOW = 30 };                     /* seconds that a busy machine may need for anything */

static volatile sig_atomic_t rings;

static void on_alarm(int sig)
{
	(void)sig;
	rings++;
}

static long ms_since(const struct timespec *a)
{
	struct timespec b;

	clock_gettime(CLOCK_MONOTONIC, &b);
	return (b.tv_sec - a->tv_sec) * 1000 + (b.tv_nsec - a->tv_nsec) / 1000000;
}

static void clocks(void)
{
	static const int ids[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10, 12, 99, -1 };
	struct timespec t, r, u;

	for (unsigned i = 0; i < COUNT(ids); i++) {
		long got = syscall(SYS_clock_gettime, ids[i], &t);
		int error = errno;

		printf("clock %d: %s", ids[i], got ? strerrorname_np(error) : "ok");
		got = syscall(SYS_clock_getres, ids[i], &r);
		error = errno;
		printf(" resolution %s", got ? strerrorname_np(error) : r.tv_nsec == 1 ? "1 ns" :
		       r.tv_nsec > 1000000 && r.tv_nsec <= 10000000 ? "ticks" : "?");
		printf(" null %ld\n", syscall(SYS_clock_getres, ids[i], NULL));
	}
	clock_gettime(CLOCK_REALTIME, &t);
	struct timeval v;
	struct timezone z = { 5, 5 };

	TRY(gettimeofday(&v, (void *)&z));
	printf("same second %d, zone %d\n", v.tv_sec - t.tv_sec <= SLOW, z.tz_minuteswest);
	printf("after 2024 %d\n", t.tv_sec > 1704067200);
	printf("time %d\n", time(NULL) - v.tv_sec <= SLOW);
	TRY(syscall(SYS_gettimeofday, 16, NULL));
	TRY(syscall(SYS_clock_gettime, 0, 16));
	clock_gettime(CLOCK_MONOTONIC, &t);
	for (int i = 0; i < 1000; i++) {
		clock_gettime(CLOCK_MONOTONIC, &u);
		if (u.tv_sec < t.tv_sec || (u.tv_sec == t.tv_sec && u.tv_nsec < t.tv_nsec))
			printf("backwards\n");
		t = u;
	}
	struct tms tms;

	clock_t a = times(&tms);

	nap(100);
	clock_t b = times(NULL);

	printf("times %d\n", b - a >= 9 && b - a < 3000);
	/* CPU time only goes on while it runs */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	nap(1500);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &u);
	printf("asleep %d\n", (u.tv_sec - t.tv_sec) * 1000 + (u.tv_nsec - t.tv_nsec) / 1000000 < 1000);
	/* set, by root only; the other clock does not care */
	clock_gettime(CLOCK_MONOTONIC, &u);
	clock_gettime(CLOCK_REALTIME, &t);
	struct timespec set = { 2000000000, 5 };

	TRY(clock_settime(CLOCK_REALTIME, &set));
	clock_gettime(CLOCK_REALTIME, &r);
	printf("set %d, monotonic %d\n", r.tv_sec - 2000000000 <= SLOW,
	       ms_since(&u) < SLOW * 1000);
	TRY(clock_settime(CLOCK_MONOTONIC, &set));
	set.tv_nsec = 1000000000;
	TRY(clock_settime(CLOCK_REALTIME, &set));
	TRY(clock_settime(CLOCK_REALTIME, &t));
	IN_CHILD("not root", {
		MUST(setuid(1000));
		TRY(clock_settime(CLOCK_REALTIME, &t));
		TRY(settimeofday(&v, NULL));
	});
}

static void sleeps(void)
{
	struct timespec t = { 0, 50000000 }, left, a;

	clock_gettime(CLOCK_MONOTONIC, &a);
	TRY(nanosleep(&t, &left));
	printf("slept %d\n", ms_since(&a) >= 50 && ms_since(&a) < SLOW * 1000);
	t.tv_nsec = 1000000000;
	TRY(nanosleep(&t, NULL));
	t.tv_nsec = -1;
	TRY(nanosleep(&t, NULL));
	t = (struct timespec){ -1, 0 };
	TRY(nanosleep(&t, NULL));
	TRY(syscall(SYS_nanosleep, 16, NULL));
	t = (struct timespec){ 0, 0 };
	TRY(nanosleep(&t, NULL));
	t.tv_nsec = 10000000;
	TRY(syscall(SYS_clock_nanosleep, 99, 0, &t, NULL));
	TRY(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &t, NULL));
	TRY(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, 0, &t, NULL));
	TRY(syscall(SYS_clock_nanosleep, CLOCK_BOOTTIME, 0, &t, NULL));
	TRY(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC_RAW, 0, &t, NULL));
	TRY(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 8, &t, NULL));
	clock_gettime(CLOCK_MONOTONIC, &t);
	TRY(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	t.tv_nsec += 60000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	TRY(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	clock_gettime(CLOCK_MONOTONIC, &a);
	printf("not before %d\n", a.tv_sec > t.tv_sec || (a.tv_sec == t.tv_sec && a.tv_nsec >= t.tv_nsec));
	printf("not much later %d\n", ms_since(&t) < SLOW * 1000);
	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec--;
	TRY(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL));
	/* short sleeps are not much longer than asked for */
	clock_gettime(CLOCK_MONOTONIC, &a);
	t = (struct timespec){ 0, 1000000 };
	for (int i = 0; i < 10; i++)
		nanosleep(&t, NULL);
	printf("ten of 1 ms %d\n", ms_since(&a) >= 10 && ms_since(&a) < SLOW * 1000);
}

static void alarms(void)
{
	struct itimerval v = { { 0, 0 }, { 0, 30000 } }, old;
	sigset_t alarms, others;
	int so_far;

	signal(SIGALRM, on_alarm);
	TRY(alarm(1000));
	TRY(getitimer(ITIMER_REAL, &old));
	printf("%d\n", old.it_value.tv_sec >= 900);
	TRY(alarm(0) >= 900);
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarms, &others);
	TRY(setitimer(ITIMER_REAL, &v, &old));
	printf("%ld %ld\n", (long)old.it_value.tv_sec, (long)old.it_value.tv_usec);
	TRY(sigsuspend(&others));
	sigprocmask(SIG_SETMASK, &others, NULL);
	printf("rings %d\n", (int)rings);
	v.it_interval.tv_usec = 30000;
	TRY(setitimer(ITIMER_REAL, &v, NULL));
	while (rings < 4)
		pause();
	TRY(getitimer(ITIMER_REAL, &old));
	printf("interval %ld, left %d\n", (long)old.it_interval.tv_usec,
	       old.it_value.tv_usec > 0 && old.it_value.tv_usec <= 30000);
	TRY(syscall(SYS_setitimer, ITIMER_REAL, NULL, NULL));
	so_far = rings;
	nap(60);
	printf("stopped %d\n", rings == so_far);
	v.it_value.tv_usec = 1000000;
	TRY(setitimer(ITIMER_REAL, &v, NULL));
	v.it_value.tv_usec = -1;
	TRY(setitimer(ITIMER_REAL, &v, NULL));
	TRY(setitimer(9, &v, NULL));
	TRY(getitimer(9, &v));
	TRY(syscall(SYS_getitimer, ITIMER_REAL, 16));
	/* an interval alone is none */
	v = (struct itimerval){ { 5, 0 }, { 0, 0 } };
	TRY(setitimer(ITIMER_REAL, &v, NULL));
	TRY(getitimer(ITIMER_REAL, &old));
	printf("interval %ld\n", (long)old.it_interval.tv_sec);
	/* a child has none */
	alarm(100);
	IN_CHILD("child", TRY(alarm(0)));
	TRY(alarm(0) > 90);
	signal(SIGVTALRM, on_alarm);
	signal(SIGPROF, on_alarm);
	rings = 0;
	v = (struct itimerval){ { 0, 0 }, { SLOW, 0 } };
	TRY(setitimer(ITIMER_VIRTUAL, &v, NULL));
	TRY(getitimer(ITIMER_VIRTUAL, &old));
	printf("left %d\n", old.it_value.tv_sec > 0);
	v = (struct itimerval){ { 0, 0 }, { 0, 50000 } };
	TRY(setitimer(ITIMER_VIRTUAL, &v, NULL));
	while (!rings)
		;
	printf("virtual %d\n", (int)rings);
	TRY(setitimer(ITIMER_PROF, &v, NULL));
	while (rings < 2)
		getppid();
	printf("profile %d\n", (int)rings);
}

static void file_times(void)
{
	struct stat s;
	struct timespec t[2] = { { 1, 2 }, { 3, 4 } };
	struct timeval v[2] = { { 5, 6 }, { 7, 8 } };
	struct utimbuf u = { 9, 10 };

	put_file("f", "x");
#define TIMES printf("%ld.%09ld %ld.%09ld\n", (long)s.st_atim.tv_sec, s.st_atim.tv_nsec, \
		     (long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec)
	TRY(utimensat(AT_FDCWD, "f", t, 0));
	stat("f", &s);
	TIMES;
	t[0].tv_nsec = UTIME_OMIT;
	t[1] = (struct timespec){ 99, 0 };
	TRY(utimensat(AT_FDCWD, "f", t, 0));
	stat("f", &s);
	TIMES;
	TRY(utimes("f", v));
	stat("f", &s);
	TIMES;
	TRY(utime("f", &u));
	stat("f", &s);
	TIMES;
	t[0].tv_nsec = 1000000000;
	TRY(utimensat(AT_FDCWD, "f", t, 0));
	t[0] = (struct timespec){ -1, 0 };
	t[1] = (struct timespec){ -1, 999999999 };
	TRY(utimensat(AT_FDCWD, "f", t, 0));
	stat("f", &s);
	TIMES;
	int fd = open("f", O_RDONLY);

	t[0] = t[1] = (struct timespec){ 20, 30 };
	TRY(futimens(fd, t));
	fstat(fd, &s);
	TIMES;
	symlink("f", "l");
	t[0] = t[1] = (struct timespec){ 40, 50 };
	TRY(utimensat(AT_FDCWD, "l", t, AT_SYMLINK_NOFOLLOW));
	lstat("l", &s);
	TIMES;
	stat("l", &s);
	TIMES;
	TRY(utimensat(AT_FDCWD, "none", t, 0));
	TRY(utimensat(AT_FDCWD, "f", t, 1));
	TRY(utimensat(99, "f", t, 0));
	TRY(syscall(SYS_utimensat, fd, NULL, t, 0));
	TRY(syscall(SYS_utimensat, 99, NULL, t, 0));
	TRY(syscall(SYS_utimensat, AT_FDCWD, NULL, t, 0));
	/* atime of reads: relatime */
	t[0] = (struct timespec){ 50, 0 };
	t[1] = (struct timespec){ 60, 0 };
	utimensat(AT_FDCWD, "f", t, 0);
	char c;

	fd = open("f", O_RDONLY);
	read(fd, &c, 1);
	stat("f", &s);
	printf("read %d\n", s.st_atim.tv_sec != 50);
}

int main(void)
{
	clocks();
	sleeps();
	alarms();
	file_times();
	return 0;
}
