/* fuzz_kelf.c - any bytes as a program: what elf_parse() accepts can be mapped. */
#include "kelf.h"
#include "proc/proc.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max);

/* Start from a good program now and then: its headers are hard to guess. */
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	static u8 file[KELF_BYTES];

	if (seed % 8 || max < sizeof file)
		return LLVMFuzzerMutate(data, size, max);
	if (seed % 16)
		kelf_32(file);
	else
		kelf_64(file);
	memcpy(data, file, sizeof file);
	return LLVMFuzzerMutate(data, sizeof file, max);
}

#define REQUIRE(c) do { if (!(c)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct elf_image image;
	u64 end = 0, top;

	if (elf_parse(&image, data, size < PAGE_SIZE ? size : PAGE_SIZE, size))
		return 0;
	top = image.compat ? TASK_SIZE_32 : TASK_SIZE_64;
	REQUIRE(image.segments && image.segments <= ELF_SEGMENTS);
	REQUIRE(image.entry >= image.low && image.entry < image.high && image.high <= top);
	for (unsigned i = 0; i < image.segments; i++) {
		const struct elf_segment *s = &image.segment[i];

		REQUIRE(s->address >= end && s->memory_bytes && s->file_bytes <= s->memory_bytes);
		REQUIRE(s->address % PAGE_SIZE == s->file_offset % PAGE_SIZE);
		REQUIRE(s->file_offset <= size && s->file_bytes <= size - s->file_offset);
		REQUIRE(image.relocatable || s->address >= ELF_LOWEST);
		end = s->address + s->memory_bytes;
		REQUIRE(end > s->address && end <= image.high);
	}
	return 0;
}
