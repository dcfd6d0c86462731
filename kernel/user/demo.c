/* demo.c - the same system calls through int 80h and through syscall, with both traces.
 *
 * A 64-bit program may use both: int 80h has the numbers of 32-bit code and sees the low
 * halves of registers only, so all memory here lies below 4 GiB.  A 32-bit program has
 * int 80h alone. */
#include "kernel/user/libc/libc.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "kernel/syscall_numbers.h"

enum { ARGS = 3, UTS_BYTES = 390, NO_CALL = 9999, CALLS = 9 };

static char hello[] = "hello, world\n", root[] = "/", missing[] = "/no/such/file";
static char uts[UTS_BYTES];

struct call {
	const char *name;
	u32 number_64, number_32;
	unsigned args;
	unsigned long arg[ARGS];
};

#define ADDRESS(p) ((unsigned long)(p))
#define NUMBERS(name) #name, NR64_##name, NR32_##name

static void fill(struct call call[CALLS])
{
	struct call all[CALLS] = {
		{ NUMBERS(getpid), 0, { 0 } },
		{ NUMBERS(getppid), 0, { 0 } },
		{ NUMBERS(write), 3, { 1, ADDRESS(hello), sizeof hello - 1 } },
		{ NUMBERS(uname), 1, { ADDRESS(uts) } },
		{ NUMBERS(access), 2, { ADDRESS(root), 0 } },
		{ NUMBERS(open), 3, { ADDRESS(missing), O_RDONLY, 0 } },
		{ NUMBERS(close), 1, { 99 } },
		{ NUMBERS(write), 3, { 1, 1, 5 } },             /* nothing is mapped there */
		{ "no such call", NO_CALL, NO_CALL, 0, { 0 } },
	};

	memcpy(call, all, sizeof all);
}

static long by_int80(const struct call *c)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result)
			 : "a"((unsigned long)c->number_32), "b"(c->arg[0]), "c"(c->arg[1]),
			   "d"(c->arg[2])
#if __x86_64__
			 : "memory", "r8", "r9", "r10", "r11");
#else
			 : "memory");
#endif
	return result;
}

#if __x86_64__
static long by_syscall(const struct call *c)
{
	long result;

	__asm__ volatile("syscall" : "=a"(result)
			 : "a"((unsigned long)c->number_64), "D"(c->arg[0]), "S"(c->arg[1]),
			   "d"(c->arg[2]) : "memory", "rcx", "r11");
	return result;
}
#endif

static void trace(const char *way, u32 number, const struct call *c, const char *const reg[ARGS],
		  long result)
{
	char args[100] = "";
	size_t n = 0;

	for (unsigned i = 0; i < c->args; i++)
		n += fmt(args + n, sizeof args - n, " %s=0x%lx", reg[i], c->arg[i]);
	printf("%s %u %s%s -> %ld\n", way, number, c->name, args, result);
}

int main(int argc, char **argv, char **envp)
{
	static const char *const reg_32[ARGS] = { "ebx", "ecx", "edx" };
	static struct call call[CALLS];
	long result[CALLS];
	int differ = 0;

	(void)argc;
	(void)argv;
	(void)envp;
	fill(call);
	printf("%u-bit program; number, name, registers -> result\n", (unsigned)sizeof(long) * 8);
	for (unsigned i = 0; i < CALLS; i++) {
		result[i] = by_int80(&call[i]);
		trace("int 80h", call[i].number_32, &call[i], reg_32, result[i]);
	}
#if __x86_64__
	static const char *const reg_64[ARGS] = { "rdi", "rsi", "rdx" };

	for (unsigned i = 0; i < CALLS; i++) {
		long again = by_syscall(&call[i]);

		trace("syscall", call[i].number_64, &call[i], reg_64, again);
		if (again != result[i])
			differ++;
	}
	printf("%d of %d results differ\n", differ, CALLS);
#endif
	return differ || result[CALLS - 1] != -ENOSYS;
}
