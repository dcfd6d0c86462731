/* files.h - a task's open files and its place in the tree. */
#ifndef FS_FILES_H
#define FS_FILES_H

#include "fs/vfs.h"

enum { FILES_MAX = 4096, FILES_FEW = 16 };

struct files_struct {
	u32          refs, max;                 /* max: slots there are now */
	struct file **file;
	u8          *cloexec;                   /* one byte a slot */
	u32          first_free;                /* no slot below is free */
	struct file *few_file[FILES_FEW];       /* where both point as long as these do */
	u8           few_cloexec[FILES_FEW];
};

struct fs_struct {
	u32         refs, umask;
	struct path root, cwd;
};

/* New tables have one reference; NULL: no memory.  The last put closes the files. */
struct files_struct *files_new(void);
struct files_struct *files_copy(const struct files_struct *from);       /* fork */
int files_unshare(void);                /* current's own table; 0 or -ENOMEM */
void files_get(struct files_struct *f);
void files_put(struct files_struct *f);
void files_close_on_exec(struct files_struct *f);
struct fs_struct *fs_copy(const struct fs_struct *from);
void fs_get(struct fs_struct *f);
void fs_put(struct fs_struct *f);

/* The lowest free slot from `from` on gets `file` (its reference is taken over): fd,
 * -EMFILE or -ENOMEM. */
int fd_install(struct file *file, u32 from, bool cloexec);
/* The file of fd without a new reference, or NULL: valid until current closes it. */
struct file *fd_file(u32 fd);
/* The same, NULL also if it is only a place (O_PATH).  What fd_file() itself is good for:
 * close, dup, stat and directories to start from. */
static inline struct file *fd_open(u64 fd)
{
	struct file *f = fd_file((u32)fd);

	return f && !(f->flags & O_PATH) ? f : NULL;
}
int fd_close(u32 fd);                   /* 0 or -EBADF */

/* --- poll --- */
/* What a file's poll() gets from somebody who wants to be woken later. */
struct poll_table { void (*add)(struct poll_table *pt, struct wait_queue *q); };
/* poll() calls it for each queue that it wakes; pt is NULL when nobody waits. */
static inline void poll_wait(struct poll_table *pt, struct wait_queue *q)
{
	if (pt)
		pt->add(pt, q);
}
struct pollfd_k { int fd; u16 events, revents; };
/* Ready ones, 0 at the timeout, -EINTR; until: uptime_ns, UINT64_MAX = no end. */
long do_poll(struct pollfd_k *fds, u32 n, u64 until);

/* --- epoll --- */
struct epoll_event_k { u32 events, data[2]; };  /* the same in both ABIs */
_Static_assert(sizeof(struct epoll_event_k) == 12, "the ABI's size");
struct file *epoll_new(void);                   /* or an err_ptr */
/* EPOLL_CTL_ADD, MOD, DEL of current's fd; event is not looked at for DEL. */
long epoll_change(struct file *set, int op, int fd, const struct epoll_event_k *event);
/* Up to max > 0 of those that are ready, 0 at the timeout, -EINTR. */
long epoll_wait(struct file *set, struct epoll_event_k *out, u32 max, u64 until);
/* The file is closed for the last time: out of all sets. */
void epoll_forget(struct file *f);

#endif
