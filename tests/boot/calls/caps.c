/* caps.c - capabilities: told, given up, and what goes with them. */
#include "calls.h"
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum { USER = 1000 };
#define BIT(cap) (1ull << (cap))

static struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
static struct __user_cap_data_struct data[2];

#define capget(h, d) syscall(SYS_capget, h, d)
#define capset(h, d) syscall(SYS_capset, h, d)

static void say(const char *what)
{
	head = (struct __user_cap_header_struct){ _LINUX_CAPABILITY_VERSION_3, 0 };
	memset(data, 0xee, sizeof data);
	MUST(capget(&head, data));
	printf("%s: effective %x %x permitted %x %x inheritable %x %x\n", what, data[0].effective,
	       data[1].effective, data[0].permitted, data[1].permitted, data[0].inheritable,
	       data[1].inheritable);
}

static long set(uint64_t effective, uint64_t permitted, uint64_t inheritable)
{
	for (int i = 0; i < 2; i++)
		data[i] = (struct __user_cap_data_struct){ (uint32_t)(effective >> 32 * i),
			(uint32_t)(permitted >> 32 * i), (uint32_t)(inheritable >> 32 * i) };
	head = (struct __user_cap_header_struct){ _LINUX_CAPABILITY_VERSION_3, 0 };
	return capset(&head, data);
}

static void versions(void)
{
	static const uint32_t versions[] = { _LINUX_CAPABILITY_VERSION_1, _LINUX_CAPABILITY_VERSION_2,
					     _LINUX_CAPABILITY_VERSION_3, 0, 0xffffffff };

	for (unsigned i = 0; i < COUNT(versions); i++) {
		printf("version %x\n", versions[i]);
		head.version = versions[i];
		memset(data, 0xee, sizeof data);
		TRY(capget(&head, data));
		printf("%x %x %x, now %x\n", data[0].permitted, data[0].inheritable, data[1].permitted,
		       head.version);
		head.version = versions[i];
		TRY(capget(&head, NULL));
		head.version = versions[i];
		TRY(capset(&head, data));
		printf("now %x\n", head.version);
	}
	head.version = _LINUX_CAPABILITY_VERSION_3;
	TRY(capget((void *)16, data));
	TRY(capget((void *)16, NULL));
	TRY(capset((void *)16, data));
	TRY(capget(&head, (void *)16));
	TRY(capset(&head, (void *)16));
	TRY(capset(&head, NULL));
}

static void pids(void)
{
	static const int ids[] = { -1, INT32_MIN, 99999, 1, 2 };

	for (unsigned i = 0; i < COUNT(ids); i++) {
		printf("pid %d\n", ids[i]);
		head = (struct __user_cap_header_struct){ _LINUX_CAPABILITY_VERSION_3, ids[i] };
		memset(data, 0, sizeof data);
		TRY(capget(&head, data));
		printf("%x %x\n", data[0].effective, data[1].effective);
		TRY(capset(&head, data));
	}
	head.pid = getpid();
	TRY(capget(&head, data));
	TRY(capset(&head, data));
}

static void users(void)
{
	IN_CHILD("setuid", MUST(setuid(USER)); say("user"); TRY(set(1, 1, 0)); TRY(set(0, 1, 0));
		 TRY(set(0, 0, 1)); TRY(set(0, 0, 0)));
	IN_CHILD("seteuid", MUST(seteuid(USER)); say("euid"); TRY(set(BIT(CAP_CHOWN), BIT(CAP_CHOWN), 0));
		 say("one"); TRY(chown(".", 5, 5)); TRY(setuid(7)); MUST(seteuid(0)); say("back"));
	IN_CHILD("setresuid", MUST(setresuid(USER, USER, 0)); say("saved"); MUST(seteuid(0)); say("back");
		 MUST(setresuid(USER, USER, USER)); say("gone"));
	IN_CHILD("setfsuid", setfsuid(USER); say("fsuid"); setfsuid(0); say("back"));
	IN_CHILD("kept", MUST(prctl(PR_SET_KEEPCAPS, 1)); MUST(setuid(USER)); say("kept");
		 TRY(set(BIT(CAP_SETUID), BIT(CAP_SETUID), 0)); say("raised"); TRY(setuid(0)); say("root"));
}

/* What a process that has given up everything but some may still do. */
static void without(const char *what, uint64_t keep)
{
	IN_CHILD(what, {
		TRY(set(keep, keep, 0));
		say("kept");
		TRY(chown("file", USER, USER));
		TRY(chmod("file", 0));
		OK(open("file", O_RDONLY));
		OK(open("file", O_WRONLY));
		TRY(access("file", R_OK));
		OK(open("dir", O_RDONLY));
		TRY(access("dir/in", F_OK));
		OK(open("dir/new", O_WRONLY | O_CREAT, 0600));
		TRY(unlink("sticky/file"));
		TRY(mknod("null", S_IFCHR, 0x103));
		TRY(chroot("."));
		TRY(chroot("none"));
		TRY(sethostname("x", 65));
		TRY(setpriority(PRIO_PROCESS, 0, -5));
		TRY(setgid(5));
		TRY(setuid(5));
		TRY(set(~0ull, keep, 0));
		TRY(set(keep, ~0ull, 0));
		TRY(set(keep, keep, BIT(CAP_SYS_TIME)));
		TRY(set(0, 0, 0));
	});
	unlink("file");
	unlink("null");
	unlink("dir/new");
}

static void given_up(void)
{
	static const struct { const char *what; uint64_t keep; } rows[] = {
		{ "nothing", 0 }, { "chown", BIT(CAP_CHOWN) }, { "override", BIT(CAP_DAC_OVERRIDE) },
		{ "search", BIT(CAP_DAC_READ_SEARCH) }, { "owner", BIT(CAP_FOWNER) },
		{ "setuid", BIT(CAP_SETUID) }, { "setgid", BIT(CAP_SETGID) },
		{ "chroot", BIT(CAP_SYS_CHROOT) }, { "mknod", BIT(CAP_MKNOD) },
		{ "nice", BIT(CAP_SYS_NICE) }, { "admin", BIT(CAP_SYS_ADMIN) },
	};

	MUST(mkdir("dir", 0700));
	put_file("dir/in", "");
	MUST(chown("dir", USER, USER));
	MUST(mkdir("sticky", 0777));
	for (unsigned i = 0; i < COUNT(rows); i++) {
		put_file("file", "x");
		MUST(chown("file", 7, 7));
		MUST(chmod("sticky", 01777));
		put_file("sticky/file", "");
		MUST(chown("sticky/file", 7, 7));
		MUST(chown("sticky", 8, 8));
		without(rows[i].what, rows[i].keep);
		unlink("sticky/file");
	}
}

/* A program that root runs has all again. */
static void programs(char *self)
{
	char *argv[] = { self, "after", NULL };

	IN_CHILD("root's", TRY(set(0, 0, BIT(CAP_KILL))); execv(self, argv));
	IN_CHILD("no new", MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); TRY(set(3, 3, 0)); execv(self, argv));
	IN_CHILD("half", MUST(setresuid(0, USER, USER)); execv(self, argv));
	IN_CHILD("user's", MUST(setuid(USER)); execv(self, argv));
}

int main(int argc, char **argv)
{
	umask(0);
	if (argc > 1) {
		say("after exec");
		return 0;
	}
	say("at first");
	versions();
	pids();
	users();
	given_up();
	programs(argv[0]);
	return 0;
}
