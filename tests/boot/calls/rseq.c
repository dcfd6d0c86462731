/* rseq.c - restartable sequences: what is registered, and what is started again. */
#include "calls.h"
#include <linux/rseq.h>
#include <sys/rseq.h>

enum { SIG = 0x53053053, BYTES = 32 };

static struct rseq mine __attribute__((aligned(32)));
static void on_alarm(int sig)
{
	(void)sig;
}

static long reg(void *area, unsigned size, int flags, unsigned signature)
{
	return syscall(SYS_rseq, area, size, flags, signature);
}

/* Once glibc's own is gone. */
static void errors(void)
{
	TRY(reg(&mine, 31, 0, SIG));
	TRY(reg(&mine, 33, 0, SIG));
	TRY(reg((char *)&mine + 4, BYTES, 0, SIG));
	TRY(reg(&mine, BYTES, 2, SIG));
	TRY(reg(NULL, BYTES, 0, SIG));
	TRY(reg((void *)-64l, BYTES, 0, SIG));
	TRY(reg(&mine, BYTES, RSEQ_FLAG_UNREGISTER, SIG));
	mine.cpu_id = 77;
	TRY(reg(&mine, BYTES, 0, SIG));
	printf("cpu %u start %u\n", mine.cpu_id, mine.cpu_id_start);
	TRY(reg(&mine, BYTES, 0, SIG));
	TRY(reg(&mine, BYTES, 0, 1));
	TRY(reg(&mine + 1, BYTES, 0, SIG));
	TRY(reg(&mine, BYTES, RSEQ_FLAG_UNREGISTER, 1));
	TRY(reg(&mine + 1, BYTES, RSEQ_FLAG_UNREGISTER, SIG));
	IN_CHILD("a child of fork has it too", TRY(reg(&mine, BYTES, 0, SIG)));
	TRY(reg(&mine, BYTES, RSEQ_FLAG_UNREGISTER, SIG));
	printf("cpu %d\n", (int)mine.cpu_id);
	TRY(reg(&mine, BYTES, RSEQ_FLAG_UNREGISTER, SIG));
}

/* Spins in a sequence until an alarm, or somebody else's turn, finds it there; ends at the
 * abort handler with the sequence forgotten, or if `good` is not said, wherever. */
static int spin(int good)
{
	static struct rseq_cs cs;
	int aborted = 0;
	unsigned long start, end, abort;

	__asm__ volatile(
#ifdef __x86_64__
		"lea 1f(%%rip), %0; lea 2f(%%rip), %1; lea 3f(%%rip), %2"
#else
		"mov $1f, %0; mov $2f, %1; mov $3f, %2"
#endif
		: "=r"(start), "=r"(end), "=r"(abort));
	cs = (struct rseq_cs){ .start_ip = start, .post_commit_offset = end - start,
			       .abort_ip = abort + (good ? 0 : 1) };
	mine.rseq_cs = (uintptr_t)&cs;
	__asm__ volatile("1: pause\n\t"
			 "jmp 1b\n"
			 "2: jmp 4f\n\t"
			 ".long 0x53053053\n"
			 "3: movl $1, %0\n"
			 "4:"
			 : "+r"(aborted) : : "memory", "cc");
	return aborted;
}

int main(void)
{
	char *glibc = (char *)__builtin_thread_pointer() + __rseq_offset;

	signal(SIGALRM, on_alarm);
	printf("glibc's: %u bytes\n", __rseq_size);
	TRY(reg(glibc, BYTES, RSEQ_FLAG_UNREGISTER, SIG));
	errors();
	TRY(reg(&mine, BYTES, 0, SIG));
	ualarm(20000, 20000);
	printf("aborted %d\n", spin(1));
	ualarm(0, 0);
	printf("sequence %lx\n", (unsigned long)mine.rseq_cs);
	IN_CHILD("an abort handler without the signature", {
		ualarm(20000, 20000);
		spin(0);
	});
	IN_CHILD("a sequence that cannot be read", {
		mine.rseq_cs = 16;
		for (;;)
			raise(SIGALRM);
	});
	IN_CHILD("unregistered, it is not looked at", {
		TRY(reg(&mine, BYTES, RSEQ_FLAG_UNREGISTER, SIG));
		mine.rseq_cs = 16;
		raise(SIGALRM);
	});
	return 0;
}
