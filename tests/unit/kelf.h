/* kelf.h - small good ELF programs of both classes for tests to spoil. */
#ifndef UNIT_KELF_H
#define UNIT_KELF_H

#include <string.h>
#include "proc/elf.h"

enum { KELF_BYTES = 0x1200, KELF_PHNUM = 4, KELF_BASE = 0x400000 };

/* Text with the headers in it, data with bss, a note of no interest, PT_GNU_STACK. */
static inline void kelf_64(u8 file[KELF_BYTES])
{
	struct elf64_header h = { .ident = "\177ELF\2\1\1", .type = ET_EXEC, .machine = EM_X86_64,
		.version = 1, .entry = KELF_BASE + 0x200, .phoff = sizeof h, .ehsize = sizeof h,
		.phentsize = sizeof(struct elf64_phdr), .phnum = KELF_PHNUM };
	struct elf64_phdr p[KELF_PHNUM] = {
		{ PT_LOAD, PF_R | PF_X, 0, KELF_BASE, 0, 0x1000, 0x1000, 0x1000 },
		{ PT_LOAD, PF_R | PF_W, 0x1000, KELF_BASE + 0x2000, 0, 0x200, 0x3000, 0x1000 },
		{ 4, PF_R, 0x120, KELF_BASE + 0x120, 0, 0x20, 0x20, 4 },
		{ PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 0, 16 },
	};

	memset(file, 0x90, KELF_BYTES);
	memcpy(file, &h, sizeof h);
	memcpy(file + sizeof h, p, sizeof p);
}

static inline void kelf_32(u8 file[KELF_BYTES])
{
	struct elf32_header h = { .ident = "\177ELF\1\1\1", .type = ET_EXEC, .machine = EM_386,
		.version = 1, .entry = KELF_BASE + 0x200, .phoff = sizeof h, .ehsize = sizeof h,
		.phentsize = sizeof(struct elf32_phdr), .phnum = KELF_PHNUM };
	struct elf32_phdr p[KELF_PHNUM] = {
		{ PT_LOAD, 0, KELF_BASE, 0, 0x1000, 0x1000, PF_R | PF_X, 0x1000 },
		{ PT_LOAD, 0x1000, KELF_BASE + 0x2000, 0, 0x200, 0x3000, PF_R | PF_W, 0x1000 },
		{ 4, 0x120, KELF_BASE + 0x120, 0, 0x20, 0x20, PF_R, 4 },
		{ PT_GNU_STACK, 0, 0, 0, 0, 0, PF_R | PF_W, 16 },
	};

	memset(file, 0x90, KELF_BYTES);
	memcpy(file, &h, sizeof h);
	memcpy(file + sizeof h, p, sizeof p);
}

#endif
