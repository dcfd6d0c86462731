/* bad_jumps.c - jumps, accesses and stacks that no program may have. */
#include "bad.h"

static long jump(word to)
{
	expected = to;
	__asm__ volatile("jmp *%0" : : "r"(to));
	return 0;
}

static long load(word from)
{
	expected = from;
	return *(volatile char *)from;
}

static long store(word to)
{
	expected = to;
	*(volatile char *)to = 1;
	return 0;
}

static long jump_null(void) { return jump(0); }
static long jump_low(void) { return jump(0x1000); }
static long jump_data(void) { return jump((word)bad_map(PAGE, PROT_READ | PROT_WRITE)); }
static long jump_nothing(void) { return jump((word)bad_map(PAGE, PROT_NONE)); }

static long jump_stack(void)
{
	char code[] = { 0x90, 0x90, (char)0xc3 };

	return jump((word)code);
}

static long jump_half(void)
{
	/* An instruction whose second half is not there. */
	char *at = bad_map(2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);

	at[PAGE - 1] = (char)0xb8;
	mprotect(at + PAGE, PAGE, PROT_NONE);
	expected = (word)at + PAGE;
	((void (*)(void))(at + PAGE - 1))();
	return 0;
}

static long load_null(void) { return load(0); }
static long store_null(void) { return store(8); }
static long load_nothing(void) { return load((word)bad_map(PAGE, PROT_NONE)); }
static long store_readonly(void) { return store((word)bad_map(PAGE, PROT_READ)); }
static long store_code(void) { return store((word)store_code); }

static long load_unmapped(void)
{
	char *at = bad_map(PAGE, PROT_READ);

	munmap(at, PAGE);
	return load((word)at);
}

static long load_behind_file(void)
{
	FILE *f = tmpfile();
	char *at;

	if (!f || ftruncate(fileno(f), 100))
		return -1;
	at = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fileno(f), 0);
	return load((word)at) + load((word)at + PAGE);
}

static long load_cut_file(void)
{
	FILE *f = tmpfile();
	char *at;

	if (!f || ftruncate(fileno(f), 2 * PAGE))
		return -1;
	at = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fileno(f), 0);
	ftruncate(fileno(f), 0);
	return load((word)at);
}

/* Each call takes a part of the stack that is written. */
static long dive(volatile char *above)
{
	volatile char mine[1024];

	mine[0] = *above;
	return dive(mine) + mine[0];
}

static long overflow(void)
{
	volatile char first = 0;

	dive(&first);
	return 0;
}

/* A mapping below the stack, where it may still grow to: it stops before, a gap away. */
static long overflow_to_mapping(void)
{
	volatile char first = 0;
	word at = ((word)&first - (3 << 20)) & ~(word)(PAGE - 1);

	if (mmap((void *)at, PAGE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != (void *)at)
		return -1;
	for (word sp = (word)&first; sp > at; sp -= PAGE) {
		expected = sp;
		*(volatile char *)sp = 1;
		/* About where it stops: 1 MiB above the mapping. */
		if (sp < at + (1 << 20))
			return 1;
	}
	return 0;
}

/* Without a stack to run its handler on. */
static long overflow_plain(void)
{
	sigaltstack(&(stack_t){ .ss_flags = SS_DISABLE }, NULL);
	return overflow();
}

static void fall(int sig)
{
	(void)sig;
	*(volatile char *)0 = 1;
}

/* A handler that faults: once and for all, or until its stack is full. */
static long handler_faults(void)
{
	sigaltstack(&(stack_t){ .ss_flags = SS_DISABLE }, NULL);
	signal(SIGSEGV, fall);
	return store(0);
}

static long handler_recurses(void)
{
	sigaltstack(&(stack_t){ .ss_flags = SS_DISABLE }, NULL);
	sigaction(SIGSEGV, &(struct sigaction){ .sa_handler = fall, .sa_flags = SA_NODEFER }, NULL);
	return store(0);
}

static long handler_nowhere(void)
{
	sigaction(SIGSEGV, &(struct sigaction){ .sa_handler = (void (*)(int))0x10,
						.sa_flags = SA_NODEFER }, NULL);
	return store(0);
}

static long trap_without_stack(void)
{
	signal(SIGTRAP, fall);
	__asm__ volatile("mov %0, %%" SP "; int3" : : "r"(0x10l));
	return 0;
}

#ifdef __x86_64__
#define KERNEL_TEXT 0xffffffff80001000
static long jump_kernel(void) { return jump(KERNEL_TEXT); }
static long jump_direct_map(void) { return jump(0xffff888000100000); }
static long jump_hole(void) { return jump(0x0000800000000000); }
static long jump_high_hole(void) { return jump(0xffff7fffffffffff); }
static long jump_top(void) { return jump(0xffffffffffffffff); }
static long jump_user_end(void) { return jump(0x00007ffffffff000); }
static long load_kernel(void) { return load(KERNEL_TEXT); }
static long load_direct_map(void) { return load(0xffff888000100000); }
static long load_hole(void) { return load(0x0000800000000000); }
static long store_kernel(void) { return store(KERNEL_TEXT); }
static long store_user_end(void) { return store(0x00007ffffffff000); }
static long handler_in_hole(void)
{
	sigaction(SIGSEGV, &(struct sigaction){ .sa_handler = (void (*)(int))0x0000800000000000,
						.sa_flags = SA_NODEFER }, NULL);
	return store(0);
}
static long handler_in_kernel(void)
{
	sigaction(SIGSEGV, &(struct sigaction){ .sa_handler = (void (*)(int))KERNEL_TEXT }, NULL);
	return store(0);
}
static long stack_in_hole(void)
{
	__asm__ volatile("mov %0, %%rsp; push %%rax" : : "r"(0x0000800000000000));
	return 0;
}
static long syscall_stack_in_kernel(void)
{
	long id;

	__asm__ volatile("mov %%rsp, %%r12; mov %1, %%rsp; syscall; int $0x80; mov %%r12, %%rsp"
			 : "=a"(id) : "r"(KERNEL_TEXT), "a"(39l) : "rcx", "r11", "r12", "memory");
	return 0;
}
#else
static long load_top(void) { return load(0xfffff000); }
static long jump_top(void) { return jump(0xfffffff0); }
static long load_user_end(void) { return load(0xffffe000); }
#endif

void jumps(void)
{
#define SAME(name) { #name, name }
	static const struct bad rows[] = {
		SAME(jump_null), SAME(jump_low), SAME(jump_data), SAME(jump_nothing),
		SAME(jump_stack), SAME(jump_half), SAME(load_null), SAME(store_null),
		SAME(load_nothing), SAME(store_readonly), SAME(store_code), SAME(load_unmapped),
		SAME(load_behind_file), SAME(load_cut_file), SAME(overflow),
		SAME(overflow_to_mapping), SAME(overflow_plain),
		SAME(handler_faults), SAME(handler_recurses),
		SAME(handler_nowhere), SAME(trap_without_stack),
#ifdef __x86_64__
		SAME(jump_kernel), SAME(jump_direct_map), SAME(jump_hole), SAME(jump_high_hole),
		SAME(jump_top), SAME(jump_user_end), SAME(load_kernel), SAME(load_direct_map),
		SAME(load_hole), SAME(store_kernel), SAME(store_user_end), SAME(handler_in_hole),
		SAME(handler_in_kernel), SAME(stack_in_hole), SAME(syscall_stack_in_kernel),
#else
		SAME(load_top), SAME(jump_top), SAME(load_user_end),
#endif
	};
	run_bad(rows, COUNT(rows));
}
