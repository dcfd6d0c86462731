/* call.h - what the system call handlers share. */
#ifndef SYS_CALL_H
#define SYS_CALL_H

#include "abi/errno.h"
#include "common/str.h"
#include "fs/files.h"
#include "mm/uaccess.h"
#include "proc/proc.h"
#include "sys/syscall.h"

/* A handler that uses the first of its six registers.  int 80h gives 32 bits of each. */
#define UNUSED __attribute__((unused))
#define SYS0(name) SYS6(name, u1_, u2_, u3_, u4_, u5_, u6_)
#define SYS1(name, a) SYS6(name, a, u2_, u3_, u4_, u5_, u6_)
#define SYS2(name, a, b) SYS6(name, a, b, u3_, u4_, u5_, u6_)
#define SYS3(name, a, b, c) SYS6(name, a, b, c, u4_, u5_, u6_)
#define SYS4(name, a, b, c, d) SYS6(name, a, b, c, d, u5_, u6_)
#define SYS5(name, a, b, c, d, e) SYS6(name, a, b, c, d, e, u6_)
#define SYS6(name, a, b, c, d, e, f) \
	sys_call_fn name; \
	long name(UNUSED u64 a, UNUSED u64 b, UNUSED u64 c, UNUSED u64 d, UNUSED u64 e, \
		  UNUSED u64 f)

enum { NS_PER_US = 1000, USER_HZ = 100 };
#define NS_PER_S 1000000000ull

/* Was this system call made by int 80h, with structs of the 32-bit ABI? */
static inline bool compat(void)
{
	return current->flags & TASK_INT80;
}

/* For the old calls of 32-bit programs: what 16 bits cannot hold is nobody's. */
static inline u16 narrow_id(u32 id)
{
	enum { OVERFLOW_ID = 65534 };

	return id > UINT16_MAX ? OVERFLOW_ID : (u16)id;
}

/* What goes on with the call when a signal without a handler interrupted it. */
static inline void restart_by(long (*fn)(struct task_struct *task))
{
	current->restart.fn = fn;
	current->restart.int80 = compat();
}

/* A path from user memory; most fit few. */
enum { NAME_FEW = 128 };
struct name {
	char *text;
	char  few[NAME_FEW];
};
long name_get(struct name *n, u64 user) MUST_CHECK;     /* 0, -EFAULT, -ENAMETOOLONG, -ENOMEM */
void name_put(struct name *n);

/* The same with what it is relative to: base is NULL for AT_FDCWD. */
struct at {
	const struct path *base;        /* NULL, or dir with references */
	struct path dir;
	struct name name;
};
long at_get(struct at *at, u64 dirfd, u64 user) MUST_CHECK;
void at_put(struct at *at);
/* The place that they name, looked up with LOOKUP_ flags: 0 and *path, with references. */
long path_at(u64 dirfd, u64 user, u32 lookup, struct path *path) MUST_CHECK;

/* The file of fd, kept while another thread may close it. */
static inline struct file *fd_get(u64 fd)
{
	struct file *f = fd_open(fd);

	if (f)
		f->refs++;
	return f;
}

static inline void fd_put(struct file *f)
{
	if (f->refs > 1)
		f->refs--;
	else
		file_put(f);
}

/* A new descriptor for f, whose reference it takes; f may be an err_ptr. */
long fd_new(struct file *f, bool cloexec);

/* --- sys_lock.c: the F_... commands of locks; -EINVAL: none of them --- */
long fcntl_lock(u32 fd, struct file *f, u32 cmd, u64 user);

/* --- sys_time.c --- */
/* Structs of two words: timespec and timeval, of 32 bits a word or of 64. `unit`: ns in one
 * of the second word: 1 or NS_PER_US. -EINVAL: not below a second, or before 1970. */
long time_get(u64 user, bool words32, u64 unit, u64 *ns) MUST_CHECK;
/* What select() takes: a second's microseconds or more are seconds. */
long timeval_get(u64 user, u64 *ns) MUST_CHECK;
long time_put(u64 user, bool words32, u64 unit, u64 ns) MUST_CHECK;
/* Times of files, which may lie before 1970; beyond the year 2262 it is that year. */
long stamp_get(u64 user, bool words32, u64 unit, u64 *ns) MUST_CHECK;
u64  stamp_of(i64 seconds);
/* When a timeout that starts now ends: uptime, UINT64_MAX for ever. */
u64  time_until(u64 ns);

/* --- sys_signal.c --- */
/* Other signals blocked while a call sleeps (ppoll, pselect): none if `user` is 0. */
long sigmask_during(u64 user, u64 size) MUST_CHECK;
/* At the call's end; a handler that is due now still runs with the call's mask. */
void sigmask_after(u64 user, bool interrupted);

#endif
