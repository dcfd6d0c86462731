/* memory.h - where physical memory and the kernel are mapped. */
#ifndef CPU_MEMORY_H
#define CPU_MEMORY_H

/* All RAM is mapped here, writable, not executable (Linux's own address). */
#define DIRECT_MAP   0xffff888000000000ull
#define KERNEL_BASE  0xffffffff80000000ull      /* the image, W^X */

#endif
