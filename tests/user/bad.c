/* bad.c - programs that do what no program may, each in a child of its own.
 *
 *     bad [privileged|jumps|segments|frames|calls|others|limits|odd]...
 *
 * Prints a line for each; Linux and our kernel print the same ones. */
#include "bad.h"
#include <errno.h>
#include <sys/wait.h>

enum { NEAR = 65536 };

volatile word expected;
static int report_to;

/* Sent through a pipe by the child. */
struct report { int returned; long value; int signo, code; word address, ip, sp, there; };

static void send_report(const struct report *r)
{
	if (write(report_to, r, sizeof *r) != sizeof *r)
		_exit(98);
	_exit(0);
}

static void on_signal(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	struct report r = { .signo = sig, .code = info->si_code, .address = (word)info->si_addr,
			    .there = expected };

#ifdef __x86_64__
	r.ip = (word)uc->uc_mcontext.gregs[REG_RIP];
	r.sp = (word)uc->uc_mcontext.gregs[REG_RSP];
#else
	r.ip = (word)uc->uc_mcontext.gregs[REG_EIP];
	r.sp = (word)uc->uc_mcontext.gregs[REG_ESP];
#endif
	send_report(&r);
}

static void child(const struct bad *bad)
{
	static char stack[65536];
	static const int caught[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS };
	struct report r = { .returned = 1 };
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, NULL);
	for (unsigned i = 0; i < COUNT(caught); i++)
		sigaction(caught[i], &action, NULL);
	alarm(60);
	r.value = bad->run();
	send_report(&r);
}

static const char *place(const struct report *r, char *buffer, size_t size)
{
	extern char __executable_start, etext;

	if (r->address == r->ip && r->address)
		return "its own ip";
	if (r->address == r->there && r->there)
		return "there";
	if (r->address >= (word)&__executable_start && r->address < (word)&etext)
		return "the program";
	if (r->address >= PAGE && r->address - r->sp + NEAR < 2 * NEAR)
		return "near its sp";
	snprintf(buffer, size, "0x%lx", r->address);
	return buffer;
}

static void show(const struct bad *bad, const struct report *r, int status)
{
	char buffer[32];

	printf("%s: ", bad->name);
	if (!r && WIFSIGNALED(status))
		printf("killed by signal %d\n", WTERMSIG(status));
	else if (!r)
		printf("exit %d\n", WEXITSTATUS(status));
	else if (r->returned)
		printf("returned %ld\n", r->value);
	else
		printf("signal %d, code %d, address %s\n", r->signo, r->code,
		       r->code > 0 && r->code != SI_KERNEL ? place(r, buffer, sizeof buffer) : "none");
}

void run_bad(const struct bad *bad, unsigned n)
{
	for (; n--; bad++) {
		struct report r;
		int fd[2], status = 0;
		ssize_t got;
		pid_t pid;

		fflush(stdout);
		if (pipe(fd) || (pid = fork()) < 0) {
			perror(bad->name);
			exit(1);
		}
		report_to = fd[1];
		if (!pid)
			child(bad);
		close(fd[1]);
		got = read(fd[0], &r, sizeof r);
		close(fd[0]);
		waitpid(pid, &status, 0);
		show(bad, got == sizeof r ? &r : NULL, status);
	}
}

void *bad_map(size_t size, int prot)
{
	void *at = mmap(NULL, size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		_exit(97);
	return at;
}

int bad_file(void)
{
	FILE *f = tmpfile();

	if (!f || ftruncate(fileno(f), 100))
		_exit(96);
	return fileno(f);
}

long result(long r)
{
	return r == -1 ? -errno : r;
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*run)(void); } groups[] = {
		{ "privileged", privileged }, { "jumps", jumps }, { "segments", segments },
		{ "frames", frames }, { "calls", calls }, { "others", others },
		{ "limits", limits },
		{ "odd", odd },
	};

	for (unsigned i = 0; i < COUNT(groups); i++) {
		int wanted = argc < 2 && groups[i].run != odd;

		for (int k = 1; k < argc; k++)
			wanted |= !strcmp(argv[k], groups[i].name);
		if (wanted)
			groups[i].run();
	}
	printf("bad: done\n");
	return 0;
}
