/* elf.h - the formats of ELF: headers of both classes, what the kernel reads of them. */
#ifndef PROC_ELF_H
#define PROC_ELF_H

#include "common/types.h"

enum {
	EI_CLASS = 4, EI_DATA = 5, EI_VERSION = 6, EI_NIDENT = 16,
	ELFCLASS32 = 1, ELFCLASS64 = 2, ELFDATA2LSB = 1,
	ET_EXEC = 2, ET_DYN = 3, EM_386 = 3, EM_X86_64 = 62,
	PT_LOAD = 1, PT_INTERP = 3, PT_GNU_STACK = 0x6474e551,
	PF_X = 1, PF_W = 2, PF_R = 4,
	ELF_LOWEST = 0x10000,           /* page 0 and its neighbours stay empty */
};

struct elf64_header {
	u8  ident[EI_NIDENT];
	u16 type, machine;
	u32 version;
	u64 entry, phoff, shoff;
	u32 flags;
	u16 ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct elf64_header) == 64, "ELF64 header");

struct elf32_header {
	u8  ident[EI_NIDENT];
	u16 type, machine;
	u32 version, entry, phoff, shoff, flags;
	u16 ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct elf32_header) == 52, "ELF32 header");

struct elf64_phdr { u32 type, flags; u64 offset, vaddr, paddr, filesz, memsz, align; };
_Static_assert(sizeof(struct elf64_phdr) == 56, "ELF64 program header");

struct elf32_phdr { u32 type, offset, vaddr, paddr, filesz, memsz, flags, align; };
_Static_assert(sizeof(struct elf32_phdr) == 32, "ELF32 program header");

#endif
