/* bad_frames.c - selectors that ring 3 may not have, and returns from signal handlers that
 * never came. */
#include "bad.h"

#define KERNEL_TEXT ((word)0xffffffff80001000ull)
#define HOLE        ((word)0x0000800000000000ull)

/* --- selectors --- */

#define LOAD(segment, name, value) \
	static long segment##_##name(void) \
	{ \
		__asm__ volatile("mov %w0, %%" #segment : : "r"(value)); \
		return 0; \
	}
#define LOADS(name, value) LOAD(ds, name, value) LOAD(es, name, value) LOAD(fs, name, value)
LOADS(null, 0)
LOADS(null3, 3)
LOADS(kernel_code, 0x10)
LOADS(kernel_data, 0x18)
LOADS(user_code, WIDE ? 0x33 : 0x23)
LOADS(user_data, 0x2b)
LOADS(tss, 0x40)
LOADS(ldt, 7)
LOADS(empty_tls, 0x73)
LOADS(beyond, 0xfff8)
LOADS(last, 0xffff)
LOAD(ss, null, 0)
LOAD(ss, kernel, 0x18)
LOAD(ss, code, WIDE ? 0x33 : 0x23)
LOAD(ss, user_data, 0x2b)
LOAD(ss, beyond, 0xfff8)
LOAD(ss, tls, 0x73)

/* A far jump, as a far return. */
static long far_to(word cs, word ip)
{
#ifdef __x86_64__
	__asm__ volatile("push %0; push %1; lretq" : : "r"(cs), "r"(ip));
#else
	__asm__ volatile("push %0; push %1; lret" : : "r"(cs), "r"(ip));
#endif
	return 0;
}

static long far_null(void) { return far_to(0, (word)far_null); }
static long far_kernel(void) { return far_to(0x10, (word)far_kernel); }
static long far_data(void) { return far_to(0x2b, (word)far_data); }
static long far_tss(void) { return far_to(0x40, (word)far_tss); }
static long far_ldt(void) { return far_to(0x0f, (word)far_ldt); }
static long far_beyond(void) { return far_to(0xfffb, (word)far_beyond); }

/* iret in ring 3 goes to ring 3 or nowhere. */
static long iret_to(word cs, word ss)
{
#ifdef __x86_64__
	__asm__ volatile("mov %%rsp, %%rax; push %1; push %%rax; pushfq; push %0;"
			 "lea 1f(%%rip), %%rax; push %%rax; iretq; 1:" : : "r"(cs), "r"(ss) : "rax", "memory");
#else
	__asm__ volatile("pushf; push %0; push $1f; iret; 1:" : : "r"(cs) : "memory");
	(void)ss;
#endif
	return 0;
}

static long iret_same(void) { return iret_to(WIDE ? 0x33 : 0x23, 0x2b); }
static long iret_kernel(void) { return iret_to(0x10, 0x18); }
static long iret_bad_ss(void) { return iret_to(WIDE ? 0x33 : 0x23, 0x18); }

#ifdef __x86_64__
#define WORD_BX "rbx"
#define LOW     MAP_32BIT
#else
#define WORD_BX "ebx"
#define LOW     0
#endif

/* A segment that is gone by the time that the kernel comes back. */
struct user_desc_ { unsigned entry, base, limit, flags; };

static long int80(long number, word a, word b, word c)
{
	long result;

	__asm__ volatile("xchg %%" WORD_BX ", %1; int $0x80; xchg %%" WORD_BX ", %1"
			 : "=a"(result), "+r"(a) : "0"(number), "c"(b), "d"(c) : "memory"
#ifdef __x86_64__
			 , "r8", "r9", "r10", "r11"
#endif
			 );
	return result;
}

static long tls_taken_away(void)
{
	/* Where int 80h finds it: a 64-bit program's stack is too high. */
	struct user_desc_ *d = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS | LOW, -1, 0);
	word selector;

	*d = (struct user_desc_){ -1u, 0, 0xfffff, 0x51 };
	if (int80(243, (word)d, 0, 0))
		return -1;
	selector = d->entry * 8 + 3;
	__asm__ volatile("mov %w0, %%es" : : "r"(selector));
	*d = (struct user_desc_){ d->entry, 0, 0, 0x28 };
	int80(243, (word)d, 0, 0);
	for (int i = 0; i < 10; i++)
		usleep(1000);
	__asm__ volatile("mov %%es, %0" : "=r"(selector));
	return (long)(selector & 0xffff);
}

static long tls_of(unsigned flags)
{
	struct user_desc_ *d = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS | LOW, -1, 0);

	*d = (struct user_desc_){ -1u, 0x12345678, 0xfffff, flags };
	return int80(243, (word)d, 0, 0);
}

static long tls_code(void) { return tls_of(0x55); }             /* contents: code */
static long tls_conforming(void) { return tls_of(0x57); }
static long tls_16bit(void) { return tls_of(0x50); }
static long tls_absent(void) { return tls_of(0x71); }

#ifdef __x86_64__
long compat_call(void *code, void *stack, unsigned *back);

/* Some 32-bit code at a low address, with the far jump back behind it. */
static long in_compat(const char *code, size_t size)
{
	char *at = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	memcpy(at, code, size);
	memcpy(at + size, "\xea" "addr" "\x33", 7);
	return compat_call(at, at + 2 * PAGE, (unsigned *)(at + size + 1));
}
#define COMPAT(bytes) in_compat(bytes, sizeof bytes - 1)

/* mov eax, 20; int 80h */
static long compat_int80(void) { return COMPAT("\xb8\x14\0\0\0\xcd\x80") == getpid(); }
static long compat_hlt(void) { return COMPAT("\xf4"); }
static long compat_in(void) { return COMPAT("\xe4\x60"); }
/* mov eax, [fffff000h] */
static long compat_load_kernel(void) { return COMPAT("\xa1\0\xf0\xff\xff"); }
static long compat_popf(void) { return COMPAT("\x68\xff\x7e\x04\0\x9d\x6a\x02\x9d"); }
#endif

/* --- sigreturn --- */

/* Two pages, and one that is not there. */
static void *frame_memory(void)
{
	char *at = bad_map(3 * PAGE, PROT_READ | PROT_WRITE);

	mprotect(at + 2 * PAGE, PAGE, PROT_NONE);
	return at;
}

/* FXSAVE's image, all ones but for MXCSR: QEMU takes any, a CPU does not. */
static word garbage(char *fx)
{
	memset(fx - 112, 0xff, 112 + 512);
	memcpy(fx + 24, &(unsigned){ 0x1f80 }, 4);
	return (word)fx;
}

static _Noreturn void went_on(void)
{
	_exit(42);
}

#ifdef __x86_64__
struct context {
	word r8, r9, r10, r11, r12, r13, r14, r15, di, si, bp, bx, dx, ax, cx, sp, ip, flags;
	unsigned short cs, gs, fs, ss;
	word err, trapno, oldmask, cr2, fpstate, reserved[8];
};
struct frame {
	word flags, link, ss_sp, ss_flags, ss_size;
	struct context context;
	word mask;
	char info[128];
};

static _Noreturn void return_by(const struct frame *f)
{
	__asm__ volatile("mov %0, %%rsp; mov $15, %%eax; syscall" : : "r"(f) : "memory");
	__builtin_unreachable();
}

/* A frame that leads to went_on(), to be spoilt. */
static struct frame *good_frame(void)
{
	struct frame *f = frame_memory();

	f->ss_flags = SS_DISABLE;
	f->context.ip = (word)went_on;
	f->context.sp = (word)f + 2 * PAGE - 24;
	f->context.flags = 0x202;
	f->context.cs = 0x33;
	f->context.ss = 0x2b;
	return f;
}
#else
struct context {
	unsigned short gs, gs_, fs, fs_, es, es_, ds, ds_;
	word di, si, bp, sp, bx, dx, cx, ax, trapno, err, ip;
	unsigned short cs, cs_;
	word flags, sp_at_signal;
	unsigned short ss, ss_;
	word fpstate, oldmask, cr2;
};
/* The old frame, from where the signal's number was on. */
struct frame {
	word sig;
	struct context context;
	char fpstate[624];
	word mask;
	char code[8];
};

/* The handler's ret took the return address, the trampoline's pop the signal's number. */
static _Noreturn void return_by(const struct frame *f)
{
	__asm__ volatile("mov %0, %%esp; mov $119, %%eax; int $0x80"
			 : : "r"((char *)f + 4) : "memory");
	__builtin_unreachable();
}

static struct frame *good_frame(void)
{
	struct frame *f = frame_memory();

	f = (struct frame *)((char *)f + 64);
	f->context.ip = (word)went_on;
	f->context.sp = (word)f + 2 * PAGE - 128;
	f->context.flags = 0x202;
	f->context.cs = 0x23;
	f->context.ss = f->context.ds = f->context.es = 0x2b;
	__asm__ volatile("mov %%gs, %0" : "=r"(f->context.gs));
	return f;
}
#endif

#define FRAME(name, change) \
	static long frame_##name(void) \
	{ \
		struct frame *f = good_frame(); \
		struct context *c = &f->context; \
		(void)c; \
		change; \
		return_by(f); \
	}
FRAME(good, (void)0)
FRAME(cs_null, c->cs = 0)
FRAME(cs_kernel, c->cs = 0x10)
FRAME(cs_data, c->cs = 0x2b)
FRAME(cs_beyond, c->cs = 0xfffb)
FRAME(ss_null, c->ss = 0)
FRAME(ss_kernel, c->ss = 0x18)
FRAME(ip_top, c->ip = ~0ul)
FRAME(ip_null, c->ip = 0)
FRAME(sp_null, c->sp = 0)
FRAME(flags_all, c->flags = ~0x100ul)
FRAME(flags_none, c->flags = 0)
FRAME(flags_iopl, c->flags = 0x3202)
FRAME(flags_vm, c->flags = 0x20202)
FRAME(fpstate_null, c->fpstate = 0)
#ifdef __x86_64__
FRAME(cs_kernel32, c->cs = 0x08)
FRAME(cs_tss, c->cs = 0x43)
FRAME(ip_kernel, c->ip = KERNEL_TEXT)
FRAME(ip_hole, c->ip = HOLE)
FRAME(sp_kernel, c->sp = KERNEL_TEXT)
FRAME(sp_hole, c->sp = HOLE)
FRAME(flags_nt, c->flags = 0x4202)
FRAME(fpstate_odd, c->fpstate = (word)f + PAGE + 1)
FRAME(fpstate_kernel, c->fpstate = KERNEL_TEXT & ~63ul)
FRAME(fpstate_garbage, c->fpstate = garbage((char *)f + PAGE))
FRAME(mask_all, f->mask = ~0ul)
FRAME(altstack_garbage, f->ss_sp = ~0ul; f->ss_flags = 0xffffffff; f->ss_size = ~0ul)
#else
FRAME(ds_kernel, c->ds = 0x18)
FRAME(es_beyond, c->es = 0xfff8)
FRAME(fs_tss, c->fs = 0x40)
FRAME(gs_ldt, c->gs = 7)
FRAME(sp_top, c->sp = 0xfffffff0)
FRAME(fpstate_top, c->fpstate = 0xfffff000)
FRAME(fpstate_garbage, garbage((char *)f + PAGE + 112); c->fpstate = (word)f + PAGE)
FRAME(mask_all, c->oldmask = f->mask = ~0ul)
#endif

/* A frame that is not there, or only its beginning. */
static long frame_nowhere(void) { return_by((void *)0x10); }
#ifdef __x86_64__
static long frame_kernel(void) { return_by((void *)KERNEL_TEXT); }
static long frame_hole(void) { return_by((void *)HOLE); }
static long frame_cut(void) { return_by((void *)((char *)good_frame() + 2 * PAGE - 64)); }
#else
static long frame_top(void) { return_by((void *)0xfffff000); }
static long frame_cut(void) { return_by((void *)((char *)good_frame() - 64 + 2 * PAGE - 64)); }
#endif

/* The syscall instruction in 32-bit code: AMD's CPUs have it, Intel's do not.  Linux takes
 * it for a 32-bit call, we have no use for it; so this is not to be compared.  Once more
 * with TF set, which must not make the kernel step. */
#ifdef __x86_64__
static long syscall_32(void) { return COMPAT("\xb8\x14\0\0\0\x0f\x05"); }
static long syscall_32_step(void) { return COMPAT("\xb8\x14\0\0\0\x68\x02\x01\0\0\x9d\x0f\x05"); }
#else
static long syscall_32(void)
{
	long result;

	__asm__ volatile("mov %%ebp, %%esi; syscall; mov %%esi, %%ebp"
			 : "=a"(result) : "0"(20) : "ecx", "esi", "memory", "cc");
	return result;
}

static long syscall_32_step(void)
{
	long result;

	__asm__ volatile("mov %%ebp, %%esi; push $0x102; popf; syscall; mov %%esi, %%ebp"
			 : "=a"(result) : "0"(20) : "ecx", "esi", "memory", "cc");
	return result;
}
#endif

/* What FXSAVE leaves alone of the registers' image: nothing of the kernel's stands there.
 * (Linux uses some of it itself.) */
static volatile long spare;

static void look_at_spare(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	const unsigned char *fx = (const unsigned char *)uc->uc_mcontext.fpregs;

	(void)sig, (void)info;
#ifndef __x86_64__
	fx += 112;                      /* behind the image of FSAVE */
#endif
	for (int i = 416; i < 512; i++)
		spare += fx[i] != 0;
}

static long fpu_spare(void)
{
	sigaction(SIGUSR1, &(struct sigaction){ .sa_sigaction = look_at_spare,
						.sa_flags = SA_SIGINFO }, NULL);
	raise(SIGUSR1);
	return spare;
}

void odd(void)
{
	static const struct bad rows[] = {
		{ "syscall_32", syscall_32 }, { "syscall_32_step", syscall_32_step },
		{ "fpu_spare", fpu_spare },
	};
	run_bad(rows, COUNT(rows));
}

void segments(void)
{
#define SAME(name) { #name, name }
#define THREE(name) SAME(ds_##name), SAME(es_##name), SAME(fs_##name)
	static const struct bad rows[] = {
		THREE(null), THREE(null3), THREE(kernel_code), THREE(kernel_data), THREE(user_code),
		THREE(user_data), THREE(tss), THREE(ldt), THREE(empty_tls), THREE(beyond),
		THREE(last), SAME(ss_null), SAME(ss_kernel), SAME(ss_code), SAME(ss_user_data),
		SAME(ss_beyond), SAME(ss_tls), SAME(far_null), SAME(far_kernel), SAME(far_data),
		SAME(far_tss), SAME(far_ldt), SAME(far_beyond), SAME(iret_same), SAME(iret_kernel),
		SAME(iret_bad_ss), SAME(tls_taken_away), SAME(tls_code), SAME(tls_conforming),
		SAME(tls_16bit), SAME(tls_absent),
#ifdef __x86_64__
		SAME(compat_int80), SAME(compat_hlt), SAME(compat_in), SAME(compat_load_kernel),
		SAME(compat_popf),
#endif
	};
	run_bad(rows, COUNT(rows));
}

void frames(void)
{
#define ROW(name) { "frame_" #name, frame_##name }
	static const struct bad rows[] = {
		ROW(good), ROW(cs_null), ROW(cs_kernel), ROW(cs_data), ROW(cs_beyond), ROW(ss_null),
		ROW(ss_kernel), ROW(ip_null), ROW(ip_top), ROW(sp_null), ROW(flags_all),
		ROW(flags_none), ROW(flags_iopl), ROW(flags_vm), ROW(fpstate_null),
		ROW(fpstate_garbage), ROW(mask_all), ROW(nowhere), ROW(cut),
#ifdef __x86_64__
		ROW(cs_kernel32), ROW(cs_tss), ROW(ip_kernel), ROW(ip_hole), ROW(sp_kernel),
		ROW(sp_hole), ROW(flags_nt), ROW(fpstate_odd), ROW(fpstate_kernel),
		ROW(altstack_garbage), ROW(kernel), ROW(hole),
#else
		ROW(ds_kernel), ROW(es_beyond), ROW(fs_tss), ROW(gs_ldt), ROW(sp_top),
		ROW(fpstate_top), ROW(top),
#endif
	};
	run_bad(rows, COUNT(rows));
}
