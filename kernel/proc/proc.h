/* proc.h - making, replacing and ending processes. */
#ifndef PROC_PROC_H
#define PROC_PROC_H

#include "fs/files.h"
#include "sched/sched.h"

enum {
	CLONE_VM = 0x100, CLONE_FS = 0x200, CLONE_FILES = 0x400, CLONE_SIGHAND = 0x800,
	CLONE_PIDFD = 0x1000, CLONE_VFORK = 0x4000, CLONE_PARENT = 0x8000,
	CLONE_THREAD = 0x10000, CLONE_NEWNS = 0x20000, CLONE_SYSVSEM = 0x40000,
	CLONE_SETTLS = 0x80000, CLONE_PARENT_SETTID = 0x100000,
	CLONE_CHILD_CLEARTID = 0x200000, CLONE_DETACHED = 0x400000,
	CLONE_CHILD_SETTID = 0x1000000,
	CLONE_NAMESPACES = 0x7e020000,          /* CLONE_NEW...: there is one of each */
	WNOHANG = 1, WUNTRACED = 2, WEXITED = 4, WCONTINUED = 8,
	WAIT_NOT_EXITED = 0x10,         /* ours: waitid() without WEXITED */
	WNOWAIT = 0x1000000,
};
#define CLONE_CLEAR_SIGHAND 0x100000000ull
#define WAIT_CLONE 0x80000000u
#define WAIT_ALL   0x40000000u

struct clone_args {
	u64 flags, stack, parent_tid, child_tid, tls;
	int exit_signal;
};
/* The child's pid or -errno; `regs` are the caller's (NULL: kernel_thread). */
long do_clone(const struct clone_args *args, const struct pt_regs *regs);

/* argv and envp of a new program: already copied in from wherever they came. */
struct exec_strings {
	char **string;                  /* kernel memory */
	unsigned n;
	size_t   bytes;
};
/* Replace current's program.  0 (regs are the new program's) or -errno with the old one
 * intact. */
long do_execve(struct file *file, const char *path, struct exec_strings *argv,
	       struct exec_strings *envp, struct pt_regs *regs);

/* proc/elf.c: pure checks, tested on the host: header and program headers to what is to
 * be mapped. */
struct elf_segment { u64 address, file_offset, file_bytes, memory_bytes; u32 prot; };
enum { ELF_SEGMENTS = 16 };
struct elf_image {
	bool compat, relocatable;       /* ELF32; static-pie */
	u64  entry, phdr, low, high;    /* addresses as in the file */
	u64  interp, interp_bytes;      /* PT_INTERP in the file, with its NUL; 0: none */
	u16  phnum, phentsize;
	bool exec_stack;                /* PT_GNU_STACK asks for it */
	unsigned segments;
	struct elf_segment segment[ELF_SEGMENTS];
};
/* `head` are the file's first bytes.  -ENOEXEC, -EINVAL, -ENOMEM. */
long elf_parse(struct elf_image *image, const void *head, size_t head_size, u64 file_size);

NORETURN void do_exit(int status);              /* wait status; this thread */
NORETURN void do_group_exit(int status);        /* all threads; of two calls the first counts */
/* Children that ended are always looked for unless WAIT_NOT_EXITED (WEXITED says nothing);
 * options are checked by the caller.  pid as wait4 has it: -1 any, 0 own group, -n group n.
 * pid found, 0 with WNOHANG, or -errno.  usage: ns of user and system time; may be NULL. */
struct wait_result { u32 pid; int status; struct usage used; struct siginfo info; };
long do_wait(i64 pid, u32 options, struct wait_result *out);

/* The slow way to user space: signals, tracing, rescheduling.  From entry_64.asm. */
void exit_to_user(struct pt_regs *regs);

/* Results of sigreturn calls: what ax was when the signal came. */
long do_rt_sigreturn(struct pt_regs *regs);             /* of the task's own ABI */
long do_sigreturn_32(struct pt_regs *regs);             /* number 119 of the 32-bit ABI */

/* siginfo.c: the 128 bytes of siginfo_t of either ABI; pure. */
enum { SIGINFO_BYTES = 128 };
void siginfo_pack(u8 to[SIGINFO_BYTES], const struct siginfo *info, bool compat);
void siginfo_unpack(struct siginfo *info, const u8 from[SIGINFO_BYTES], bool compat);

/* Take the next signal of `set` that waits for current: its number, or 0. */
int dequeue_signal(u64 set, struct siginfo *info);

/* tls.c: struct user_desc of set_thread_area and clone; pure. */
struct user_desc { u32 entry, base, limit, flags; };
enum { DESC_32BIT = 1, DESC_CONTENTS = 3 << 1, DESC_READ_EXEC_ONLY = 8, DESC_IN_PAGES = 16,
       DESC_NOT_PRESENT = 32, DESC_USEABLE = 64, DESC_LM = 128 };
/* The GDT's form: 0 for an empty one; false: not a descriptor that programs may have. */
bool tls_descriptor(const struct user_desc *desc, u64 *descriptor);
void tls_describe(u64 descriptor, u32 entry, struct user_desc *desc);

/* rseq.c: of current. */
long rseq_register(u64 rseq, u32 length, u32 flags, u32 signature);

/* futex.c.  wait: 0 woken, -EAGAIN, -ETIMEDOUT, -EINTR (with an end), -ERESTARTSYS. */
long futex_wake(u64 address, u32 n, u32 bitset);
long futex_wait(u64 address, u32 value, u64 until_ns, u32 bitset);
/* Wake `wake`, move up to `move` to `target`; `expected`, when not NULL, is what *address
 * must hold (-EAGAIN).  How many were woken and moved. */
long futex_requeue(u64 address, u32 wake, u32 move, u64 target, const u32 *expected);
/* FUTEX_WAKE_OP. */
long futex_wake_op(u64 address, u32 wake, u64 other, u32 other_wake, u32 op);

/* Kill the task that the machine can best do without; its pid, or 0. */
u32 oom_kill(const char *why);

#endif
