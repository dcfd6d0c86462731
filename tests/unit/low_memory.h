/* low_memory.h - common/layout.h for code with fixed addresses, which a process of the host
 * cannot have: all of them moved up. */
#ifndef UNIT_LOW_MEMORY_H
#define UNIT_LOW_MEMORY_H

#include <stdlib.h>
#include <sys/mman.h>
#include "common/core_image.h"
#include "common/layout.h"

enum { LOW_MEMORY = 0x20000000, LOW_MEMORY_SIZE = MiB };

#define CORE_START       (LOW_MEMORY + CORE_START)
#define SPLIT_START      (LOW_MEMORY + SPLIT_START)
#define DECODER_START    (LOW_MEMORY + DECODER_START)
#define PROT_STACK_START (LOW_MEMORY + PROT_STACK_START)

/* Zeros at LOW_MEMORY, of `file` if it is not -1. */
static inline void low_memory_map(int file)
{
	void *at = (void *)(uintptr_t)LOW_MEMORY;

	if (mmap(at, LOW_MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_FIXED_NOREPLACE |
		 (file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED), file, 0) != at)
		abort();
}

#endif
