/* errno.h - Linux's error numbers; kernel functions return them negated. */
#ifndef ABI_ERRNO_H
#define ABI_ERRNO_H

enum {
	EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, ENOEXEC = 8,
	EBADF = 9, ECHILD = 10, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EFAULT = 14,
	ENOTBLK = 15, EBUSY = 16, EEXIST = 17, EXDEV = 18, ENODEV = 19, ENOTDIR = 20,
	EISDIR = 21, EINVAL = 22, ENFILE = 23, EMFILE = 24, ENOTTY = 25, ETXTBSY = 26,
	EFBIG = 27, ENOSPC = 28, ESPIPE = 29, EROFS = 30, EMLINK = 31, EPIPE = 32, EDOM = 33,
	ERANGE = 34, EDEADLK = 35, ENAMETOOLONG = 36, ENOLCK = 37, ENOSYS = 38,
	ENOTEMPTY = 39, ELOOP = 40, EOVERFLOW = 75, EUSERS = 87, ENOTSOCK = 88,
	EOPNOTSUPP = 95, EAFNOSUPPORT = 97, ETIMEDOUT = 110, ENOKEY = 126,
	/* Inside the kernel only; the way out to user space turns them into EINTR or runs
	 * the call again (proc/signal.c). */
	ERESTARTSYS = 512, ERESTARTNOINTR = 513, ERESTARTNOHAND = 514,
	ERESTART_RESTARTBLOCK = 516,
};

#define MAX_ERRNO 4095

/* A pointer or a negated errno in one value. */
static inline void *err_ptr(long error) { return (void *)error; }
static inline long ptr_err(const void *p) { return (long)p; }
static inline _Bool is_err(const void *p)
{
	return (unsigned long)p >= (unsigned long)-MAX_ERRNO;
}

#endif
