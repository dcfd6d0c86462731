/* proc.h - procfs: what others add to it, and what its own files share. */
#ifndef FS_PROC_H
#define FS_PROC_H

#include "fs/seq.h"
#include "fs/vfs.h"

/* What uname and /proc/version say; the number is what C libraries compare with the
 * oldest kernel they run on. */
#define KERNEL_OSTYPE  "Linux"
#define KERNEL_RELEASE "6.1.0-firstlight"
#define KERNEL_VERSION "#1 Firstlight"

/* `task`: of files below /proc/PID, else NULL. */
typedef void proc_show(struct seq *s, struct task_struct *task);

/* What a write does, by current; `task` as above, text[n] is not NUL.  The bytes taken, or
 * -errno. */
typedef long proc_store(struct task_struct *task, const char *text, size_t n);

/* A file /proc/NAME, before or after vfs_caches_init(): everybody reads it, or nobody when
 * `show` is NULL; root writes it, or nobody when `store` is.  0 or -ENOMEM. */
int proc_register(const char *name, proc_show *show, proc_store *store);

/* Set by those who know. */
extern const char *proc_cmdline_text;                   /* the boot loader's command line */
extern void (*proc_tty)(void *tty, u32 *rdev, u32 *foreground); /* of signal_struct.tty */
extern const char *(*proc_hostname)(void);
/* Load averages of 1, 5 and 15 minutes in 1/65536 (sysinfo's). */
void load_average(u64 load[3]);

/* --- for the files of procfs only --- */
struct proc_entry {
	const char *name;               /* NULL ends a table */
	u32 mode;                       /* with type */
	proc_show *show;                /* a file's text, a symlink's target */
	/* A link that is no text: *out with references. */
	int (*jump)(struct task_struct *task, u32 fd, struct path *out);
	const struct proc_entry *children;
	enum { NAMED, PIDS, TASKS, FDS } numbers;       /* what else is in the directory */
	proc_store *store;              /* NULL: writing is an error */
};
/* Where an inode's private points. */
struct proc_node {
	const struct proc_entry *entry;
	u32 pid, fd;
};
/* proc_text.c */
/* The text of a node, from kmalloc; s->len fits it. */
int proc_make_text(const struct proc_node *node, struct seq *s);
extern const struct file_operations proc_text_fops;

extern const struct proc_entry proc_pid_entries[], proc_fd_entry, proc_sys_entries[];
extern const struct proc_entry proc_system_entries[];
extern const struct proc_entry proc_pid_dir, proc_tid_dir;

struct file *proc_fd_file(struct task_struct *task, u32 fd);     /* without a reference; NULL */

/* proc_mm.c */
proc_show proc_show_mounts, proc_show_mountinfo;        /* proc_system.c */
proc_show proc_show_maps, proc_show_statm, proc_show_cmdline, proc_show_environ;
void proc_mm_sizes(struct task_struct *task, u64 *code, u64 *data, u64 *stack);

#endif
