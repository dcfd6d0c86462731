/* memory.c - pages: when they are touched, and mappings that come and go. */
#include "bench.h"
#include <sys/mman.h>
#include <unistd.h>

/* A mapping below the size of a huge page, so that pages are what is measured. */
enum { PAGES = 256, AREA = PAGES * PAGE, FEW = 50, MANY = 500 };

static volatile uint8_t *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		fail("mmap");
	return p;
}

static void unmap(volatile uint8_t *p, size_t size)
{
	munmap((void *)p, size);
}

/* The cost of the first touch of each page; all tables for the first one are made before. */
static void touch_each(const char *name, volatile uint8_t *p, int write)
{
	unsigned n = rounds(PAGES - 1);

	p[0] = 1;
	for (unsigned i = 0; i < n; i++) {
		volatile uint8_t *at = p + (i + 1) * PAGE;
		uint64_t before = rdtsc();

		if (write)
			*at = 1;
		else
			(void)*at;
		samples[i] = rdtsc() - before;
	}
	report(name, samples, n);
}

static void touch_new(const char *name, int write)
{
	volatile uint8_t *p;

	if (!wanted(name))
		return;
	p = map(AREA);
	touch_each(name, p, write);
	unmap(p, AREA);
}

static void map_touch_unmap(size_t size)
{
	volatile uint8_t *p = map(size);

	for (size_t at = 0; at < size; at += PAGE)
		p[at] = 1;
	unmap(p, size);
}

static void map_page(void) { map_touch_unmap(PAGE); }
static void map_mib(void) { map_touch_unmap(AREA); }

/* Another process has the same pages, and waits while we write to ours. */
static void copy_on_write(void)
{
	volatile uint8_t *p;
	int ends[2];
	long child;
	char c;

	if (!wanted("cow_fault"))
		return;
	p = map(AREA);
	for (size_t at = 0; at < AREA; at += PAGE)
		p[at] = 1;
	if (pipe(ends))
		fail("pipe");
	child = raw_fork();
	if (!child) {
		close(ends[1]);
		(void)!read(ends[0], &c, 1);
		raw_exit(0);
	}
	touch_each("cow_fault", p, 1);
	close(ends[0]);
	close(ends[1]);
	wait_for(child);
	unmap(p, AREA);
}

void bench_memory(void)
{
	touch_new("pagefault_anon_write", 1);
	touch_new("pagefault_anon_read_zero", 0);
	measure("mmap_touch_munmap_4k", MANY, map_page, NULL);
	measure("mmap_touch256_munmap_1M", FEW, map_mib, NULL);
	copy_on_write();
}
