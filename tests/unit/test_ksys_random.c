/* test_ksys_random.c - system calls with any arguments: kernel/sys/ over kernel/fs/. */
#include "fake_ksys.h"

enum { RANDOM_CALLS = 1000000 };

static u64 seed = 1;

static u64 any(u64 n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (seed >> 24) % n;
}

static u64 any_argument(void)
{
	static const u64 odd[] = {
		0, 1, 2, 3, 4, 7, 8, 16, 64, 4095, 4096, 4097, 65536, 0x7fffffff, 0x80000000,
		0xffffffff, 1ull << 32, INT64_MAX, 1ull << 63, UINT64_MAX, -2ull, -100ull, -4096ull,
		0xffffff9c, 0x800, 0x80000, 0x241, 0x42, 0x442, 0xffff800000000000, 0x1000,
	};

	switch (any(8)) {
	case 0:
	case 1: return (u64)arena + any(ARENA);                 /* whatever is there */
	case 2: return (u64)arena + 16 * any(64);               /* a name */
	case 3: return fake_user_end - any(64);
	case 4: return any(24);
	case 5: return any(1 << any(20));
	default: return odd[any(COUNT(odd))];
	}
}

/* Nobody else is there: who sleeps is woken by a signal. */
static void woken(void)
{
	fake_signal = true;
}

static void fill_arena(void)
{
	static const char *const texts[] = {
		"a", "b", "c", "d", "d/a", "d/b", "e/../a", ".", "..", "/", "/d/", "a/b", "l", "",
		"/proc/self/fd", "/dev/null",
	};

	for (unsigned i = 0; i < ARENA; i++)
		arena[i] = any(3) ? 0 : (u8)any(256);
	for (unsigned i = 0; i < 64; i++)
		strcpy((char *)arena + 16 * i, texts[any(COUNT(texts))]);
	for (unsigned i = 128; i < 2048; i++)           /* iovecs, file descriptors, times */
		((u64 *)arena)[i] = any(4) ? any(300) : any_argument();
}

/* Everything below the working directory, or what one call shows of it; false: nothing. */
static bool clear_here(void)
{
	enum { BUFFER = 32 * KiB };
	u8 *buf = malloc(BUFFER);
	long n, fd;

	strcpy((char *)arena, ".");
	fd = CALL(sys_open, arena, O_RDONLY);
	assert_true(fd >= 0);
	n = CALL(sys_getdents64, fd, arena, BUFFER);
	memcpy(buf, arena, BUFFER);
	CALL(sys_close, fd);
	for (long i = 0; i < n; i += *(u16 *)(buf + i + 16)) {
		const char *name = (char *)buf + i + 19;

		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		strcpy((char *)arena, name);
		if (CALL(sys_unlink, arena) == -EISDIR) {
			assert_int_equal(CALL(sys_chdir, arena), 0);
			while (clear_here())
				;
			strcpy((char *)arena, "..");
			assert_int_equal(CALL(sys_chdir, arena), 0);
			strcpy((char *)arena, name);
			assert_int_equal(CALL(sys_rmdir, arena), 0);
		}
	}
	free(buf);
	return n > 24 + 24;             /* . and .. */
}

static void clear_all(void)
{
	CALL(sys_close_range, 0, 0xffffffff);
	current->flags = 0;
	strcpy((char *)arena, "/");
	assert_int_equal(CALL(sys_chdir, arena), 0);
	while (clear_here())
		;
}

static void anything(void **state)
{
#define ROW(name) name,
	static sys_call_fn *const calls[] = { CALLS(ROW) };
	u64 made = 0, objects, pages;

	(void)state;
	/* The table of descriptors: once it is large it stays so. */
	strcpy((char *)arena, "/");
	CALL(sys_fcntl, CALL(sys_open, arena, O_RDONLY), F_DUPFD, 1023);
	clear_all();
	objects = fake_objects_used();
	pages = fake_pages_used();
	fake_schedule = woken;
	for (unsigned i = 0; i < RANDOM_CALLS; i++) {
		long result;
		int which;

		if (i % 512 == 0)
			fill_arena();
		if (i % 4096 == 0)
			CALL(sys_close_range, 0, 0xffffffff);
		current->flags = any(4) ? 0 : TASK_INT80;
		fake_signal = false;
		which = (int)any(COUNT(calls));
		result = CALL(calls[which], any_argument(), any_argument(),
			      any_argument(), any_argument(), any_argument(), any_argument());
		made += result >= 0;
		if (result < -MAX_ERRNO)
			fail_msg("call %d of the table: %ld", which, result);
	}
	assert_true(made > RANDOM_CALLS / 20);
	clear_all();
	assert_int_equal(fake_objects_used(), objects);
	assert_int_equal(fake_pages_used(), pages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(anything, fake_ksys_setup, fake_ksys_teardown),
	};

	fake_ksys_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
