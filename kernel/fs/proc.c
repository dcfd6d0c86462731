/* proc.c - procfs: the tree, made from tables and the tasks there are. */
#include "common/fmt.h"
#include "common/text.h"
#include "fs/internal.h"
#include "fs/proc.h"
#include "mm/slab.h"

enum {
	PROC_MAGIC = 0x9fa0, EXTRA = 16,
	NUMBERS = 0x10000,              /* readdir's position of number 0 */
};

static struct proc_entry extra[EXTRA + 1];      /* proc_register()'s */
static unsigned extras;

static const struct inode_operations dir_ops, file_ops, link_ops, jump_ops;
static const struct file_operations dir_fops;

static const struct proc_entry root_entry = {
	.name = "", .mode = S_IFDIR | 0555, .children = proc_system_entries, .numbers = PIDS,
};

int proc_register(const char *name, proc_show *show, proc_store *store)
{
	if (extras == EXTRA)
		return -ENOMEM;
	extra[extras++] = (struct proc_entry){
		.name = name, .mode = S_IFREG | (show ? 0444 : 0) | (store ? 0200 : 0),
		.show = show, .store = store };
	return 0;
}

/* The links of /proc/PID/fd say by their modes what the files are open for. */
static u32 fd_mode(const struct proc_node *node, struct task_struct *task)
{
	static const u16 mode[] = { 0500, 0300, 0700, 0700 };
	bool fd = node->entry == &proc_fd_entry;
	const struct file *f = fd ? proc_fd_file(task, node->fd) : NULL;

	return f ? mode[f->flags & O_ACCMODE] : 0;
}

static struct inode *node_inode(struct super_block *sb, const struct proc_node *from, u64 ino)
{
	const struct proc_entry *entry = from->entry;
	struct task_struct *task = from->pid ? task_by_pid(from->pid) : NULL;
	struct proc_node *node = kmalloc(sizeof *node);
	struct inode *inode = node ? inode_new(sb, entry->mode | fd_mode(from, task)) : NULL;

	if (!inode) {
		kfree(node);
		return NULL;
	}
	*node = *from;
	inode->private = node;
	inode->ino = ino;
	if (task) {
		inode->uid = task->cred.euid;
		inode->gid = task->cred.egid;
	}
	if (S_ISDIR(entry->mode)) {
		inode->ops = &dir_ops;
		inode->fops = &dir_fops;
		inode->nlink = 2;
	} else if (S_ISLNK(entry->mode)) {
		inode->ops = entry->jump ? &jump_ops : &link_ops;
	} else {
		inode->ops = &file_ops;
		inode->fops = &proc_text_fops;
	}
	return inode;
}

static u64 ino_of(const struct proc_node *node)
{
	return 0x4000 + ((u64)node->entry >> 4 & 0x3ff) + ((u64)(node->pid + node->fd) << 10);
}

/* `name` as a number; false: it is none. */
static bool name_number(const char *name, u32 *n)
{
	u64 value;

	if (!is_digit(*name) || (*name == '0' && name[1]) || !str_number(&name, 10, &value) ||
	    *name || value >= UINT32_MAX)
		return false;
	*n = (u32)value;
	return true;
}

/* Is there a `number` in the directory?  Then *node is what it stands for. */
static bool find_number(const struct proc_node *dir, u32 number, struct proc_node *node)
{
	struct task_struct *of = dir->pid ? task_by_pid(dir->pid) : NULL, *task;

	switch (dir->entry->numbers) {
	case PIDS:
		*node = (struct proc_node){ &proc_pid_dir, number, 0 };
		return number && task_by_pid(number);
	case TASKS:
		*node = (struct proc_node){ &proc_tid_dir, number, 0 };
		task = task_by_pid(number);
		return task && of && task->tgid == of->tgid;
	case FDS:
		*node = (struct proc_node){ &proc_fd_entry, dir->pid, number };
		return proc_fd_file(of, number);
	default:
		return false;
	}
}

static const struct proc_entry *find_name(const struct proc_node *dir, const char *name)
{
	for (const struct proc_entry *e = dir->entry->children; e && e->name; e++)
		if (str_equal(e->name, name))
			return e;
	if (dir->entry == &root_entry)
		for (unsigned i = 0; i < extras; i++)
			if (str_equal(extra[i].name, name))
				return &extra[i];
	return NULL;
}

static int lookup(struct inode *dir, struct dentry *d)
{
	const struct proc_node *at = dir->private;
	struct proc_node node = { find_name(at, d->name), at->pid, 0 };
	struct inode *inode;
	u32 number;

	if (at->pid && !task_by_pid(at->pid))
		return -ESRCH;
	if (!node.entry && (!name_number(d->name, &number) || !find_number(at, number, &node)))
		return -ENOENT;
	inode = node_inode(dir->sb, &node, ino_of(&node));
	if (!inode)
		return -ENOMEM;
	d_set_inode(d, inode);
	return 0;
}

/* The lowest number in the directory from `from` on, or UINT32_MAX. */
static u32 next_number(const struct proc_node *dir, u32 from)
{
	struct task_struct *of = dir->pid ? task_by_pid(dir->pid) : NULL;
	u32 best = UINT32_MAX;

	if (dir->entry->numbers == FDS) {
		for (u32 fd = from; of && of->files && fd < of->files->max; fd++)
			if (of->files->file[fd])
				return fd;
		return best;
	}
	if (dir->entry->numbers == NAMED || (dir->entry->numbers == TASKS && !of))
		return best;
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		bool in = dir->entry->numbers == PIDS ? t->pid == t->tgid : t->tgid == of->tgid;

		if (in && t->pid && t->pid >= from && t->pid < best)
			best = t->pid;
	}
	return best;
}

typedef bool emit_fn(void *ctx, const char *name, size_t len, u64 ino, u8 type, u64 next);

static bool emit_entry(struct file *f, const struct proc_node *node, const char *name,
		       emit_fn *emit, void *ctx, u64 next)
{
	if (!emit(ctx, name, strlen(name), ino_of(node), (u8)(node->entry->mode >> 12 & 15), next))
		return false;
	f->pos = next;
	return true;
}

static bool emit_numbers(struct file *f, const struct proc_node *dir, emit_fn *emit, void *ctx)
{
	for (;;) {
		u32 n = next_number(dir, (u32)(f->pos - NUMBERS));
		struct proc_node node;
		char name[12];

		if (n == UINT32_MAX)
			return true;
		find_number(dir, n, &node);
		fmt(name, sizeof name, "%u", n);
		if (!emit_entry(f, &node, name, emit, ctx, NUMBERS + n + 1ull))
			return false;
	}
}

/* Positions: 0 ".", 1 "..", 2... names; from NUMBERS on: tasks or files. */
static int readdir(struct file *f, emit_fn *emit, void *ctx)
{
	static const struct proc_entry dots = { .name = "", .mode = S_IFDIR };
	const struct proc_node *dir = f->inode->private;
	struct proc_node node = { &dots, dir->pid, 0 };
	u64 pos = 2;

	if (dir->pid && !task_by_pid(dir->pid))
		return -ENOENT;
	if (f->pos == 0 && !emit_entry(f, &node, ".", emit, ctx, 1))
		return 0;
	if (f->pos == 1 && !emit_entry(f, &node, "..", emit, ctx, 2))
		return 0;
	for (const struct proc_entry *e = dir->entry->children; e && e->name; e++, pos++) {
		node.entry = e;
		if (f->pos == pos && !emit_entry(f, &node, e->name, emit, ctx, pos + 1))
			return 0;
	}
	for (unsigned i = 0; i < extras && dir->entry == &root_entry; i++, pos++) {
		node.entry = &extra[i];
		if (f->pos == pos && !emit_entry(f, &node, extra[i].name, emit, ctx, pos + 1))
			return 0;
	}
	if (f->pos < NUMBERS)
		f->pos = NUMBERS;
	emit_numbers(f, dir, emit, ctx);
	return 0;
}

static long readlink(struct inode *inode, char *buf, size_t size)
{
	struct seq s;
	int error = proc_make_text(inode->private, &s);

	if (error)
		return error;
	s.len = MIN(s.len, size);
	memcpy(buf, s.text, s.len);
	kfree(s.text);
	return (long)s.len;
}

static int jump(struct inode *inode, struct path *out)
{
	const struct proc_node *node = inode->private;
	struct task_struct *task = task_by_pid(node->pid);

	if (!task)
		return -ENOENT;
	if (current->cred.fsuid != task->cred.euid && !capable(CAP_SYS_PTRACE))
		return -EACCES;
	return node->entry->jump(task, node->fd, out);
}

static long jump_text(struct inode *inode, char *buf, size_t size)
{
	struct path path;
	char *text = kmalloc(PATH_MAX);
	const char *name;
	size_t len = 0;
	int error = text ? jump(inode, &path) : -ENOMEM;

	if (!error) {
		name = path_name(&path, text, PATH_MAX);
		path_put(&path);
		error = is_err(name) ? -ENAMETOOLONG : 0;
		len = error ? 0 : MIN(size, strlen(name));
		if (!error)
			memcpy(buf, name, len);
	}
	kfree(text);
	return error ? error : (long)len;
}

static void drop_inode(struct inode *inode)
{
	kfree(inode->private);
}

static int statfs(struct super_block *sb, struct kstatfs *out)
{
	(void)sb;
	out->type = PROC_MAGIC;
	return 0;
}

static const struct super_operations super_ops = { .statfs = statfs, .drop_inode = drop_inode };
/* Nothing is made here: Linux says that the name is not there. */
static int create(struct inode *dir, struct dentry *dentry, u32 mode, u64 rdev)
{
	(void)dir, (void)dentry, (void)mode, (void)rdev;
	return -ENOENT;
}

/* "> /proc/name" may open it; it is the write that fails. */
static int truncate(struct inode *inode, u64 size)
{
	(void)inode, (void)size;
	return 0;
}

static const struct inode_operations dir_ops = { .lookup = lookup, .create = create };
static const struct inode_operations file_ops = { .truncate = truncate };
static const struct inode_operations link_ops = { .readlink = readlink };
static const struct inode_operations jump_ops = { .readlink = jump_text, .jump = jump };
static const struct file_operations dir_fops = { .readdir = readdir };

static struct super_block *mount(const struct file_system_type *type, const char *source,
				 u32 flags, const char *options)
{
	static const struct proc_node root = { &root_entry, 0, 0 };
	struct super_block *sb = super_new(type);
	struct inode *inode;

	(void)source, (void)flags, (void)options;
	if (!sb)
		return err_ptr(-ENOMEM);
	sb->ops = &super_ops;
	inode = node_inode(sb, &root, 1);
	sb->root = inode ? dentry_root(sb, inode) : NULL;
	if (sb->root)
		return sb;
	inode_put(inode);
	kfree(sb);
	return err_ptr(-ENOMEM);
}

void proc_init(void)
{
	static struct file_system_type type = { .name = "proc", .mount = mount };

	register_filesystem(&type);
}
