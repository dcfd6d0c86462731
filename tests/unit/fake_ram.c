/* fake_ram.c - physical memory for the kernel's memory management on the host. */
#include "fake_ram.h"
#include "panic.h"
#include <sys/mman.h>

enum { NOISE = 0xa5 };

u64 direct_map, nx = 1ull << 63, kernel_pml4;
bool panic_expected;
jmp_buf panic_jump;

void panic(const char *format, ...)
{
	va_list args;

	if (panic_expected)
		longjmp(panic_jump, 1);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	abort();
}

void fake_ram(u64 bytes)
{
	static void *ram;
	static u64 size;

	if (ram)
		munmap(ram, size);
	size = bytes;
	/* Slabs find their start by its alignment, as they do at DIRECT_MAP. */
	ram = mmap((void *)0x500000000000, bytes, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	assert_ptr_not_equal(ram, MAP_FAILED);
	memset(ram, NOISE, bytes);
	direct_map = (u64)ram;
	table_cache_drain();
}

void fake_machine_start(u64 bytes)
{
	struct phys_range all = { 0, bytes };

	fake_ram(bytes);
	/* Page 0 is below what is allocated: the kernel's own tables. */
	memset(phys_to_virt(0), 0, PAGE_SIZE);
	pages_init(&all, 1, NULL, 0);
	slab_init();
	vm_init();
}

u64 free_now(void)
{
	struct page_counts counts;

	table_cache_drain();
	page_counts(&counts);
	return counts.free;
}
