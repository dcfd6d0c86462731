/* proc_text.c - the contents of procfs's files. */
#include "fs/internal.h"
#include "fs/proc.h"
#include "mm/slab.h"

enum { TEXT_FIRST = PAGE_SIZE, TEXT_MAX = MiB };

int proc_make_text(const struct proc_node *node, struct seq *s)
{
	struct task_struct *task = node->pid ? task_by_pid(node->pid) : NULL;

	if (node->pid && !task)
		return -ESRCH;
	if (!node->entry->show)
		return -EIO;
	for (s->size = TEXT_FIRST; s->size <= TEXT_MAX; s->size = ALIGN_UP(s->len + 1, PAGE_SIZE)) {
		s->text = kmalloc(s->size);
		s->len = 0;
		if (!s->text)
			return -ENOMEM;
		node->entry->show(s, task);
		if (s->len < s->size)
			return 0;
		kfree(s->text);
	}
	return -EFBIG;
}

static void release(struct file *f)
{
	struct seq *s = f->private;

	if (s)
		kfree(s->text);
	kfree(s);
}

static u64 memory(const struct file *f)
{
	const struct seq *s = f->private;

	return s ? s->size / PAGE_SIZE : 0;
}

/* The text is made at the first read, and again at each from the beginning. */
static long read(struct file *f, void *buf, size_t n, u64 *pos)
{
	struct seq *s = f->private;
	int error;

	if (!s || !*pos) {
		release(f);
		f->private = s = kzalloc(sizeof *s);
		if (!s)
			return -ENOMEM;
		error = proc_make_text(f->inode->private, s);
		if (error) {
			kfree(s);
			f->private = NULL;
			return error;
		}
	}
	if (*pos >= s->len)
		return 0;
	n = MIN(n, s->len - *pos);
	memcpy(buf, s->text + *pos, n);
	*pos += n;
	return (long)n;
}

static long write(struct file *f, const void *buf, size_t n, u64 *pos)
{
	const struct proc_node *node = f->inode->private;
	struct task_struct *task = node->pid ? task_by_pid(node->pid) : NULL;

	(void)pos;
	if (node->pid && !task)
		return -ESRCH;
	return node->entry->store ? node->entry->store(task, buf, n) : -EIO;
}

const struct file_operations proc_text_fops = {
	.read = read, .write = write, .release = release, .memory = memory,
};
