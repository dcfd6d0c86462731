/* prctl.c - a process's own settings. */
#include "calls.h"
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

static volatile sig_atomic_t dead;

static void on_death(int sig)
{
	dead = sig;
}

static void names(void)
{
	char name[17] = "", line[100] = "";

	TRY(prctl(PR_SET_NAME, "a-name-that-is-too-long"));
	TRY(prctl(PR_GET_NAME, name));
	printf("%s\n", name);
	FILE *f = fopen("/proc/self/comm", "r");

	fgets(line, sizeof line, f);
	printf("%s", line);
	fclose(f);
	TRY(prctl(PR_SET_NAME, 16));
	TRY(prctl(PR_GET_NAME, 16));
	TRY(prctl(PR_SET_NAME, "prctl"));
}

static void deaths(void)
{
	int sig = -1;
	char c;
	int p[2];

	pipe(p);
	TRY(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	TRY(prctl(PR_GET_PDEATHSIG, &sig));
	printf("%d\n", sig);
	IN_CHILD("not inherited", {
		prctl(PR_GET_PDEATHSIG, &sig);
		printf("%d\n", sig);
	});
	TRY(prctl(PR_SET_PDEATHSIG, 65));
	TRY(prctl(PR_SET_PDEATHSIG, 0));
	IN_CHILD("parent", {
		if (!child()) {
			signal(SIGUSR2, on_death);
			prctl(PR_SET_PDEATHSIG, SIGUSR2);
			write(p[1], "x", 1);
			while (!dead)
				nap(5);
			printf("told by %d\n", (int)dead);
			fflush(stdout);
			write(p[1], "x", 1);
			_exit(0);
		}
		read(p[0], &c, 1);
	});
	read(p[0], &c, 1);
}

static void subreapers(void)
{
	int on = -1, p[2], status;
	char c;

	TRY(prctl(PR_GET_CHILD_SUBREAPER, &on));
	printf("%d\n", on);
	TRY(prctl(PR_SET_CHILD_SUBREAPER, 1));
	pipe(p);
	pid_t parent = getpid();

	IN_CHILD("middle", {
		prctl(PR_GET_CHILD_SUBREAPER, &on);
		printf("inherited %d\n", on);
		if (!child()) {
			while (getppid() != parent)
				nap(5);
			_exit(21);
		}
		write(p[1], "x", 1);
	});
	read(p[0], &c, 1);
	TRY(wait(&status) > 0);
	show_status("adopted", status);
	TRY(prctl(PR_SET_CHILD_SUBREAPER, 0));
}

static void others(void)
{
	TRY(prctl(PR_GET_DUMPABLE));
	TRY(prctl(PR_SET_DUMPABLE, 0));
	TRY(prctl(PR_GET_DUMPABLE));
	TRY(prctl(PR_SET_DUMPABLE, 5));
	TRY(prctl(PR_SET_DUMPABLE, 1));
	TRY(prctl(PR_CAPBSET_READ, 0));
	TRY(prctl(PR_CAPBSET_READ, 99));
	TRY(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	IN_CHILD("no new privileges", {
		TRY(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
		TRY(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
		TRY(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
		IN_CHILD("inherited", TRY(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)));
		if (!system("cp /bin/busybox sgid; chown 0:77 sgid; chmod 2755 sgid"))
			IN_CHILD("sgid", execl("./sgid", "id", "-g", NULL));
	});
	IN_CHILD("sgid", execl("./sgid", "id", "-g", NULL));
	TRY(prctl(PR_GET_SECCOMP));
	TRY(prctl(PR_GET_TIMERSLACK) > 0);
	TRY(prctl(PR_GET_KEEPCAPS));
	TRY(prctl(PR_SET_KEEPCAPS, 1));
	TRY(prctl(PR_GET_KEEPCAPS));
	TRY(prctl(PR_SET_KEEPCAPS, 2));
	TRY(prctl(99999));
	TRY(prctl(PR_SET_VMA, 9, 0, 0, 0));
}

static void machine(void)
{
	struct utsname u;
	struct sysinfo s;

	TRY(uname(&u));
	printf("%s %s\n", u.sysname, u.machine);
	TRY(sethostname("a-new-name", 10));
	uname(&u);
	printf("%s\n", u.nodename);
	TRY(sethostname("x", 65));
	TRY(sethostname("x", -1));
	TRY(sethostname((char *)16, 5));
	TRY(setdomainname("domain", 6));
	uname(&u);
	printf("%s\n", u.domainname);
	TRY(setdomainname("(none)", 6));
	TRY(sysinfo(&s));
	printf("memory %d procs %d unit %d uptime %d swap %ld\n", s.totalram > s.freeram && s.freeram > 0,
	       s.procs > 2, (int)s.mem_unit, s.uptime >= 0, (long)s.totalswap);
	TRY(syscall(SYS_sysinfo, 16));
	TRY(syscall(SYS_uname, 16));
	TRY(personality(0xffffffff));
	TRY(getpagesize());
	TRY(sysconf(_SC_NPROCESSORS_ONLN));
	TRY(sysconf(_SC_CLK_TCK));
	TRY(sysconf(_SC_NPROCESSORS_CONF));
	TRY(sysconf(_SC_PHYS_PAGES) > 1000);
	unsigned cpu = 9;
	unsigned node = 9;

	TRY(syscall(SYS_getcpu, &cpu, &node, NULL));
	printf("%u %u\n", cpu, node);
	TRY(syscall(SYS_getcpu, 16, NULL, NULL));
}

int main(void)
{
	names();
	deaths();
	subreapers();
	others();
	machine();
	return 0;
}
