/* grub_module.c - the name of a module of GRUB: the text in section .modname of its ELF file. */
#include <string.h>
#include "tools/inspect/inspect.h"

/* An ELF file of 32 bits, and a row of its section table. */
enum {
	HEADER_BYTES = 52, SECTIONS = 0x20, SECTION_COUNT = 0x30, SECTION_OF_NAMES = 0x32,
	ROW_BYTES = 40, ROW_NAME = 0, ROW_OFFSET = 16, ROW_SIZE = 20,
};

static u32 word(const u8 *at)
{
	return get32(*(const le32 *)at);
}

static u16 half(const u8 *at)
{
	return get16(*(const le16 *)at);
}

/* A row of the section table; NULL: it lies behind the end. */
static const u8 *row_of(const u8 *elf, size_t size, unsigned i)
{
	u64 at = word(elf + SECTIONS) + (u64)i * ROW_BYTES;

	return at + ROW_BYTES <= size ? elf + at : NULL;
}

/* The text at `at` of a section; NULL: it does not end there. */
static const char *text_of(const u8 *elf, size_t size, const u8 *row, u32 at)
{
	u64 start = word(row + ROW_OFFSET), end = start + word(row + ROW_SIZE);

	start += at;
	if (start >= end || end > size || !memchr(elf + start, 0, (size_t)(end - start)))
		return NULL;
	return (const char *)elf + start;
}

const char *grub_module_name(const u8 *elf, size_t size)
{
	const u8 *names, *row;

	if (size < HEADER_BYTES || memcmp(elf, "\177ELF\1\1", 6))
		return NULL;
	names = row_of(elf, size, half(elf + SECTION_OF_NAMES));
	for (unsigned i = 0; names && i < half(elf + SECTION_COUNT); i++) {
		const char *name;

		row = row_of(elf, size, i);
		name = row ? text_of(elf, size, names, word(row + ROW_NAME)) : NULL;
		if (name && !strcmp(name, ".modname"))
			return text_of(elf, size, row, 0);
	}
	return NULL;
}
