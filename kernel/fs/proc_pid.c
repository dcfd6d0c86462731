/* proc_pid.c - /proc/PID: what a task is and does. */
#include "fs/internal.h"
#include "fs/proc.h"
#include "sched/kthread.h"

typedef unsigned long long ull;

enum { TICK_NS = 1000000000 / HZ };

void (*proc_tty)(void *tty, u32 *rdev, u32 *foreground);

static char state_letter(const struct task_struct *task)
{
	switch (task->state) {
	case TASK_RUNNING:         return 'R';
	case TASK_INTERRUPTIBLE:   return 'S';
	case TASK_UNINTERRUPTIBLE: return 'D';
	case TASK_STOPPED:         return 'T';
	case TASK_ZOMBIE:          return 'Z';
	default:                   return 'X';
	}
}

static const char *state_name(const struct task_struct *task)
{
	switch (task->state) {
	case TASK_RUNNING:         return "R (running)";
	case TASK_INTERRUPTIBLE:   return "S (sleeping)";
	case TASK_UNINTERRUPTIBLE: return "D (disk sleep)";
	case TASK_STOPPED:         return "T (stopped)";
	case TASK_ZOMBIE:          return "Z (zombie)";
	default:                   return "X (dead)";
	}
}

static u64 masks(const struct task_struct *task, u64 handler_ignored, bool ignored)
{
	u64 set = 0;

	for (int i = 0; task->signal && i < SIGNALS; i++) {
		u64 h = task->signal->action[i].handler;

		if (ignored ? h == handler_ignored : h > SIG_IGN)
			set |= 1ull << i;
	}
	return set;
}

static u32 parent_pid(const struct task_struct *task)
{
	const struct task_struct *leader = task->group_leader ? task->group_leader : task;

	return leader->parent ? leader->parent->tgid : 0;
}

static void show_stat(struct seq *s, struct task_struct *task)
{
	const struct signal_struct *sig = task->signal;
	const struct mm_struct *mm = task->mm;
	struct usage u = process_usage(task);
	u32 tty = 0, foreground = 0;
	ull mask31 = 0x7fffffff;

	if (sig && sig->tty && proc_tty)
		proc_tty(sig->tty, &tty, &foreground);
	seq_printf(s, "%u (%s) %c %u %u %u %u %d %u ", task->pid, task->comm, state_letter(task),
		   parent_pid(task), sig ? sig->pgid : 0, sig ? sig->sid : 0, tty,
		   tty ? (int)foreground : -1, task->mm ? 0x400000u : 0x200000u);
	seq_printf(s, "%llu %llu 0 0 %llu %llu %llu %llu %d %d %u 0 %llu ", (ull)u.faults,
		   sig ? (ull)sig->children.faults : 0,
		   (ull)u.utime / TICK_NS, (ull)u.stime / TICK_NS,
		   sig ? (ull)sig->children.utime / TICK_NS : 0,
		   sig ? (ull)sig->children.stime / TICK_NS : 0, 20 + task->nice, task->nice,
		   u.threads, sig ? (ull)sig->start_ns / TICK_NS : 0);
	seq_printf(s, "%llu %llu %llu %d %d %llu 0 0 ", mm ? (ull)mm->total * PAGE_SIZE : 0,
		   mm ? (ull)mm->pages : 0, sig ? (ull)sig->rlimit[RLIMIT_RSS].cur : 0, 0, 0,
		   mm ? (ull)mm->stack_top : 0);
	seq_printf(s, "%llu %llu %llu %llu 0 0 0 %d 0 0 0 0 0 0 0 0 %llu ",
		   (ull)task->pending.set & mask31, (ull)task->blocked & mask31,
		   (ull)masks(task, SIG_IGN, true) & mask31,
		   (ull)masks(task, 0, false) & mask31, task->exit_signal,
		   mm ? (ull)mm->brk_start : 0);
	seq_printf(s, "%llu %llu %llu %llu %d\n", mm ? (ull)mm->arg_start : 0,
		   mm ? (ull)mm->arg_end : 0, mm ? (ull)mm->env_start : 0,
		   mm ? (ull)mm->env_end : 0, task->state == TASK_ZOMBIE ? task->exit_code : 0);
}

static void show_memory(struct seq *s, struct task_struct *task)
{
	const struct mm_struct *mm = task->mm;
	u64 code, data, stack;

	if (!mm)
		return;
	proc_mm_sizes(task, &code, &data, &stack);
	seq_printf(s, "VmSize:\t%8llu kB\nVmHWM:\t%8llu kB\nVmRSS:\t%8llu kB\n",
		   (ull)mm->total * 4, (ull)mm->pages_peak * 4, (ull)mm->pages * 4);
	seq_printf(s, "VmData:\t%8llu kB\nVmStk:\t%8llu kB\nVmExe:\t%8llu kB\nVmSwap:\t       0 kB\n",
		   (ull)data * 4, (ull)stack * 4, (ull)code * 4);
}

static void show_status(struct seq *s, struct task_struct *task)
{
	const struct cred *c = &task->cred;

	seq_printf(s, "Name:\t%s\nUmask:\t%04u\nState:\t%s\nTgid:\t%u\nNgid:\t0\nPid:\t%u\n",
		   task->comm, task->fs ? (task->fs->umask >> 6 & 7) * 100 +
		   (task->fs->umask >> 3 & 7) * 10 + (task->fs->umask & 7) : 0,
		   state_name(task), task->tgid, task->pid);
	seq_printf(s, "PPid:\t%u\nTracerPid:\t0\nUid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n",
		   parent_pid(task), c->uid, c->euid, c->suid, c->fsuid, c->gid, c->egid,
		   c->sgid, c->fsgid);
	seq_printf(s, "FDSize:\t%u\nGroups:\t", task->files ? task->files->max : 0);
	for (u32 i = 0; i < c->groups; i++)
		seq_printf(s, "%u ", c->group[i]);
	seq_printf(s, "\n");
	show_memory(s, task);
	seq_printf(s, "Threads:\t%u\nSigQ:\t0/%llu\nSigPnd:\t%016llx\nShdPnd:\t%016llx\nSigBlk:\t%016llx\n",
		   process_usage(task).threads, task->signal ?
		   (ull)task->signal->rlimit[RLIMIT_SIGPENDING].cur : 0, (ull)task->pending.set,
		   task->signal ? (ull)task->signal->shared.set : 0, (ull)task->blocked);
	seq_printf(s, "SigIgn:\t%016llx\nSigCgt:\t%016llx\n", (ull)masks(task, SIG_IGN, true),
		   (ull)masks(task, 0, false));
	seq_printf(s, "CapInh:\t%016llx\nCapPrm:\t%016llx\nCapEff:\t%016llx\nCapBnd:\t%016llx\n"
		   "CapAmb:\t%016llx\nNoNewPrivs:\t%d\nSeccomp:\t0\nCpus_allowed:\t1\n"
		   "Cpus_allowed_list:\t0\n", (ull)c->inheritable,
		   (ull)c->permitted, (ull)c->effective, (ull)CAP_ALL, 0ull,
		   task->no_new_privs);
}

static void show_comm(struct seq *s, struct task_struct *task)
{
	seq_printf(s, "%s\n", task->comm);
}

/* Only the process itself renames its threads. */
static long store_comm(struct task_struct *task, const char *text, size_t n)
{
	char name[TASK_COMM] = "";

	if (task->tgid != current->tgid)
		return -EINVAL;
	memcpy(name, text, MIN(n, sizeof name - 1));
	task_set_name(task, name);
	return (long)n;
}

static void show_limits(struct seq *s, struct task_struct *task)
{
	static const struct { const char *name, *unit; } rows[RLIMITS] = {
		{ "Max cpu time", "seconds" }, { "Max file size", "bytes" },
		{ "Max data size", "bytes" }, { "Max stack size", "bytes" },
		{ "Max core file size", "bytes" }, { "Max resident set", "bytes" },
		{ "Max processes", "processes" }, { "Max open files", "files" },
		{ "Max locked memory", "bytes" }, { "Max address space", "bytes" },
		{ "Max file locks", "locks" }, { "Max pending signals", "signals" },
		{ "Max msgqueue size", "bytes" }, { "Max nice priority", "" },
		{ "Max realtime priority", "" }, { "Max realtime timeout", "us" },
	};

	seq_printf(s, "Limit                     Soft Limit           Hard Limit           Units     \n");
	for (int i = 0; task->signal && i < RLIMITS; i++) {
		const struct rlimit64 *r = &task->signal->rlimit[i];
		u64 values[2] = { r->cur, r->max };

		seq_padded(s, 26, "%s", rows[i].name);
		for (int k = 0; k < 2; k++) {
			if (values[k] == RLIM_INFINITY)
				seq_padded(s, 21, "unlimited");
			else
				seq_padded(s, 21, "%llu", (ull)values[k]);
		}
		if (*rows[i].unit)
			seq_padded(s, 10, "%s", rows[i].unit);
		seq_put(s, "\n", 1);
	}
}

static void show_zero(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "0\n");
}

static int file_path(struct file *f, struct path *out)
{
	if (!f)
		return -ENOENT;
	*out = f->path;
	path_get(out);
	return 0;
}

static int jump_exe(struct task_struct *task, u32 fd, struct path *out)
{
	(void)fd;
	return file_path(task->mm ? task->mm->exe : NULL, out);
}

struct file *proc_fd_file(struct task_struct *task, u32 fd)
{
	const struct files_struct *files = task ? task->files : NULL;

	return files && fd < files->max ? files->file[fd] : NULL;
}

static int jump_fd(struct task_struct *task, u32 fd, struct path *out)
{
	return file_path(proc_fd_file(task, fd), out);
}

static int jump_place(const struct path *place, struct path *out)
{
	*out = *place;
	path_get(out);
	return 0;
}

static int jump_cwd(struct task_struct *task, u32 fd, struct path *out)
{
	(void)fd;
	return task->fs ? jump_place(&task->fs->cwd, out) : -ENOENT;
}

static int jump_root(struct task_struct *task, u32 fd, struct path *out)
{
	(void)fd;
	return task->fs ? jump_place(&task->fs->root, out) : -ENOENT;
}

#define FILE_ENTRY(what, bits, fn) { .name = what, .mode = S_IFREG | (bits), .show = fn }
#define LINK_ENTRY(what, fn)       { .name = what, .mode = S_IFLNK | 0777, .jump = fn }
#define DIR_ENTRY(what, bits, how) { .name = what, .mode = S_IFDIR | (bits), .numbers = how }

#define TASK_ENTRIES \
	FILE_ENTRY("stat", 0444, show_stat), \
	FILE_ENTRY("status", 0444, show_status), \
	FILE_ENTRY("statm", 0444, proc_show_statm), \
	FILE_ENTRY("cmdline", 0444, proc_show_cmdline), \
	{ .name = "comm", .mode = S_IFREG | 0644, .show = show_comm, .store = store_comm }, \
	FILE_ENTRY("environ", 0400, proc_show_environ), \
	FILE_ENTRY("maps", 0444, proc_show_maps), \
	FILE_ENTRY("limits", 0444, show_limits), \
	FILE_ENTRY("wchan", 0444, show_zero), \
	FILE_ENTRY("oom_score", 0444, show_zero), \
	FILE_ENTRY("mounts", 0444, proc_show_mounts), \
	FILE_ENTRY("mountinfo", 0444, proc_show_mountinfo), \
	LINK_ENTRY("exe", jump_exe), \
	LINK_ENTRY("cwd", jump_cwd), \
	LINK_ENTRY("root", jump_root), \
	DIR_ENTRY("fd", 0500, FDS)

const struct proc_entry proc_pid_entries[] = {
	TASK_ENTRIES,
	DIR_ENTRY("task", 0555, TASKS),
	{ .name = NULL },
};
static const struct proc_entry tid_entries[] = {
	TASK_ENTRIES,
	{ .name = NULL },
};

const struct proc_entry proc_pid_dir = {
	.name = "", .mode = S_IFDIR | 0555, .children = proc_pid_entries,
};
const struct proc_entry proc_tid_dir = {
	.name = "", .mode = S_IFDIR | 0555, .children = tid_entries,
};
const struct proc_entry proc_fd_entry = { .name = "", .mode = S_IFLNK, .jump = jump_fd };
