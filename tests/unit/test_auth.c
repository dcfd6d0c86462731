/* test_auth.c - users, passwords, superusers. */
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "check.h"
#include "command/auth.h"
#include "fake_machine.h"
#include "fake_world.h"
#include "host_heap.h"

/* By grub-mkpasswd-pbkdf2 -c 1000 -s 8 -l 64, of "secret". */
#define HASH_OF_SECRET "grub.pbkdf2.sha512.1000.F7D897C44AA7B2F9.CFBCDCE87FBD4CF57DCAAC034C551EA41B36EDBD04B074CB9621B6334E170A3386E1CDBFD3392E2A2532BA244A73B551EF599838D7A28965DCAC5885531A5005"

static const char *typed_name, *typed_password; /* NULL: the person gives up */
static unsigned asked;

static bool ask(struct world *w, char *name, size_t name_size, char *password, size_t password_size)
{
	assert_ptr_equal(w, &fake_world);
	asked++;
	if (!typed_name)
		return false;
	snprintf(name, name_size, "%s", typed_name);
	snprintf(password, password_size, "%s", typed_password);
	return true;
}

static int start(void **state)
{
	static const struct command *const tables[] = { auth_commands, NULL };

	(void)state;
	fake_world_start(tables, "");
	fake_world.ask_login = ask;
	typed_name = typed_password = NULL;
	asked = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	auth_forget();
	fake_world_end();
	return 0;
}

static bool login(const char *name, const char *password)
{
	return auth_login(&fake_world, name, password);
}

static bool allowed(const char *users)
{
	return auth_allowed(&fake_world, users);
}

static void passwords(void **state)
{
	(void)state;
	assert_int_equal(fake_world_run("password bob geheim; password_pbkdf2 eve " HASH_OF_SECRET), 0);
	assert_false(login("bob", "geheim2"));
	assert_false(login("bob", "gehei"));
	assert_false(login("bob", ""));
	assert_false(login("bo", "geheim"));
	assert_false(login("", ""));
	assert_false(login("eve", "geheim"));
	assert_false(login("eve", "Secret"));
	assert_false(login("bob", "secret"));
	assert_true(login("eve", "secret"));
	assert_true(login("bob", "geheim"));
	/* A new password for the same name; the old login is gone with it. */
	assert_int_equal(fake_world_run("set superusers=bob; password bob neu"), 0);
	assert_false(allowed("bob"));
	assert_false(login("bob", "geheim"));
	assert_true(login("bob", "neu"));
}

static void long_ones(void **state)
{
	char text[400] = "password bob ", *p = text + strlen(text);

	(void)state;
	memset(p, 'x', 127);
	assert_int_equal(fake_world_run(text), 0);
	assert_true(login("bob", p));
	p[126] = 'y';
	assert_false(login("bob", p));
	memset(p, 'x', 300);
	assert_false(login("bob", p));
	assert_false(login(p, "x"));
	p[128] = '\0';
	assert_int_equal(fake_world_run(text), STATUS_BAD_ARGUMENT);
	/* What does not fit is not what is empty. */
	memset(p, 'x', 300);
	assert_int_equal(fake_world_run("password bob ''; password '' y"), 0);
	assert_false(login("bob", p));
	assert_false(login(p, "y"));
	assert_true(login("bob", ""));
}

#define BYTES_15 "0123456789abcdef0123456789abcd"
#define BYTES_16 BYTES_15 "ef"

static void bad_hashes(void **state)
{
	/* Only what is bad in each is: the hash is long enough. */
	static const char *const bad[] = {
		"plain", "grub.pbkdf2.sha512.10.AB", "grub.pbkdf2.sha512.0.AB." BYTES_16,
		"grub.pbkdf2.sha512.-1.AB." BYTES_16, "grub.pbkdf2.sha512.10x.AB." BYTES_16,
		"grub.pbkdf2.sha512.4294967296.AB." BYTES_16,
		"grub.pbkdf2.sha512.99999999999999999999.AB." BYTES_16,
		"grub.pbkdf2.sha512.10.ABC." BYTES_16, "grub.pbkdf2.sha512.10.AB." BYTES_16 "0",
		"grub.pbkdf2.sha512.10.AX." BYTES_16, "grub.pbkdf2.sha512.10.AB.",
		"grub.pbkdf2.sha512.10.AB." BYTES_16 ".EF", "grub.pbkdf2.sha256.10.AB." BYTES_16,
		"grub.pbkdf2.sha512.10.AB." BYTES_16 "0x", "grub.pbkdf2.sha512.",
		"grub.pbkdf2.sha512.10.+1." BYTES_16, "grub.pbkdf2.sha512.10",
		"grub.pbkdf2.sha512.10..ab", "grub.pbkdf2.sha512.10.AB." BYTES_15,
		"grub.pbkdf2.sha512.10.AB." BYTES_16 BYTES_16 BYTES_16 BYTES_16 "00",
		"grub.pbkdf2.sha512.10." BYTES_16 BYTES_16 BYTES_16 BYTES_16 BYTES_16 BYTES_16
			BYTES_16 BYTES_16 "00." BYTES_16,
	};

	(void)state;
	for (unsigned i = 0; i < COUNT(bad); i++) {
		char text[500];

		snprintf(text, sizeof text, "password_pbkdf2 u %s", bad[i]);
		assert_int_equal(fake_world_run(text), STATUS_BAD_ARGUMENT);
		assert_non_null(strstr(fake_output, "t:1: password_pbkdf2: "));
	}
	for (unsigned dots = 1; dots < 3; dots++) {             /* 1000 bytes of salt, of hash */
		static char text[4096];

		snprintf(text, sizeof text, "password_pbkdf2 u grub.pbkdf2.sha512.10.%s%02000d",
			 dots == 1 ? "" : "AB.", 0);
		assert_int_equal(fake_world_run(text), STATUS_BAD_ARGUMENT);
	}
	assert_int_equal(fake_world_run("password_pbkdf2 u"), STATUS_BAD_ARGUMENT);
	assert_int_equal(fake_world_run("password u a b"), STATUS_BAD_ARGUMENT);
	for (size_t left = 0; ; left++) {
		int status;

		host_heap_left = left;
		status = fake_world_run("password new x");
		host_heap_left = SIZE_MAX;
		if (status == 0)
			break;
		assert_true(left < 20 && !login("new", "x"));
	}
	assert_true(login("new", "x"));
}

/* Python's hashlib makes the same: one round, no salt, the first 16 bytes and all of them. */
static void odd_hashes(void **state)
{
	static const char *const hashes[] = { "75abac478e69b7a6e7fa07ac140ba9aa", 
		"75abac478e69b7a6e7fa07ac140ba9aaee42d55a35a85e13d98109ce696bbacc"
		"96f36ced858ad351f1c9e949e2770d1e488e38d9f8be9ab98dba37f4b878d665" };

	(void)state;
	for (unsigned i = 0; i < COUNT(hashes); i++) {
		char text[300];

		snprintf(text, sizeof text, "password_pbkdf2 u grub.pbkdf2.sha512.1..%s", hashes[i]);
		assert_int_equal(fake_world_run(text), 0);
		assert_false(login("u", ""));
		assert_false(login("u", "secre"));
		assert_true(login("u", "secret"));
		text[strlen(text) - 1] = '0';           /* its last byte counts, too */
		assert_int_equal(fake_world_run(text), 0);
		assert_false(login("u", "secret"));
	}
}

static void who_may(void **state)
{
	(void)state;
	assert_int_equal(fake_world_run("password root a; password bob b; password eve c"), 0);
	assert_true(allowed(""));       /* no superusers: everybody */
	fake_world_run("set superusers=''");
	assert_false(allowed("bob"));
	fake_world_run("set superusers='root, admin;x|y&z'");
	assert_false(allowed(""));
	assert_true(login("bob", "b"));
	assert_false(allowed(""));
	assert_false(allowed(NULL));
	assert_true(allowed("bob"));
	assert_true(allowed("eve,bob"));
	assert_true(allowed("eve bob"));
	assert_false(allowed("bobby"));
	assert_false(allowed("bo"));
	assert_false(allowed("xbob"));
	assert_false(allowed("eve"));
	assert_true(login("root", "a"));
	assert_true(allowed(""));
	assert_true(allowed("eve"));
	fake_world_run("unset superusers");
	assert_true(allowed("nobody"));
}

static void asking(void **state)
{
	u32 before;

	(void)state;
	fake_world_run("password root a; password bob b");
	assert_int_equal(fake_world_run("authenticate"), 0);
	assert_int_equal(asked, 0);
	fake_world_run("set superusers=root");
	before = fake_ms;
	assert_int_equal(fake_world_run("authenticate bob"), STATUS_ACCESS_DENIED);
	assert_int_equal(asked, 1);
	assert_in_range(fake_ms - before, 0, 100);      /* giving up is no guess */
	typed_name = "bob";
	typed_password = "wrong";
	before = fake_ms;
	assert_int_equal(fake_world_run("authenticate bob"), STATUS_ACCESS_DENIED);
	assert_in_range(fake_ms - before, 1000, 1100);
	before = fake_ms;
	assert_int_equal(fake_world_run("authenticate bob"), STATUS_ACCESS_DENIED);
	assert_in_range(fake_ms - before, 2000, 2100);  /* longer each time */
	assert_non_null(strstr(fake_sent, "access denied"));
	for (u32 seconds = 4; seconds < 300; seconds *= 2) {            /* ... up to 64 s */
		before = fake_ms;
		assert_int_equal(fake_world_run("authenticate bob"), STATUS_ACCESS_DENIED);
		assert_in_range(fake_ms - before, MIN(seconds, 64u) * 1000, MIN(seconds, 64u) * 1000 + 100);
	}
	asked = 3;
	typed_password = "b";
	assert_int_equal(fake_world_run("authenticate"), STATUS_ACCESS_DENIED);
	assert_int_equal(fake_world_run("authenticate bob"), 0);
	assert_int_equal(asked, 4);             /* he is logged in since */
	typed_name = "root";
	typed_password = "a";
	assert_int_equal(fake_world_run("authenticate"), 0);
	assert_int_equal(fake_world_run("authenticate; authenticate x"), 0);
	assert_int_equal(asked, 5);
	fake_world.ask_login = NULL;            /* as in fl-check: nobody is there */
	fake_world_run("set superusers=other");
	assert_int_equal(fake_world_run("authenticate"), STATUS_ACCESS_DENIED);
}

/* How many instructions a guess costs, to the last one. */
static unsigned work(const char *name, const char *password)
{
	unsigned n = 0;
	int state;
	pid_t child = fork();

	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		(void)!login(name, password);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &state, 0), child);
	for (; WIFSTOPPED(state); n++) {
		ptrace(PTRACE_SINGLESTEP, child, NULL, NULL);
		assert_int_equal(waitpid(child, &state, 0), child);
	}
	assert_true(WIFEXITED(state) && n > 1000);
	return n;
}

/* Names and passwords are compared to their ends, wherever they differ. */
static void all_is_compared(void **state)
{
	unsigned first;

	(void)state;
	fake_world_run("password eve x; password bob geheim");
	first = work("bob", "xeheim");
	assert_int_equal(work("bob", "geheix"), first);
	assert_int_equal(work("xob", "geheim"), first);
	assert_int_equal(work("bob", "geheim"), first);
}

/* The work for a wrong name is that for a wrong password: all users' hashes are made. */
static void names_do_not_show(void **state)
{
	clock_t start_time, known, unknown;

	(void)state;
	fake_world_run("password_pbkdf2 eve grub.pbkdf2.sha512.300.AB." BYTES_16 "; password bob b");
	start_time = clock();
	assert_false(login("eve", "x"));
	known = clock() - start_time;
	start_time = clock();
	assert_false(login("bob", "x"));
	assert_false(login("nobody", "x"));
	unknown = (clock() - start_time) / 2;
	assert_in_range(unknown, known / 4, known * 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(passwords, start, end),
		cmocka_unit_test_setup_teardown(long_ones, start, end),
		cmocka_unit_test_setup_teardown(bad_hashes, start, end),
		cmocka_unit_test_setup_teardown(odd_hashes, start, end),
		cmocka_unit_test_setup_teardown(who_may, start, end),
		cmocka_unit_test_setup_teardown(asking, start, end),
		cmocka_unit_test_setup_teardown(all_is_compared, start, end),
		cmocka_unit_test_setup_teardown(names_do_not_show, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
