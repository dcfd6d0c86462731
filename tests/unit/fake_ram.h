/* fake_ram.h - physical memory for the kernel's memory management on the host. */
#ifndef UNIT_FAKE_RAM_H
#define UNIT_FAKE_RAM_H

#include "check.h"
#include "mm/internal.h"
#include "mm/slab.h"

/* A machine with so much memory from address 0 on, its allocators not started. */
void fake_ram(u64 bytes);
/* ... and with all of it above 1 MiB given to the page allocator, slab and vm. */
void fake_machine_start(u64 bytes);

u64 free_now(void);                     /* pages, after all caches were given back */

/* panic() comes here: the test expected it, or fails. */
extern bool panic_expected;
extern jmp_buf panic_jump;
#define assert_panics(statement) do { \
	panic_expected = true; \
	if (!setjmp(panic_jump)) { \
		statement; \
		fail_msg("no panic"); \
	} \
	panic_expected = false; } while (0)

#endif
