/* proc.h - making, replacing and ending processes. */
#ifndef PROC_PROC_H
#define PROC_PROC_H

#include "fs/files.h"
#include "sched/sched.h"

enum {
	CLONE_VM = 0x100, CLONE_FS = 0x200, CLONE_FILES = 0x400, CLONE_SIGHAND = 0x800,
	CLONE_VFORK = 0x4000, CLONE_PARENT = 0x8000, CLONE_THREAD = 0x10000,
	CLONE_NEWNS = 0x20000, CLONE_SYSVSEM = 0x40000, CLONE_SETTLS = 0x80000,
	CLONE_PARENT_SETTID = 0x100000, CLONE_CHILD_CLEARTID = 0x200000,
	CLONE_CHILD_SETTID = 0x1000000,
	WNOHANG = 1, WUNTRACED = 2, WCONTINUED = 8,
};
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
	u16  phnum, phentsize;
	bool exec_stack;
	unsigned segments;
	struct elf_segment segment[ELF_SEGMENTS];
};
/* `head` are the file's first bytes.  -ENOEXEC, -EINVAL, -ENOMEM. */
long elf_parse(struct elf_image *image, const void *head, size_t head_size, u64 file_size);

NORETURN void do_exit(int status);              /* wait status; this thread */
NORETURN void do_group_exit(int status);
/* pid found, 0 with WNOHANG, or -errno.  usage: ns of user and system time; may be NULL. */
struct wait_result { u32 pid; int status; u64 utime, stime; struct siginfo info; };
long do_wait(i64 pid, u32 options, struct wait_result *out);

/* The end of a signal handler, by rt_sigreturn or (32 bits only) the old sigreturn: all of
 * *regs is the interrupted program's again. What to leave in ax. */
long do_sigreturn(struct pt_regs *regs, bool rt);
/* A siginfo_t of either ABI; 0 or -EFAULT. */
long siginfo_to_user(u64 to, const struct siginfo *info, bool compat);

/* The slow way to user space: signals, tracing, rescheduling.  From entry.asm. */
void exit_to_user(struct pt_regs *regs);

/* futex.c: called by exit for clear_child_tid. */
long futex_wake(u64 address, u32 n, u32 bitset);
long futex_wait(u64 address, u32 value, u64 until_ns, u32 bitset);

/* Kill the task that the machine can best do without; its pid, or 0. */
u32 oom_kill(const char *why);

#endif
