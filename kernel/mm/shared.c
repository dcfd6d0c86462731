/* shared.c - memory that fork shares: MAP_SHARED | MAP_ANONYMOUS. */
#include "mm/internal.h"
#include "mm/slab.h"

struct shared_memory {
	u32 refs;
	u64 pages;
	struct page *page[];            /* NULL: not touched yet */
};

void *shared_memory_new(u64 bytes)
{
	u64 pages = bytes >> PAGE_SHIFT;
	struct shared_memory *m;

	if (pages > UINT32_MAX)
		return NULL;
	m = kzalloc(sizeof *m + pages * sizeof m->page[0]);
	if (m) {
		m->refs = 1;
		m->pages = pages;
	}
	return m;
}

static struct page *get(void *object, u64 index)
{
	struct shared_memory *m = object;

	if (index >= m->pages)
		return NULL;
	if (!m->page[index])
		m->page[index] = alloc_zeroed_page();
	if (!m->page[index])
		return err_ptr(-ENOMEM);
	get_page(m->page[index]);
	return m->page[index];
}

static void hold(void *object)
{
	((struct shared_memory *)object)->refs++;
}

static void drop(void *object)
{
	struct shared_memory *m = object;

	if (--m->refs)
		return;
	for (u64 i = 0; i < m->pages; i++)
		if (m->page[i])
			put_page(m->page[i]);
	kfree(m);
}

static const char *name(void *object, char *buf, size_t size)
{
	(void)object;
	(void)buf;
	(void)size;
	return "/dev/zero (deleted)";
}

const struct vm_object_ops shared_memory_ops = { get, hold, drop, name };
