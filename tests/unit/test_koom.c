/* test_koom.c - whom the memory killer ends. */
#include "fake_sched.h"
#include "abi/errno.h"
#include "printk.h"
#include "proc/proc.h"          /* first: the host's headers define some of its names */
#include "check.h"

enum { SHELL = 3, JOB = 10 };

static struct mm_struct mm[40];
static char said[200];

bool alloc_failed_by_test;

struct task_struct *task_by_pid(u32 pid)
{
	struct task_struct *t = task_next(NULL);

	while (t && t->pid != pid)
		t = task_next(t);
	return t;
}

void printk(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(said, sizeof said, format, args);
	va_end(args);
}

/* A process of that job with so much memory. */
static struct task_struct *process(u32 pid, u32 job, u64 pages)
{
	struct task_struct *t = fake_task(pid);

	t->mm = &mm[pid];
	mm[pid] = (struct mm_struct){ .users = 1, .pages = pages };
	t->signal->pgid = job;
	t->signal->live = 1;
	strcpy(t->comm, "test");
	return t;
}

static int setup(void **state)
{
	(void)state;
	fake_sched_reset();
	current_task = process(1, 1, 5000);
	process(SHELL, SHELL, 300);
	said[0] = 0;
	return 0;
}

static bool is_killed(const struct task_struct *t)
{
	return t->pending.set & SIGMASK(SIGKILL);
}

static void biggest(void **state)
{
	struct task_struct *small = process(10, 10, 200), *big = process(11, 11, 700);

	(void)state;
	assert_int_equal(oom_kill("a test"), 11);
	assert_true(is_killed(big) && !is_killed(small));
	assert_string_equal(said, "out of memory for a test: ending process 11 (test), 2824 KiB\n");
	assert_true(current->flags & TASK_NEED_RESCHED);
	/* It is on its way: nobody else. */
	said[0] = 0;
	assert_int_equal(oom_kill("a test"), 11);
	assert_string_equal(said, "");
	assert_false(is_killed(small));
}

/* A bomb of small ones is more than the shell. */
static void biggest_job(void **state)
{
	struct task_struct *t[20];
	unsigned killed = 0;

	(void)state;
	for (u32 i = 0; i < 20; i++)
		t[i] = process(JOB + i, JOB, 20 + i);
	assert_int_equal(oom_kill("a test"), JOB + 19);
	for (u32 i = 0; i < 20; i++)
		killed += is_killed(t[i]);
	assert_int_equal(killed, 1);
	assert_false(is_killed(task_by_pid(SHELL)));
}

/* Its first thread has gone, the others have the memory. */
static void without_its_first_thread(void **state)
{
	struct task_struct *leader = process(10, 10, 700), *thread = fake_thread(leader, 11);

	(void)state;
	thread->mm = leader->mm;
	thread->signal->live = 1;
	leader->mm = NULL;
	leader->state = TASK_ZOMBIE;
	assert_int_equal(oom_kill("a test"), 10);
	assert_true(is_killed(thread));
}

/* All that use the memory end, or it would not be free. */
static void shared_memory(void **state)
{
	struct task_struct *a = process(10, 10, 900), *b = process(11, 11, 0);

	(void)state;
	b->mm = a->mm;
	a->mm->users = 2;
	oom_kill("a test");
	assert_true(is_killed(a) && is_killed(b));
	assert_false(is_killed(task_by_pid(SHELL)));
}

/* Not process 1, nor a child that still runs in its memory: that would free nothing. */
static void not_init(void **state)
{
	struct task_struct *child = process(10, 10, 0);

	(void)state;
	child->mm = task_by_pid(1)->mm;
	assert_int_equal(oom_kill("a test"), SHELL);
	assert_false(is_killed(child) || is_killed(task_by_pid(1)));
}

static u64 four(const void *object) { return *(const u64 *)object; }
static u64 file_four(const struct file *f) { return f->pos; }

/* What is not mapped, but held, counts. */
static void held_otherwise(void **state)
{
	static const struct vm_object_ops ops = { .memory = four };
	static const struct file_operations fops = { .memory = file_four };
	static u64 pages = 400;
	struct task_struct *t = process(10, 10, 10), *u = process(11, 11, 10);
	struct vm_area area = { .ops = &ops, .object = &pages };
	struct file file = { .fops = &fops, .pos = 600 };
	struct files_struct files = { .max = FILES_FEW, .file = files.few_file };

	(void)state;
	t->mm->areas = &area;
	files.few_file[3] = &file;
	u->files = &files;
	assert_int_equal(oom_kill("a test"), 11);
	u->mm = NULL;                           /* gone */
	u->flags = 0;
	assert_int_equal(oom_kill("a test"), 10);
}

static void on_purpose(void **state)
{
	(void)state;
	alloc_failed_by_test = true;
	assert_int_equal(oom_kill("a test"), 1);
	assert_false(is_killed(task_by_pid(SHELL)));
	assert_false(alloc_failed_by_test);
}

static void many_jobs(void **state)
{
	(void)state;
	for (u32 i = 4; i < 32; i++)
		process(i, 1000 + i, 10);
	process(33, 5, 400);
	assert_int_equal(oom_kill("a test"), 33);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_sched_drain)
	const struct CMUnitTest tests[] = {
		TEST(biggest), TEST(biggest_job), TEST(without_its_first_thread),
		TEST(shared_memory), TEST(not_init), TEST(held_otherwise), TEST(on_purpose),
		TEST(many_jobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
