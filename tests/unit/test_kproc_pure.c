/* test_kproc_pure.c - the parts of proc/ that only compute: scripts, siginfo, descriptors,
 * restarts of system calls, the FPU's two forms. */
#include "proc/fpu_32.h"
#include "proc/internal.h"
#include "check.h"

/* NULL for the interpreter: no script. */
static const struct { const char *line; size_t size; const char *interpreter, *argument; } scripts[] = {
	{ "#!/bin/sh\nrest", 14, "/bin/sh", NULL }, { "#!/bin/sh", 10, "/bin/sh", NULL },
	{ "#! \t/bin/sh \t\n", 14, "/bin/sh", NULL }, { "#!/bin/sh -e\n", 13, "/bin/sh", "-e" },
	{ "#!/bin/sh  a b  \n", 17, "/bin/sh", "a b" }, { "#!\n", 3, NULL, NULL },
	{ "#!  \n", 5, NULL, NULL }, { "#!", 2, NULL, NULL }, { "#", 1, NULL, NULL },
	{ "##/bin/sh\n", 10, NULL, NULL }, { "/bin/sh\n", 8, NULL, NULL },
	{ "#!/bin/cut", 10, NULL, NULL },      /* the name goes on behind what was read */
	{ "#!/bin/sh cut", 13, "/bin/sh", "cu" },
};

static void script(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(scripts); i++) {
		char *line = malloc(scripts[i].size), *interpreter, *argument;
		bool is = false;

		memcpy(line, scripts[i].line, scripts[i].size);
		is = script_parse(line, scripts[i].size, &interpreter, &argument);
		if (is != !!scripts[i].interpreter)
			fail_msg("row %zu", i);
		if (is) {
			assert_string_equal(interpreter, scripts[i].interpreter);
			assert_int_equal(!argument, !scripts[i].argument);
			if (argument)
				assert_string_equal(argument, scripts[i].argument);
		}
		free(line);
	}
}

static void restarts(void **state)
{
	static const struct { int error; u32 flags; enum restart none, handler; } rows[] = {
		{ 0, 0, RESTART_NO, RESTART_NO }, { EINTR, SA_RESTART, RESTART_NO, RESTART_NO },
		{ ERESTARTSYS, 0, RESTART_AGAIN, RESTART_EINTR },
		{ ERESTARTSYS, SA_RESTART, RESTART_AGAIN, RESTART_AGAIN },
		{ ERESTARTNOINTR, 0, RESTART_AGAIN, RESTART_AGAIN },
		{ ERESTARTNOHAND, SA_RESTART, RESTART_AGAIN, RESTART_EINTR },
		{ ERESTART_RESTARTBLOCK, SA_RESTART, RESTART_BLOCK, RESTART_EINTR },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(restart_decide(-rows[i].error, false, 0), rows[i].none);
		assert_int_equal(restart_decide(-rows[i].error, true, rows[i].flags), rows[i].handler);
	}
}

static u64 word(const u8 *p, unsigned bytes)
{
	u64 v = 0;

	memcpy(&v, p, bytes);
	return v;
}

static void siginfos(void **state)
{
	struct siginfo child = { .signo = SIGCHLD, .code = CLD_KILLED, .pid = 7, .uid = 8, .status = 9,
				 .utime = 30000000, .stime = 50000000 };
	struct siginfo fault = { .signo = SIGSEGV, .code = SEGV_ACCERR, .address = 0x123456789abc };
	struct siginfo queued = { .signo = SIGRTMIN, .code = SI_QUEUE, .pid = 7, .uid = 8,
				  .address = 0x1122334455667788 }, back;
	u8 b[SIGINFO_BYTES];

	(void)state;
	siginfo_pack(b, &child, false);
	assert_int_equal(word(b, 4), SIGCHLD);
	assert_int_equal(word(b + 16, 4), 7);
	assert_int_equal(word(b + 24, 4), 9);
	assert_int_equal(word(b + 32, 8), 3);
	assert_int_equal(word(b + 40, 8), 5);
	siginfo_pack(b, &child, true);
	assert_int_equal(word(b + 12, 4), 7);
	assert_int_equal(word(b + 20, 4), 9);
	assert_int_equal(word(b + 24, 4), 3);
	assert_int_equal(word(b + 28, 4), 5);
	siginfo_pack(b, &fault, false);
	assert_int_equal(word(b + 16, 8), 0x123456789abc);
	siginfo_pack(b, &fault, true);
	assert_int_equal(word(b + 12, 8), 0x56789abc);
	for (unsigned compat = 0; compat < 2; compat++) {
		siginfo_pack(b, &queued, compat);
		siginfo_unpack(&back, b, compat);
		assert_int_equal(back.code, SI_QUEUE);
		assert_int_equal(back.pid, 7);
		assert_int_equal(back.address, compat ? 0x55667788 : 0x1122334455667788);
	}
}

static void descriptors(void **state)
{
	/* As glibc asks for its TLS: 4 GiB of data, 32 bits, in pages, useable. */
	struct user_desc d = { .entry = 12, .base = 0x12345678, .limit = 0xfffff,
			       .flags = DESC_32BIT | DESC_IN_PAGES | DESC_USEABLE }, back;
	u64 descriptor;

	(void)state;
	assert_true(tls_descriptor(&d, &descriptor));
	assert_int_equal(descriptor, 0x12dff3345678ffff);
	tls_describe(descriptor, 12, &back);
	assert_memory_equal(&back, &d, sizeof d);
	d.flags |= 2 << 1;                      /* code */
	assert_false(tls_descriptor(&d, &descriptor));
	d.flags = DESC_IN_PAGES;                /* 16 bits */
	assert_false(tls_descriptor(&d, &descriptor));
	d = (struct user_desc){ .flags = DESC_READ_EXEC_ONLY | DESC_NOT_PRESENT };
	assert_true(tls_descriptor(&d, &descriptor));
	assert_int_equal(descriptor, 0);
	/* Whatever is accepted: present, ring 3, data, of 32 bits. */
	for (u32 flags = 0; flags < 256; flags++) {
		d = (struct user_desc){ .base = 1, .flags = flags };
		if (!tls_descriptor(&d, &descriptor))
			continue;
		assert_int_equal(descriptor >> 40 & 0xf8, 0xf0);
		assert_int_equal(descriptor >> 53 & 3, 2);
	}
}

static void fpu_forms(void **state)
{
	struct fpu_32 f;
	struct fpu_state want;

	(void)state;
	__asm__ volatile("fninit; fld1; fldz; fldpi; fxsave64 %0; fninit" : "=m"(f.fx));
	want = f.fx;
	fpu_to_32(&f);
	assert_int_equal(f.control & 0xffff, 0x37f);
	assert_int_equal(f.status >> 11 & 7, 5);
	/* Registers 5 (pi: valid), 6 (zero), 7 (one: valid); the rest are empty. */
	assert_int_equal(f.tag & 0xffff, 0x13ff);
	assert_int_equal(f.magic, 0);
	memset(f.fx.bytes, 0, 160);
	fpu_from_32(&f);
	assert_memory_equal(f.fx.bytes, want.bytes, 5);
	for (unsigned i = 0; i < 8; i++)
		assert_memory_equal(f.fx.bytes + 32 + i * 16, want.bytes + 32 + i * 16, 10);
}

/* glibc's own macros are the other side. */
static void statuses(void **state)
{
	(void)state;
	for (int i = 0; i < 256; i++) {
		int status = i << 8;

		assert_int_equal(status_code(status), CLD_EXITED);
		assert_int_equal(status_value(status), WEXITSTATUS(status));
	}
	for (int sig = 1; sig <= SIGNALS; sig++) {
		assert_int_equal(status_code(sig), CLD_KILLED);
		assert_int_equal(status_code(sig | 0x80), CLD_DUMPED);
		assert_int_equal(status_value(sig), WTERMSIG(sig));
		assert_true(WIFSTOPPED(status_stopped(sig)));
		assert_int_equal(WSTOPSIG(status_stopped(sig)), sig);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(script), cmocka_unit_test(restarts), cmocka_unit_test(siginfos),
		cmocka_unit_test(descriptors), cmocka_unit_test(fpu_forms),
		cmocka_unit_test(statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
