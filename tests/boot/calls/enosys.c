/* enosys.c - numbers without a call: -ENOSYS by both ways in. */
#include "calls.h"

static long by_int80(unsigned long number, long a, long b, long c)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c)
			 : "memory"
#ifdef __x86_64__
			 , "r8", "r9", "r10", "r11"
#endif
			 );
	return result;
}

#ifdef __x86_64__
static long by_syscall(unsigned long number, long a, long b, long c)
{
	long result;

	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "memory", "rcx", "r11");
	return result;
}

static void wide(void)
{
	static const unsigned long numbers[] = {
		335, 336, 400, 423, 452, 511, 512, 520, 547, 548, 600, 1000, 4095, 4096, 65535,
		0x40000000, 0x40000001, 0x40000027, 0x40000200, 0x40000203, 0x7fffffff, 0x80000000,
		0xffffffff, 0xfffffffe, 0xffffff9c,
		0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff,
		0xffffffffffffff9c,
	};

	for (unsigned i = 0; i < COUNT(numbers); i++)
		printf("syscall %lx: %ld\n", numbers[i], by_syscall(numbers[i], -1, -1, -1));
	/* The upper half does not count. */
	printf("getpid with an upper half: %d\n", by_syscall(0xabcd00000027, 0, 0, 0) == getpid());
	printf("getpid by int 80h: %d\n", by_int80(20, 0, 0, 0) == getpid());
	printf("with an upper half: %d\n", by_int80(0xabcd00000014, 0, 0, 0) == getpid());
	printf("arguments are cut: %ld\n", by_int80(6, 0x100000063, 0, 0));
	printf("not extended: %ld\n", by_int80(19, -1, 0, 0));
	static const char text[] = "x";

	printf("a pointer above 4 GiB: %ld\n", by_int80(4, 1, (long)text | 1l << 40, 1));
	/* A 64-bit stack is out of reach for it, static data is not. */
	printf("static data: %ld\n", by_int80(33, (long)"/", 0, 0));
	char here[] = "/";

	printf("the stack: %ld\n", by_int80(33, (long)here, 0, 0));
}
#endif

int main(void)
{
	static const unsigned long numbers[] = {
		17, 31, 32, 35, 44, 53, 56, 58, 98, 112, 127, 130, 137, 166, 167, 188, 189, 222, 223,
		251, 273, 285, 387, 392, 415, 452, 500, 512, 600, 1000, 4096, 0x10000, 0x40000000,
		0x40000014, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0xffffff9c,
	};

	for (unsigned i = 0; i < COUNT(numbers); i++)
		printf("int 80h %lx: %ld\n", numbers[i], by_int80(numbers[i], -1, -1, -1));
#ifdef __x86_64__
	wide();
#else
	/* sysenter and syscall are no ways in for programs that bring their own. */
	IN_CHILD("int 81h", __asm__ volatile("int $0x81"));
#endif
	return 0;
}
