/* fake_kernel.h - bzImages for tests: a valid header, patterned parts. */
#ifndef UNIT_FAKE_KERNEL_H
#define UNIT_FAKE_KERNEL_H

#include <string.h>
#include "common/linux_header.h"

enum { FAKE_SETUP_SECTS = 3, FAKE_SETUP_BYTES = (FAKE_SETUP_SECTS + 1) * SECTOR };

/* The byte at `i` of every fake kernel's body. */
static inline u8 fake_byte(size_t i)
{
	return (u8)(i * 7 + (i >> 8) * 13 + 1);
}

static inline struct linux_header *fake_header(u8 *file)
{
	return (struct linux_header *)(file + LINUX_HEADER_OFFSET);
}

/* Fill file[size] with a relocatable 2.15 kernel, its header as the Linux build makes it. */
static inline struct linux_header *fake_kernel(u8 *file, size_t size)
{
	struct linux_header *h = fake_header(file);

	for (size_t i = 0; i < size; i++)
		file[i] = fake_byte(i);
	memset(h, 0, sizeof *h);
	h->setup_sects = FAKE_SETUP_SECTS;
	h->syssize = put32((u32)(size - FAKE_SETUP_BYTES) / 16);
	h->boot_flag = put16(LINUX_BOOT_FLAG);
	h->jump[0] = 0xeb;
	h->jump[1] = 0x6a;
	h->magic = put32(LINUX_MAGIC);
	h->version = put16(0x20f);
	h->loadflags = LINUX_LOADED_HIGH;
	h->code32_start = put32(LINUX_LOW_LOAD);
	h->initrd_addr_max = put32(0x7fffffff);
	h->kernel_alignment = put32(0x200000);
	h->relocatable_kernel = 1;
	h->min_alignment = 21;
	h->cmdline_size = put32(2047);
	h->pref_address = put64(0x1000000);
	h->init_size = put32(0x300000);
	return h;
}

#endif
