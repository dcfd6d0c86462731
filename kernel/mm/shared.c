/* shared.c - memory that fork shares: MAP_SHARED | MAP_ANONYMOUS. */
#include "mm/internal.h"
#include "mm/slab.h"

enum { CHUNK = PAGE_SIZE / sizeof(struct page *) };

/* Pages are found through chunks of pointers, so that memory costs little before it is
 * touched.  NULL: not touched yet. */
struct shared_memory {
	u32 refs;
	u64 pages, held;                /* held: those touched, and those that lead to them */
	struct page **chunk[];
};

static u64 chunks_of(u64 pages)
{
	return (pages + CHUNK - 1) / CHUNK;
}

void *shared_memory_new(u64 bytes)
{
	u64 pages = bytes >> PAGE_SHIFT;
	size_t size = sizeof(struct shared_memory) + chunks_of(pages) * sizeof(struct page **);
	struct shared_memory *m = kzalloc(size);

	if (m) {
		m->refs = 1;
		m->pages = pages;
		m->held = size / PAGE_SIZE;
	}
	return m;
}

static struct page *get(void *object, u64 index)
{
	struct shared_memory *m = object;
	struct page ***chunk = &m->chunk[index / CHUNK], **page;

	if (index >= m->pages)
		return NULL;
	if (!*chunk) {
		*chunk = kzalloc(PAGE_SIZE);
		if (!*chunk)
			return err_ptr(-ENOMEM);
		m->held++;
	}
	page = &(*chunk)[index % CHUNK];
	if (!*page) {
		*page = alloc_zeroed_page();
		if (!*page)
			return err_ptr(-ENOMEM);
		m->held++;
	}
	get_page(*page);
	return *page;
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
	for (u64 i = 0; i < chunks_of(m->pages); i++) {
		for (unsigned k = 0; m->chunk[i] && k < CHUNK; k++)
			if (m->chunk[i][k])
				put_page(m->chunk[i][k]);
		kfree(m->chunk[i]);
	}
	kfree(m);
}

static const char *name(void *object, char *buf, size_t size)
{
	(void)object;
	(void)buf;
	(void)size;
	return "/dev/zero (deleted)";
}

static u64 memory(const void *object)
{
	return ((const struct shared_memory *)object)->held;
}

const struct vm_object_ops shared_memory_ops = { get, hold, drop, name, memory };
