/* exec.c - execve: a new program for the current task. */
#include "proc/exec.h"
#include "common/str.h"
#include "cpu/cpu.h"
#include "mm/slab.h"
#include "sched/kthread.h"

enum {
	HEAD_BYTES = 4096, SCRIPT_LINE = 256, SCRIPT_DEPTH = 5,
	STRINGS_MAX = 6 * MiB, STRINGS_ALWAYS = 128 * KiB,
};

/* A program on its way: what do_execve() and its helpers work on. */
struct exec {
	struct file *file;              /* with a reference of ours */
	char        *head;              /* HEAD_BYTES */
	size_t       head_size;
	struct exec_strings argv;
	char       **words;             /* argv.string when it is ours */
	char        *lines[SCRIPT_DEPTH];       /* what they point to */
	unsigned     depth;
	struct elf_image image, interpreter;
	struct file *interpreter_file;
	struct exec_plan plan;
	struct cred  cred;              /* after set-user-id */
};

static long may_run(struct file *file)
{
	if (!S_ISREG(file->inode->mode) || file->path.mnt->flags & MS_NOEXEC)
		return -EACCES;
	return file->inode->writers ? -ETXTBSY : permission(file->inode, 1);
}

static long read_head(struct file *file, char *head, size_t *size)
{
	u64 pos = 0;
	long n = may_run(file);

	if (!n)
		n = vfs_read(file, head, HEAD_BYTES, &pos);
	*size = n < 0 ? 0 : (size_t)n;
	return MIN(n, 0);
}

/* argv becomes: interpreter, its argument, the script, and what followed argv[0]. */
static long prepend(struct exec *e, char *interpreter, char *argument, char *script)
{
	unsigned rest = e->argv.n ? e->argv.n - 1 : 0, n = 0;
	char **words = kmalloc((rest + 3) * sizeof *words);
	size_t bytes = e->argv.bytes;

	if (!words)
		return -ENOMEM;
	if (e->argv.n)
		bytes -= strlen(e->argv.string[0]) + 1;
	words[n++] = interpreter;
	if (argument)
		words[n++] = argument;
	words[n++] = script;
	for (unsigned i = 0; i < n; i++)
		bytes += strlen(words[i]) + 1;
	if (rest)
		memcpy(words + n, e->argv.string + 1, rest * sizeof *words);
	kfree(e->words);
	e->words = words;
	e->argv = (struct exec_strings){ words, n + rest, bytes };
	return 0;
}

/* Follow "#!" lines to a program.  1: e->file is another one now. */
static long follow_script(struct exec *e, const char **name)
{
	char *line, *interpreter, *argument;
	struct file *file;
	size_t size = MIN(e->head_size, (size_t)SCRIPT_LINE);
	long error;

	if (e->head_size < 2 || e->head[0] != '#' || e->head[1] != '!')
		return 0;
	if (e->depth == SCRIPT_DEPTH)
		return -ELOOP;
	line = kzalloc(SCRIPT_LINE + 1);
	if (!line)
		return -ENOMEM;
	e->lines[e->depth++] = line;
	memcpy(line, e->head, size);
	/* A short file ends its line. */
	if (!script_parse(line, size < SCRIPT_LINE ? size + 1 : size, &interpreter, &argument))
		return -ENOEXEC;
	error = prepend(e, interpreter, argument, (char *)*name);
	if (error)
		return error;
	file = vfs_open_program(NULL, interpreter, LOOKUP_FOLLOW);
	if (is_err(file))
		return ptr_err(file);
	file_put(e->file);
	e->file = file;
	*name = interpreter;
	error = read_head(e->file, e->head, &e->head_size);
	return error ? error : 1;
}

static long open_interpreter(struct exec *e)
{
	char *name;
	u64 pos = e->image.interp;
	size_t bytes = e->image.interp_bytes;
	long n;

	if (!bytes)
		return 0;
	name = kzalloc(bytes + 1);
	if (!name)
		return -ENOMEM;
	n = vfs_read(e->file, name, bytes, &pos);
	if (n >= 0)
		e->interpreter_file = vfs_open_program(NULL, name, LOOKUP_FOLLOW);
	kfree(name);
	if (n < 0)
		return n;
	if (is_err(e->interpreter_file)) {
		n = ptr_err(e->interpreter_file);
		e->interpreter_file = NULL;
		return n;
	}
	n = read_head(e->interpreter_file, e->head, &e->head_size);
	if (!n)
		n = elf_parse(&e->interpreter, e->head, e->head_size,
			      e->interpreter_file->inode->size);
	return n ? n : e->interpreter.compat == e->image.compat ? 0 : -ENOEXEC;
}

/* Set-user-id and set-group-id of the file. */
static void new_cred(struct exec *e)
{
	const struct inode *inode = e->file->inode;

	e->cred = current->cred;
	if (!(e->file->path.mnt->flags & MS_NOSUID) && !current->no_new_privs) {
		if (inode->mode & S_ISUID)
			e->cred.euid = inode->uid;
		if ((inode->mode & (S_ISGID | 010)) == (S_ISGID | 010))
			e->cred.egid = inode->gid;
	}
	e->cred.suid = e->cred.fsuid = e->cred.euid;
	e->cred.sgid = e->cred.fsgid = e->cred.egid;
	e->cred.permitted = e->cred.uid && e->cred.euid ? 0 : CAP_ALL;
	if (current->no_new_privs)
		e->cred.permitted &= current->cred.permitted;
	e->cred.effective = e->cred.euid ? 0 : e->cred.permitted;
	e->plan.secure = e->cred.euid != e->cred.uid || e->cred.egid != e->cred.gid;
}

/* A quarter of the stack may be arguments and environment. */
static long check_strings(const struct exec *e)
{
	u64 limit = current->signal->rlimit[RLIMIT_STACK].cur / 4;
	u64 words = ((u64)e->argv.n + e->plan.envp->n) * 8;

	limit = MIN(MAX(limit, (u64)STRINGS_ALWAYS), (u64)STRINGS_MAX);
	return e->argv.bytes + e->plan.envp->bytes + words > limit ? -E2BIG : 0;
}

/* All that can be refused while the old program is still there. */
static struct mm_struct *prepare(struct exec *e, const char *path)
{
	struct mm_struct *mm;
	const char *name = path;
	long result = read_head(e->file, e->head, &e->head_size);

	while (!result && (result = follow_script(e, &name)) == 1)
		result = 0;
	if (!result)
		result = elf_parse(&e->image, e->head, e->head_size, e->file->inode->size);
	if (!result)
		result = open_interpreter(e);
	if (!result)
		result = check_strings(e);
	if (result)
		return err_ptr(result);
	new_cred(e);
	e->plan.path = path;
	e->plan.image = &e->image;
	e->plan.argv = &e->argv;
	mm = exec_mm_new(e->file, &e->image, exec_stack_bytes(&e->plan), &e->plan.bias);
	if (is_err(mm))
		return mm;
	e->plan.entry = e->image.entry + e->plan.bias;
	if (e->interpreter_file) {
		result = exec_map_image(mm, e->interpreter_file, &e->interpreter, true,
					&e->plan.base);
		e->plan.entry = e->interpreter.entry + e->plan.base;
	}
	if (!result)
		return mm;
	mm_put(mm);
	return err_ptr(result);
}

/* --- the point of no return --- */

/* Other threads have no program to run any more. */
static void end_other_threads(void)
{
	zap_other_threads();
	while (current->signal->live > 1)
		schedule();
	if (current != current->group_leader)
		task_take_leader(current);
}

static void reset_signals(void)
{
	forget_handlers(current->signal);
	current->altstack = current->altstack_size = 0;
	current->altstack_flags = 0;
	current->restart.fn = NULL;
}

static void switch_mm(struct mm_struct *mm)
{
	struct mm_struct *old = current->mm;
	u64 irqs = irq_save();

	if (old) {
		mm_release();
		peak_note(old);
	}
	current->mm = mm;
	mm_activate(mm);
	irq_restore(irqs);
	if (old)
		mm_put(old);
}

static void set_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	task_set_name(current, slash ? slash + 1 : path);
}

static void set_regs(struct pt_regs *regs, bool compat, u64 entry, u64 sp)
{
	memset(regs, 0, sizeof *regs);
	regs->orig_ax = (u64)-1;
	regs->ip = entry;
	regs->sp = sp;
	regs->cs = compat ? USER32_CS : USER_CS;
	regs->ss = USER_DS;
	regs->flags = FLAGS_IF | FLAGS_FIXED;
}

static void become(struct exec *e, struct mm_struct *mm, struct pt_regs *regs)
{
	u64 sp;

	end_other_threads();
	switch_mm(mm);
	files_close_on_exec(current->files);
	reset_signals();
	current->cred = e->cred;
	current->dumpable = !e->plan.secure;
	current->keep_caps = false;
	if (e->plan.secure)
		current->pdeath_signal = 0;
	if (e->image.compat)
		current->flags |= TASK_COMPAT;
	else
		current->flags &= ~(u32)TASK_COMPAT;
	task_reset_cpu(e->image.compat);
	current->signal->did_exec = true;
	current->clear_child_tid = current->set_child_tid = current->robust_list = current->rseq = 0;
	set_name(e->plan.path);
	sp = exec_stack_fill(mm, &e->plan);
	if (!sp || exec_clear_tails(&e->image, e->plan.bias) ||
	    (e->interpreter_file && exec_clear_tails(&e->interpreter, e->plan.base)))
		force_signal(SIGKILL, SI_KERNEL, 0);
	set_regs(regs, e->image.compat, e->plan.entry, sp);
}

static void exe_get(void *file) { file_run_get(file); }
static void exe_put(void *file) { file_run_put(file); }

static void drop(struct exec *e)
{
	for (unsigned i = 0; i < e->depth; i++)
		kfree(e->lines[i]);
	kfree(e->words);
	kfree(e->head);
	if (e->interpreter_file)
		file_put(e->interpreter_file);
	file_put(e->file);
	kfree(e);
}

long do_execve(struct file *file, const char *path, struct exec_strings *argv,
	       struct exec_strings *envp, struct pt_regs *regs)
{
	struct exec *e = kzalloc(sizeof *e);
	struct mm_struct *mm;
	long result = 0;

	if (!e)
		return -ENOMEM;
	mm_exe_get = exe_get;
	mm_exe_put = exe_put;
	file_get(file);
	e->file = file;
	e->argv = *argv;
	e->plan.envp = envp;
	e->head = kmalloc(HEAD_BYTES);
	mm = e->head ? prepare(e, path) : err_ptr(-ENOMEM);
	if (is_err(mm)) {
		result = ptr_err(mm);
	} else if ((result = files_unshare()) || (result = signal_own_actions(current->signal))) {
		mm_put(mm);
	} else if (fatal_pending(current)) {    /* perhaps by another thread's execve */
		mm_put(mm);
		result = -EAGAIN;
	} else {
		become(e, mm, regs);
	}
	drop(e);
	return result;
}
