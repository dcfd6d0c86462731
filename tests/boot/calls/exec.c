/* exec.c - programs replaced by others: scripts, arguments, what stays and what goes. */
#include "calls.h"
#include <link.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>

extern char **environ;
static char *self;

static void print_args(int argc, char **argv)
{
	printf("argc %d:", argc);
	for (int i = 0; i < argc; i++)
		printf(" [%s]", argv[i]);
	printf(" env");
	for (char **e = environ; *e; e++)
		printf(" [%s]", *e);
	printf("\n");
}

/* In a child: try it, and say why not. */
#define EXEC(path, ...) do { \
	char *argv_[] = { __VA_ARGS__, NULL }, *env_[] = { "A=1", "B=", NULL }; \
	pid_t pid_ = child(); \
	if (!pid_) { \
		execve(path, argv_, env_); \
		printf("%s\n", strerrorname_np(errno)); \
		fflush(stdout); \
		_exit(1); \
	} \
	reap(path, pid_); \
} while (0)

static void script(const char *name, const char *text)
{
	put_file(name, text);
	MUST(chmod(name, 0755));
}

static void scripts(void)
{
	char text[600], deep[64], arg[64];

	snprintf(text, sizeof text, "#!%s args\n", self);
	script("s", text);
	EXEC("s", "zero", "one", "two");
	EXEC("./s", "zero");
	snprintf(text, sizeof text, "#! %s   args with  blanks \t \n", self);
	script("blanks", text);
	EXEC("blanks", "x", "y");
	snprintf(text, sizeof text, "#!%s args", self);
	script("noend", text);
	EXEC("noend", "x", "y");
	snprintf(text, sizeof text, "#!%s args\r\n", self);
	script("cr", text);
	EXEC("cr", "x");
	snprintf(text, sizeof text, "#!%s args\nrest", self);
	script("rest", text);
	EXEC("rest", "x");
	script("none", "#!/no/such/program\n");
	EXEC("none", "x");
	script("empty", "#!\n");
	EXEC("empty", "x");
	script("blank", "#!   \n");
	EXEC("blank", "x");
	script("dir", "#!/\n");
	EXEC("dir", "x");
	script("relative", "#!s\n");
	EXEC("relative", "x", "y");
	script("one", "#");
	EXEC("one", "x");
	script("nothing", "");
	EXEC("nothing", "x");
	script("text", "echo hi\n");
	EXEC("text", "x");
	memset(text, 'a', sizeof text);
	memcpy(text, "#!/", 3);
	strcpy(text + 300, "\n");
	script("long", text);
	EXEC("long", "x");
	snprintf(text, sizeof text, "#!%s ", self);
	memset(text + strlen(text), 'l', 400);
	strcpy(text + 400, "\n");
	script("longarg", text);
	pid_t pid = child();

	if (!pid) {
		char *argv[] = { "x", NULL }, *env[] = { "SHORT=1", NULL };

		execve("longarg", argv, env);
		printf("%s\n", strerrorname_np(errno));
		fflush(stdout);
		_exit(1);
	}
	reap("longarg", pid);
	/* Interpreters that are scripts themselves. */
	snprintf(text, sizeof text, "#!%s args\n", self);
	script("deep0", text);
	for (int i = 1; i < 8; i++) {
		snprintf(deep, sizeof deep, "deep%d", i);
		snprintf(text, sizeof text, "#!deep%d\n", i - 1);
		script(deep, text);
	}
	for (int i = 1; i < 8; i++) {
		snprintf(deep, sizeof deep, "deep%d", i);
		snprintf(arg, sizeof arg, "arg%d", i);
		EXEC(deep, "zero", arg);
	}
	script("loop", "#!loop\n");
	EXEC("loop", "x");
	MUST(chmod("s", 0644));
	EXEC("s", "x");
	MUST(chmod("s", 0755));
	EXEC("/", "x");
	EXEC("none/x", "x");
	EXEC("s/x", "x");
	EXEC("", "x");
	EXEC("/dev/null", "x");
}

static void arguments(void)
{
	char *none[] = { NULL }, *one[] = { "x", NULL };
	static char big[140000], *many[40000];
	pid_t pid;

	pid = child();
	if (!pid) {
		execve(self, none, none);
		_exit(1);
	}
	reap("no arguments", pid);
	pid = child();
	if (!pid) {
		syscall(SYS_execve, self, NULL, NULL);
		_exit(1);
	}
	reap("NULL for both", pid);
	EXEC(self, "", "args", "", "");
	TRY(syscall(SYS_execve, self, 16, NULL));
	TRY(syscall(SYS_execve, self, NULL, 16));
	TRY(syscall(SYS_execve, 16, none, none));
	char *wild[] = { "x", (char *)16, NULL };

	TRY(execve(self, wild, none));
	memset(big, 'b', sizeof big);
	big[131071] = '\0';
	one[0] = big;
	pid = child();
	if (!pid) {
		char *argv[] = { "x", "count", big, NULL };

		execve(self, argv, none);
		_exit(1);
	}
	reap("128 KiB - 1", pid);
	big[131071] = 'b';
	big[131072] = '\0';
	TRY(execve(self, one, none));
	big[100] = '\0';
	for (unsigned i = 0; i < 39999; i++)
		many[i] = big;
	many[1] = "count";
	TRY(execve(self, many, many));
	many[15000] = NULL;
	pid = child();
	if (!pid) {
		execve(self, many, none);
		printf("%s\n", strerrorname_np(errno));
		fflush(stdout);
		_exit(1);
	}
	reap("15000 strings", pid);
	IN_CHILD("a small stack", {
		struct rlimit r = { 1 << 20, 8 << 20 };

		setrlimit(RLIMIT_STACK, &r);
		TRY(execve(self, many, none));
	});
}

/* What a program inherits. */
static void keeps(void)
{
	sigset_t s;

	IN_CHILD("kept", {
		char *argv[] = { "x", "kept", NULL };
		struct sigaction a = { .sa_handler = SIG_IGN, .sa_flags = SA_RESTART };

		sigaddset(&a.sa_mask, SIGUSR2);
		sigaction(SIGUSR1, &a, NULL);
		signal(SIGUSR2, exit);
		sigemptyset(&s);
		sigaddset(&s, SIGTERM);
		sigprocmask(SIG_BLOCK, &s, NULL);
		raise(SIGTERM);
		alarm(100);
		umask(0123);
		MUST(mkdir("here", 0700));
		MUST(chdir("here"));
		dup2(open("/dev/null", O_RDONLY), 20);
		dup2(20, 21);
		fcntl(21, F_SETFD, FD_CLOEXEC);
		dup3(20, 22, O_CLOEXEC);
		prctl(PR_SET_NAME, "before");
		prctl(PR_SET_PDEATHSIG, SIGHUP);
		nice(3);
		struct rlimit r = { 50, 60 };

		setrlimit(RLIMIT_NOFILE, &r);
		stack_t alt = { .ss_sp = malloc(65536), .ss_size = 65536 };

		sigaltstack(&alt, NULL);
		execv(self, argv);
	});
}

static void show_kept(void)
{
	struct sigaction a;
	sigset_t s;
	stack_t alt;
	char name[16], cwd[100];
	int death = -1;
	struct rlimit r;

	sigaction(SIGUSR1, NULL, &a);
	printf("ignored %d, flags %d mask %d", a.sa_handler == SIG_IGN, a.sa_flags & SA_RESTART,
	       sigismember(&a.sa_mask, SIGUSR2));
	sigaction(SIGUSR2, NULL, &a);
	printf(" default %d", a.sa_handler == SIG_DFL);
	sigprocmask(SIG_BLOCK, NULL, &s);
	printf(" blocked %d", sigismember(&s, SIGTERM));
	sigpending(&s);
	printf(" pending %d", sigismember(&s, SIGTERM));
	printf(" alarm %d", alarm(0) > 90);
	printf(" umask %o", umask(0));
	getcwd(cwd, sizeof cwd);
	printf(" cwd %s", strrchr(cwd, '/'));
	printf(" fds %d %d %d", fcntl(20, F_GETFD), fcntl(21, F_GETFD), fcntl(22, F_GETFD));
	prctl(PR_GET_NAME, name);
	prctl(PR_GET_PDEATHSIG, &death);
	printf(" name %s death %d dumpable %d", name, death, prctl(PR_GET_DUMPABLE));
	printf(" nice %d", nice(0));
	getrlimit(RLIMIT_NOFILE, &r);
	printf(" limit %d %d", (int)r.rlim_cur, (int)r.rlim_max);
	sigaltstack(NULL, &alt);
	printf(" stack flags %d\n", alt.ss_flags);
}

/* The auxiliary vector. */
static void show_auxv(void)
{
	static const struct { const char *name; unsigned long type; bool show; } rows[] = {
		{ "PHENT", AT_PHENT, true }, { "PAGESZ", AT_PAGESZ, true }, { "BASE", AT_BASE, true },
		{ "FLAGS", AT_FLAGS, true }, { "UID", AT_UID, true }, { "EUID", AT_EUID, true },
		{ "GID", AT_GID, true }, { "EGID", AT_EGID, true }, { "SECURE", AT_SECURE, true },
		{ "CLKTCK", AT_CLKTCK, true }, { "PHDR", AT_PHDR, false },
		{ "ENTRY", AT_ENTRY, false }, { "RANDOM", AT_RANDOM, false },
		{ "HWCAP", AT_HWCAP, false }, { "SYSINFO_EHDR", AT_SYSINFO_EHDR, false },
		{ "EXECFN", AT_EXECFN, false }, { "PLATFORM", AT_PLATFORM, false },
		{ "MINSIGSTKSZ", 51, false },
	};
	unsigned char *random = (unsigned char *)getauxval(AT_RANDOM), sum = 0;

	for (unsigned i = 0; i < COUNT(rows); i++) {
		unsigned long v = getauxval(rows[i].type);

		printf(" %s %ld", rows[i].name, rows[i].show ? (long)v : v != 0);
	}
	for (unsigned i = 0; i < 16; i++)
		sum |= random[i];
	printf(" random %d platform %s", sum != 0, (char *)getauxval(AT_PLATFORM));
	const unsigned char *vdso = (unsigned char *)getauxval(AT_SYSINFO_EHDR);
	const ElfW(Phdr) *p = (void *)getauxval(AT_PHDR);
	unsigned loads = 0;

	for (unsigned i = 0; i < getauxval(AT_PHNUM); i++)
		loads += p[i].p_type == PT_LOAD;
	printf(" loads %d vdso %d%c%c%c", loads > 1, vdso[0], vdso[1], vdso[2], vdso[3]);
	int local;

	printf(" stack aligned %d\n", (unsigned long)&local != 0);
}

/* By descriptor. */
static void by_descriptor(void)
{
	char *argv[] = { "x", "args", NULL }, *env[] = { NULL };
	int fd = open(self, O_RDONLY | O_CLOEXEC), p = open(self, O_PATH), d = open(".", O_RDONLY);

	IN_CHILD("fexecve", { fexecve(fd, argv, env); printf("%s\n", strerrorname_np(errno)); });
	IN_CHILD("O_PATH", { fexecve(p, argv, env); printf("%s\n", strerrorname_np(errno)); });
	char *echo[] = { "echo", "copied", NULL };

	IN_CHILD("execveat", {
		TRY(syscall(SYS_execveat, d, "copy", echo, env, 0));
	});
	IN_CHILD("nofollow", {
		(void)!symlink("copy", "link");
		TRY(syscall(SYS_execveat, d, "link", argv, env, AT_SYMLINK_NOFOLLOW));
	});
	TRY(syscall(SYS_execveat, d, "", argv, env, AT_EMPTY_PATH));
	TRY(syscall(SYS_execveat, 99, "x", argv, env, 0));
	TRY(syscall(SYS_execveat, d, "copy", argv, env, 1));
}

/* What is no plain file is not even opened: nobody will ever write to the FIFO. */
static void no_files(void)
{
	static const char *const names[] = { "fifo", ".", "/dev/null", "/dev/tty", "sock", "by-fifo", "around" };
	char *argv[] = { "x", NULL }, *env[] = { NULL };

	MUST(mkfifo("fifo", 0777));
	MUST(mknod("sock", S_IFSOCK | 0777, 0));
	MUST(symlink("around", "around"));
	put_file("by-fifo", "#!fifo\n");
	MUST(chmod("by-fifo", 0755));
	for (unsigned i = 0; i < COUNT(names); i++)
		IN_CHILD(names[i], { alarm(10); TRY(execve(names[i], argv, env)); });
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strncmp(argv[1], "args", 4)) {
		print_args(argc, argv);
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "count")) {
		printf("%d arguments\n", argc);
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "kept")) {
		show_kept();
		return 0;
	}
	if (argc > 1 || !environ[0]) {
		print_args(argc, argv);
		return 0;
	}
	self = argv[0];
	show_auxv();
	scripts();
	arguments();
	keeps();
	if (chdir(".."))
		return 99;
	if (chdir("dir"))
		return 99;
	if (system("cp /bin/busybox copy"))
		return 99;
	by_descriptor();
	no_files();
	return 0;
}
