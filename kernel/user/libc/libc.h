/* libc.h - our own little C library. */
#ifndef USER_LIBC_H
#define USER_LIBC_H

#include "common/fmt.h"
#include "common/str.h"
#include "common/types.h"

extern char **environ;
extern int errno;                       /* of the last call that gave -1 */

/* --- stubs: syscalls.list.  -1 and errno, or the result --- */
NORETURN void _exit(int status);
int  chdir(const char *path);
int  close(int fd);
int  dup2(int from, int to);
int  execve(const char *path, char *const argv[], char *const envp[]);
int  fork(void);
int  getpid(void);
int  getppid(void);
int  getuid(void);
int  ioctl(int fd, unsigned long cmd, long arg);
int  kill(int pid, int sig);
int  mkdir(const char *path, unsigned mode);
int  mount(const char *source, const char *target, const char *type, unsigned long flags,
	   const void *data);
int  open(const char *path, int flags, unsigned mode);
int  pipe(int fd[2]);
int  prctl(int what, unsigned long a, unsigned long b, unsigned long c, unsigned long d);
long read(int fd, void *to, size_t n);
int  reboot_(unsigned magic1, unsigned magic2, unsigned command, void *arg);
int  rt_sigaction(int sig, const void *action, void *old, size_t set_size);
int  rt_sigprocmask(int how, const u64 *set, u64 *old, size_t set_size);
int  rt_sigtimedwait(const u64 *set, void *info, const void *timeout, size_t set_size);
int  setsid(void);
void sync(void);
int  uname(void *to);
int  wait4(int pid, int *status, int options, void *usage);
long write(int fd, const void *from, size_t n);

/* --- made of them --- */
/* The standard output, or another descriptor, in one write a line. */
int  printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int  dprintf(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));
int  signal(int sig, void (*handler)(int));     /* 0 or -1 */
int  main(int argc, char **argv, char **envp);

/* What to leave in a stub's caller: errno, and -1. */
long syscall_failed(long negated);
void signal_return(void);

#endif
