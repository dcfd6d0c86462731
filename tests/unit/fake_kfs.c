/* fake_kfs.c - what kernel/fs/ stands on, for its tests on the host: objects from malloc,
 * pages from an array, both under ASan's eyes; one task that never sleeps. */
#include "fake_kfs.h"
#include "hw/ata.h"
#include "hw/irq.h"
#include "mm/slab.h"
#include "mm/uaccess.h"
#include "printk.h"
#include "sched/kthread.h"
#include <stdarg.h>
#include <stdio.h>
#include <sanitizer/asan_interface.h>

enum { PAGES = 32768, BIG_ORDER = 2, BIG = 1 << BIG_ORDER };

/* The last BIG pages are for who wants several at once: one at a time. */
static bool big_used;


static struct page map[PAGES];
static u32 free_page[PAGES], free_count;
struct page *mem_map = map;
u64 mem_map_pages = PAGES, direct_map, user_limit = UINT64_MAX;
struct task_struct init_task, *current_task = &init_task;
static struct sighand sighand = { .refs = 1 };
static struct signal_struct signals = { .sighand = &sighand, .action = sighand.action };

size_t fake_allocations_left = SIZE_MAX;
void (*fake_schedule)(void);
unsigned fake_wakeups;
bool fake_signal;
int fake_sent;
u64 fake_now, fake_user_start, fake_user_end = UINT64_MAX;
const u8 *fake_disk;
size_t fake_disk_size;
char fake_log[4096];
static u64 objects;

void fake_kfs_start(void)
{
	direct_map = (u64)aligned_alloc(PAGE_SIZE, (size_t)PAGES * PAGE_SIZE);
	for (u32 i = 0; i < PAGES - BIG; i++)
		free_page[i] = PAGES - BIG - 1 - i;
	free_count = PAGES - BIG;
	ASAN_POISON_MEMORY_REGION((void *)direct_map, PAGES * PAGE_SIZE);
	for (int i = 0; i < RLIMITS; i++)
		signals.rlimit[i] = (struct rlimit64){ RLIM_INFINITY, RLIM_INFINITY };
	signals.rlimit[RLIMIT_NOFILE].cur = 1024;
	list_init(&signals.threads);
	init_task.signal = &signals;
	init_task.cred.permitted = init_task.cred.effective = CAP_ALL;
	init_task.pid = init_task.tgid = 1;
	init_task.parent = init_task.group_leader = &init_task;
	strcpy(init_task.comm, "test");
	vfs_caches_init();
}

u64 fake_pages_used(void) { return PAGES - BIG - free_count; }
u64 fake_objects_used(void) { return objects; }

static bool spend(void)
{
	if (!fake_allocations_left)
		return false;
	if (fake_allocations_left != SIZE_MAX)
		fake_allocations_left--;
	return true;
}

struct page *alloc_page(void)
{
	struct page *page;

	if (!free_count || !spend())
		return NULL;
	page = &map[free_page[--free_count]];
	assert_int_equal(page->refs, 0);
	page->refs = 1;
	ASAN_UNPOISON_MEMORY_REGION(page_to_virt(page), PAGE_SIZE);
	memset(page_to_virt(page), 0xa5, PAGE_SIZE);
	return page;
}

struct page *alloc_zeroed_page(void)
{
	struct page *page = alloc_page();

	return page ? memset(page_to_virt(page), 0, PAGE_SIZE), page : NULL;
}

struct page *alloc_pages(unsigned order)
{
	if (!order)
		return alloc_page();
	assert_int_equal(order, BIG_ORDER);
	if (big_used || !spend())
		return NULL;
	big_used = true;
	ASAN_UNPOISON_MEMORY_REGION(page_to_virt(&map[PAGES - BIG]), BIG * PAGE_SIZE);
	return &map[PAGES - BIG];
}

void free_pages(struct page *page, unsigned order)
{
	if (order) {
		assert_true(big_used && page == &map[PAGES - BIG]);
		big_used = false;
		ASAN_POISON_MEMORY_REGION(page_to_virt(page), BIG * PAGE_SIZE);
		return;
	}
	assert_int_equal(page->refs, 0);
	ASAN_POISON_MEMORY_REGION(page_to_virt(page), PAGE_SIZE);
	free_page[free_count++] = (u32)(page - map);
}

void page_counts(struct page_counts *counts)
{
	*counts = (struct page_counts){ .total = PAGES, .free = free_count };
}

struct kmem_cache { size_t size; };

struct kmem_cache *kmem_cache_create(const char *name, size_t size)
{
	struct kmem_cache *cache = malloc(sizeof *cache);

	(void)name;
	cache->size = size;
	return cache;
}

void *kmem_cache_alloc(struct kmem_cache *cache) { return kzalloc(cache->size); }

void kmem_cache_free(struct kmem_cache *cache, void *p)
{
	(void)cache;
	kfree(p);
}

void *kmalloc(size_t size)
{
	void *p = size <= 4 * MiB && spend() ? malloc(size) : NULL;

	if (p)
		memset(p, 0xa5, size);
	objects += p != NULL;
	return p;
}

void *kzalloc(size_t size)
{
	void *p = kmalloc(size);

	return p ? memset(p, 0, size) : NULL;
}

void kfree(const void *p)
{
	objects -= p != NULL;
	free((void *)p);
}

char *kstrdup(const char *s)
{
	char *copy = kmalloc(strlen(s) + 1);

	return copy ? strcpy(copy, s) : NULL;
}

bool fake_faults(u64 at, size_t n)
{
	return n && (at < fake_user_start || n > fake_user_end || at > fake_user_end - n);
}

long copy_from_user(void *to, u64 from, size_t n)
{
	if (fake_faults(from, n))
		return -EFAULT;
	if (n)
		memcpy(to, (void *)from, n);
	return 0;
}

long copy_to_user(u64 to, const void *from, size_t n)
{
	if (fake_faults(to, n))
		return -EFAULT;
	if (n)
		memcpy((void *)to, from, n);
	return 0;
}

long clear_user(u64 to, size_t n)
{
	if (fake_faults(to, n))
		return -EFAULT;
	if (n)
		memset((void *)to, 0, n);
	return 0;
}

/* No task here has an address space. */
void vm_zap(struct mm_struct *mm, u64 start, u64 end)
{
	(void)mm, (void)start, (void)end;
	fail_msg("nothing is mapped");
}

void wait_queue_init(struct wait_queue *q) { list_init(&q->waiters); }

void wait_add(struct wait_queue *q, struct waiter *w)
{
	w->task = current;
	if (!q->waiters.next)
		wait_queue_init(q);
	list_add_tail(&w->node, &q->waiters);
}

void wait_add_call(struct wait_queue *q, struct waiter *w, void (*call)(struct waiter *w))
{
	w->task = NULL;
	w->call = call;
	list_add_tail(&w->node, &q->waiters);
}

void wait_remove(struct waiter *w) { list_del(&w->node); }

void wake_up(struct wait_queue *q)
{
	if (!q->waiters.next)           /* zeroed, and never waited on */
		return;
	fake_wakeups += !list_empty(&q->waiters);
	list_each(node, &q->waiters) {
		struct waiter *w = list_entry(node, struct waiter, node);

		if (!w->task)
			w->call(w);
	}
}

void sleep_prepare(void) { }
void sleep_finish(void) { }
long sleep_signal(void) { return fake_signal ? -ERESTARTSYS : 0; }

bool sched_pause(void) { return false; }

void schedule(void)
{
	if (!fake_schedule)
		fail_msg("sleeps for ever");
	fake_schedule();
}

long schedule_until(u64 until)
{
	if (!fake_schedule) {
		fake_now = until;
		return 0;
	}
	fake_schedule();
	return 1;
}

u64 uptime_ns(void) { return fake_now; }
u64 wall_ns(void) { return 1700000000000000000ull + fake_now; }
struct sched_totals sched_totals;
bool signal_pending(const struct task_struct *task) { (void)task; return fake_signal; }

long send_signal(struct task_struct *task, int sig, const struct siginfo *info, bool to_thread)
{
	(void)task, (void)info, (void)to_thread;
	fake_sent = sig;
	return 0;
}

struct task_struct *task_by_pid(u32 pid) { return pid == 1 ? &init_task : NULL; }
struct task_struct *task_next(struct task_struct *task) { return task ? NULL : &init_task; }
u32 task_count(void) { return 1; }
void task_set_name(struct task_struct *task, const char *name) { strcpy(task->comm, name); }
u64 irq_count(unsigned irq) { return irq; }

unsigned ata_probe(struct ata_disk disk[ATA_DISKS])
{
	disk[0] = (struct ata_disk){ .sectors = fake_disk_size / 512 };
	return disk[0].sectors != 0;
}

int ata_read(struct ata_disk *disk, u64 sector, u32 n, void *to)
{
	if (!n || n > 256 || sector > disk->sectors || n > disk->sectors - sector)
		return -EIO;
	memcpy(to, fake_disk + 512 * sector, 512 * n);
	return 0;
}

void printk(const char *format, ...)
{
	size_t used = strlen(fake_log);
	va_list args;

	va_start(args, format);
	vsnprintf(fake_log + used, sizeof fake_log - used, format, args);
	va_end(args);
}
