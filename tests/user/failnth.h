/* failnth.h - the operations of failnth.c.
 *
 * Each gives 0 or errno; what it makes it takes away again, with no failures. */
#ifndef TESTS_USER_FAILNTH_H
#define TESTS_USER_FAILNTH_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096 };
#define FOLDER       "/tmp/failnth"
#define LONG_NAME FOLDER "/a-name-that-is-longer-than-fits-into-a-dentry-itself"

/* The n-th allocation of this task from now on fails; 0: none. */
void fail(int n);

extern int armed;               /* the number for fail() */
extern char *memory;            /* 64 pages, touched */

/* The call under test; its error. */
#define TRY(call) ({ long r_ = (long)(call); int e_ = r_ == -1 ? errno : 0; fail(0); e_; })

#define OPS(X) \
	X(open) X(open_dev) X(open_proc) X(read_proc) X(create) X(mkdir) X(symlink) \
	X(follow) X(rename) X(write) X(sparse_write) X(long_path) X(getcwd) X(readdir) \
	X(pipe) X(pipe_write) X(pipe_resize) X(mkfifo) X(dup_high) X(poll_many) \
	X(select) X(sendfile) X(mount) X(bind) X(mount_proc) X(map_private) \
	X(map_shared) X(map_file) X(unmap_middle) X(protect_middle) X(remap) X(brk) \
	X(fork) X(vfork) X(thread) X(exec) X(exec_32) X(exec_script) \
	X(handler)

#define OP(name) int op_##name(void);
OPS(OP)
#undef OP

#endif
