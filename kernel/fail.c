/* fail.c - allocations that fail on purpose, for tests: /proc/fail-nth. */
#include "fail.h"
#include "abi/errno.h"
#include "common/text.h"
#include "mm/page.h"
#include "sched/task.h"

enum { NUMBER_BYTES = 12 };

/* Who asked: it may have ended since, and another lie where it lay. */
static struct { const struct task_struct *task; u32 pid; } victim;
static u32 left;
static bool fired;

/* Is it this allocation's turn? */
static bool is_last(void)
{
	if (current != victim.task || current->pid != victim.pid || --left)
		return false;
	alloc_hook = NULL;
	fired = alloc_failed_by_test = true;
	return true;
}

long fail_nth_store(struct task_struct *task, const char *text, size_t n)
{
	char number[NUMBER_BYTES] = { 0 };
	const char *p = number;
	u64 value;

	(void)task;
	for (size_t i = 0; i < n && i < sizeof number - 1; i++)
		number[i] = text[i];
	if (!str_number(&p, 10, &value) || value > UINT32_MAX)
		return -EINVAL;
	alloc_hook = NULL;
	if (!value)
		return (long)n;
	victim.task = current;
	victim.pid = current->pid;
	left = (u32)value;
	fired = alloc_failed_by_test = false;
	alloc_hook = is_last;
	return (long)n;
}

void fail_nth_show(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "%d\n", fired);
}
