/* bad_cpu.c - instructions and flags that ring 3 may not have. */
#include "bad.h"

/* A function of one piece of assembly; what it leaves in a register is not looked at. */
#define CASE(name, ...) \
	static long name(void) \
	{ \
		__asm__ volatile(__VA_ARGS__); \
		return 0; \
	}
#ifdef __x86_64__
#define AX "rax"
#else
#define AX "eax"
#endif

/* --- instructions --- */

CASE(do_hlt, "hlt")
CASE(do_cli, "cli")
CASE(do_sti, "sti")
CASE(do_lgdt, "lgdt (%%" SP ")" : : : "memory")
CASE(do_lidt, "lidt (%%" SP ")" : : : "memory")
CASE(do_lldt, "lldt %w0" : : "r"(0))
CASE(do_ltr, "ltr %w0" : : "r"(0x40))
CASE(do_read_cr0, "mov %%cr0, %%" AX : : : AX)
CASE(do_read_cr3, "mov %%cr3, %%" AX : : : AX)
CASE(do_write_cr0, "mov %%" AX ", %%cr0" : : "a"(0l))
CASE(do_write_cr3, "mov %%" AX ", %%cr3" : : "a"(0l))
CASE(do_write_cr4, "mov %%" AX ", %%cr4" : : "a"(0l))
CASE(do_read_dr7, "mov %%dr7, %%" AX : : : AX)
CASE(do_write_dr0, "mov %%" AX ", %%dr0" : : "a"(0l))
CASE(do_clts, "clts")
CASE(do_lmsw, "lmsw %w0" : : "r"(0))
CASE(do_rdmsr, "rdmsr" : : "c"(0xc0000080) : "eax", "edx")
CASE(do_wrmsr, "wrmsr" : : "c"(0xc0000082), "a"(0), "d"(0))
CASE(do_rdpmc, "rdpmc" : : "c"(0) : "eax", "edx")
CASE(do_invd, "invd")
CASE(do_wbinvd, "wbinvd")
CASE(do_invlpg, "invlpg (%%" SP ")" : : : "memory")
CASE(do_in, "inb $0x60, %%al" : : : "eax")
CASE(do_in_dx, "inl %%dx, %%eax" : : "d"(0xcf8) : "eax")
CASE(do_out, "outb %%al, $0x80" : : "a"(0))
CASE(do_out_dx, "outw %%ax, %%dx" : : "a"(0), "d"(0x604))
CASE(do_ins, "insb" : : "d"(0x60), "D"(bad_map(PAGE, PROT_READ | PROT_WRITE)) : "memory")
CASE(do_outs, "outsb" : : "d"(0x60), "S"(bad_map(PAGE, PROT_READ)) : "memory")
CASE(do_sysexit, ".byte 0x0f, 0x35")
CASE(do_ud2, "ud2")
CASE(do_int3, "int3")
CASE(do_int3_long, ".byte 0xcd, 3")
CASE(do_int1, ".byte 0xf1")
CASE(do_int_de, "int $0")
CASE(do_int_nmi, "int $2")
CASE(do_int_df, "int $8")
CASE(do_int_gp, "int $13")
CASE(do_int_pf, "int $14")
CASE(do_int_timer, "int $0x20")
CASE(do_int_keyboard, "int $0x21")
CASE(do_int_ff, "int $0xff")
CASE(do_lock_bad, ".byte 0xf0, 0x90")                   /* lock nop */
CASE(do_long, ".fill 16, 1, 0x66; nop")                 /* over 15 bytes */
CASE(do_divide, "xor %%edx, %%edx; div %%ecx" : : "a"(1), "c"(0) : "edx")
CASE(do_divide_overflow, "idiv %%ecx" : : "a"(0), "d"(0x80000000), "c"(1))

#ifdef __x86_64__
CASE(do_swapgs, "swapgs")
CASE(do_sysret, "sysretq" : : "c"(0), "r"(0))
CASE(do_write_cr8, "mov %%rax, %%cr8" : : "a"(15l))
CASE(do_into, ".byte 0xce")
#else
CASE(do_into, "mov $0x7f, %%al; add $1, %%al; into" : : : "eax")
static const int bounds[2] = { 0, 4 };
CASE(do_bound, "bound %0, (%1)" : : "r"(5), "r"(bounds))
#endif

static long do_x87(void)
{
	unsigned short control = 0x037b;        /* division by zero is let out */
	double zero = 0, one = 1;

	__asm__ volatile("fldcw %0; fldl %1; fdivl %2; fwait" : : "m"(control), "m"(one), "m"(zero));
	return 0;
}

static long do_sse(void)
{
	unsigned control = 0x1d80;
	float one = 1, none = 0;

	__asm__ volatile("ldmxcsr %0; movss %1, %%xmm0; divss %2, %%xmm0"
			 : : "m"(control), "m"(one), "m"(none) : "xmm0");
	return 0;
}

static long do_bad_mxcsr(void)
{
	unsigned control = 0xffffffff;

	__asm__ volatile("ldmxcsr %0" : : "m"(control));
	return 0;
}

static long do_movaps(void)
{
	static char bytes[64] __attribute__((aligned(16)));

	__asm__ volatile("movaps (%0), %%xmm0" : : "r"(bytes + 1) : "xmm0");
	return 0;
}

/* --- flags --- */

/* Set these flags with popf; the flags afterwards. */
static word with_flags(word set)
{
	word flags;

	__asm__ volatile("pushf; pop %0; or %1, %0; push %0; popf; pushf; pop %0"
			 : "=&r"(flags) : "r"(set) : "cc", "memory");
	return flags;
}

static long do_iopl(void)
{
	return (long)(with_flags(3 << 12 | 1 << 9 | 1 << 17) & (3 << 12 | 1 << 17));
}

/* NT through each way into the kernel: iret must not take it for a nested task. */
static long do_nt(void)
{
	word flags = with_flags(1 << 14), id;

	__asm__ volatile("int $0x80" : "=a"(id) : "a"(20l) : "memory"
#ifdef __x86_64__
			 , "r8", "r9", "r10", "r11"
#endif
			 );
#ifdef __x86_64__
	__asm__ volatile("syscall" : "=a"(id) : "a"(39l) : "rcx", "r11", "memory");
#endif
	*(volatile char *)bad_map(PAGE, PROT_READ | PROT_WRITE) = 1;
	return flags >> 14 & 1 && id == (word)getpid();
}

static long do_ac(void)
{
	static char bytes[8] __attribute__((aligned(8)));

	with_flags(1 << 18);
	return *(volatile int *)(bytes + 1);
}

/* AC also says whether the kernel may touch a program's memory: it must not be the
 * program's to say. */
static long do_ac_kernel(void)
{
	long result;

	with_flags(1 << 18);
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(4l), "b"(1l), "c"(0xfffff000ul), "d"(1l)
			 : "memory");
	return result;
}

static long do_df(void)
{
	char buffer[64] = "before";
	long n;

	__asm__ volatile("std");
	n = readlink("/proc/self/exe", buffer, sizeof buffer);
	__asm__ volatile("cld");
	return n > 0 && buffer[0] == '/';
}

static volatile unsigned steps;

static void count_step(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)context;
	steps += info->si_code == TRAP_TRACE;
}

static void count_steps(void)
{
	steps = 0;
	sigaction(SIGTRAP, &(struct sigaction){ .sa_sigaction = count_step,
						.sa_flags = SA_SIGINFO }, NULL);
}

/* Every instruction between the two popf traps. */
static long do_step(void)
{
	count_steps();
	__asm__ volatile("pushf; orl $0x100, (%%" SP "); popf; nop; nop; nop; pushf;"
			 "andl $~0x100, (%%" SP "); popf" : : : "cc", "memory");
	return steps;
}

static long do_step_int80(void)
{
	count_steps();
	__asm__ volatile("pushf; orl $0x100, (%%" SP "); popf; int $0x80; nop; pushf;"
			 "andl $~0x100, (%%" SP "); popf" : : "a"(20l) : "cc", "memory");
	return steps;
}

#ifdef __x86_64__
static long do_step_syscall(void)
{
	count_steps();
	__asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq; syscall; nop; pushfq;"
			 "andl $~0x100, (%%rsp); popfq" : : "a"(39l) : "cc", "memory", "rcx", "r11");
	return steps;
}
#endif

static long do_step_death(void)
{
	signal(SIGTRAP, SIG_IGN);
	with_flags(1 << 8);
	return 0;
}

void privileged(void)
{
#define ROW(name) { #name, do_##name }
	static const struct bad rows[] = {
		ROW(hlt), ROW(cli), ROW(sti), ROW(lgdt), ROW(lidt), ROW(lldt), ROW(ltr),
		ROW(read_cr0), ROW(read_cr3), ROW(write_cr0), ROW(write_cr3), ROW(write_cr4),
		ROW(read_dr7), ROW(write_dr0), ROW(clts), ROW(lmsw), ROW(rdmsr), ROW(wrmsr),
		ROW(rdpmc), ROW(invd), ROW(wbinvd), ROW(invlpg), ROW(in), ROW(in_dx), ROW(out),
		ROW(out_dx), ROW(ins), ROW(outs), ROW(sysexit), ROW(ud2), ROW(int3),
		ROW(int3_long), ROW(int1), ROW(int_de), ROW(int_nmi), ROW(int_df), ROW(int_gp),
		ROW(int_pf), ROW(int_timer), ROW(int_keyboard), ROW(int_ff), ROW(lock_bad),
		ROW(long), ROW(divide), ROW(divide_overflow), ROW(into), ROW(x87), ROW(sse),
		ROW(bad_mxcsr), ROW(movaps), ROW(iopl), ROW(nt), ROW(ac), ROW(ac_kernel), ROW(df),
		ROW(step), ROW(step_int80), ROW(step_death),
#ifdef __x86_64__
		ROW(swapgs), ROW(sysret), ROW(write_cr8), ROW(step_syscall),
#else
		ROW(bound),
#endif
	};
	run_bad(rows, COUNT(rows));
}
