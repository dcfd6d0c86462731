/* proc_mm.c - /proc/PID: what its address space looks like. */
#include "fs/internal.h"
#include "fs/proc.h"
#include "mm/slab.h"

enum { PRESENT = 1, LARGE = 1 << 7, LEVELS = 4, LEVEL_BITS = 9 };
#define ADDRESS_BITS 0x000ffffffffff000ull

/* Where in the direct map the user byte at `address` of mm is; NULL: not in memory. */
static const u8 *peek(const struct mm_struct *mm, u64 address)
{
	u64 table = mm->pml4;

	for (int level = LEVELS - 1; level >= 0; level--) {
		const u64 *entries = phys_to_virt(table);
		u64 e = entries[address >> (PAGE_SHIFT + level * LEVEL_BITS) & 511];

		if (!(e & PRESENT) || (level && e & LARGE))
			return NULL;
		table = e & ADDRESS_BITS;
	}
	return (const u8 *)phys_to_virt(table) + address % PAGE_SIZE;
}

/* Up to the first byte that is not in memory. */
static void put_user_bytes(struct seq *s, const struct mm_struct *mm, u64 start, u64 end)
{
	enum { STRINGS_MAX = 128 * KiB };

	if (end > mm->task_size || start >= end)
		return;
	end = MIN(end, start + STRINGS_MAX);
	while (start < end) {
		size_t n = MIN(end - start, PAGE_SIZE - start % PAGE_SIZE);
		const u8 *p = peek(mm, start);

		if (!p)
			return;
		seq_put(s, p, n);
		start += n;
	}
}

void proc_show_cmdline(struct seq *s, struct task_struct *task)
{
	if (task->mm)
		put_user_bytes(s, task->mm, task->mm->arg_start, task->mm->arg_end);
}

void proc_show_environ(struct seq *s, struct task_struct *task)
{
	if (task->mm)
		put_user_bytes(s, task->mm, task->mm->env_start, task->mm->env_end);
}

static u64 pages(const struct vm_area *area)
{
	return (area->end - area->start) / PAGE_SIZE;
}

/* In pages. */
void proc_mm_sizes(struct task_struct *task, u64 *code, u64 *data, u64 *stack)
{
	*code = *data = *stack = 0;
	if (!task->mm)
		return;
	for (const struct vm_area *a = task->mm->areas; a; a = a->next) {
		if (a->flags & MAP_GROWSDOWN)
			*stack += pages(a);
		else if (a->prot & PROT_EXEC)
			*code += pages(a);
		else if (a->prot & PROT_WRITE)
			*data += pages(a);
	}
}

void proc_show_statm(struct seq *s, struct task_struct *task)
{
	const struct mm_struct *mm = task->mm;
	u64 code, data, stack;

	proc_mm_sizes(task, &code, &data, &stack);
	seq_printf(s, "%llu %llu %d %llu 0 %llu 0\n", mm ? (unsigned long long)mm->total : 0,
		   mm ? (unsigned long long)mm->pages : 0, 0, (unsigned long long)code,
		   (unsigned long long)(data + stack));
}

/* start-end prot offset device inode path */
static void show_area(struct seq *s, const struct vm_area *a, char *buf)
{
	const char *name = a->name;
	u64 dev = 0, ino = 0;

	if (a->ops == &file_vm_ops) {
		const struct file *f = a->object;

		dev = f->inode->sb->dev;
		ino = f->inode->ino;
	}
	if (!name && a->ops && a->ops->name)
		name = a->ops->name(a->object, buf, PATH_MAX);
	seq_printf(s, "%08llx-%08llx %c%c%c%c %08llx %02llx:%02llx %llu",
		   (unsigned long long)a->start, (unsigned long long)a->end,
		   a->prot & PROT_READ ? 'r' : '-', a->prot & PROT_WRITE ? 'w' : '-',
		   a->prot & PROT_EXEC ? 'x' : '-', a->flags & MAP_SHARED ? 's' : 'p',
		   (unsigned long long)a->offset, (unsigned long long)(dev >> 8 & 0xfff),
		   (unsigned long long)(dev & 0xff), (unsigned long long)ino);
	if (name && *name) {
		seq_printf(s, "                   ");
		seq_path(s, name);
	}
	seq_put(s, "\n", 1);
}

void proc_show_maps(struct seq *s, struct task_struct *task)
{
	char *buf = kmalloc(PATH_MAX);

	if (buf && task->mm)
		for (const struct vm_area *a = task->mm->areas; a; a = a->next)
			show_area(s, a, buf);
	kfree(buf);
}
