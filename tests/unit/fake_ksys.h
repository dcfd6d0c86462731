/* fake_ksys.h - what kernel/sys/ stands on beside kernel/fs/, for its tests on the host. */
#ifndef UNIT_FAKE_KSYS_H
#define UNIT_FAKE_KSYS_H

#include "fake_kfs.h"
#include "sys/syscall.h"

/* The calls that are tested. */
#define CALLS(X) \
	X(sys_chmod) X(sys_fchmod) X(sys_fchmodat) X(sys_chown) X(sys_fchown) X(sys_lchown) \
	X(sys_fchownat) X(ia32_chown16) X(ia32_fchown16) X(sys_utimensat) X(sys_utimes) \
	X(ia32_utimensat_time64) X(sys_futimesat) X(sys_utime) X(sys_mkdirat) X(sys_mkdir) \
	X(sys_mknodat) X(sys_mknod) X(sys_unlinkat) X(sys_unlink) X(sys_rmdir) X(sys_symlinkat) \
	X(sys_symlink) X(sys_linkat) X(sys_link) X(sys_renameat2) X(sys_renameat) X(sys_rename) \
	X(sys_readlinkat) X(sys_readlink) X(sys_chdir) X(sys_fchdir) X(sys_getcwd) \
	X(sys_getdents64) X(sys_getdents) X(sys_umask) X(sys_open) X(sys_openat) X(sys_creat) \
	X(sys_close) X(sys_close_range) X(sys_dup) X(sys_dup2) X(sys_dup3) X(sys_fcntl) \
	X(sys_ioctl) X(sys_pipe) X(sys_pipe2) X(sys_sync) X(sys_fsync) X(sys_syncfs) \
	X(sys_fadvise64) X(ia32_fadvise64_64) X(sys_readahead) X(sys_truncate) X(sys_ftruncate) \
	X(ia32_truncate64) X(ia32_ftruncate64) X(sys_read) X(sys_write) X(sys_readv) X(sys_writev) \
	X(sys_pread64) X(sys_pwrite64) X(sys_preadv) X(sys_pwritev) X(ia32_pread64) \
	X(ia32_pwrite64) X(sys_lseek) X(ia32_llseek) X(sys_sendfile) X(ia32_sendfile64) \
	X(sys_flock) X(sys_poll) X(sys_ppoll) X(sys_select) X(ia32_old_select) X(sys_pselect6) \
	X(ia32_pselect6_time64) X(sys_stat) X(sys_lstat) X(sys_fstat) X(sys_newfstatat) \
	X(ia32_stat64) X(ia32_fstat64) X(sys_statx) X(sys_access) X(sys_faccessat) \
	X(sys_faccessat2) X(sys_statfs) X(sys_fstatfs) X(ia32_statfs64) X(ia32_fstatfs64) \
	X(sys_clock_gettime) X(sys_clock_getres) X(sys_gettimeofday) X(sys_time) \
	X(sys_nanosleep) X(sys_clock_nanosleep) X(ia32_clock_nanosleep_time64)

#define DECLARE(name) sys_call_fn name;
CALLS(DECLARE)

/* User memory: one small piece of the host's. */
enum { ARENA = 64 * KiB };
extern u8 *arena;

/* A call with as many arguments as it needs. */
#define ARG6(f, a, b, c, d, e, g, ...) f((u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e), (u64)(g))
#define CALL(f, ...) ARG6(f, __VA_ARGS__, 0, 0, 0, 0, 0, 0)

void fake_ksys_start(void);
/* For each test: an empty arena, no signals; afterwards no open files. */
int fake_ksys_setup(void **state);
int fake_ksys_teardown(void **state);

#endif
