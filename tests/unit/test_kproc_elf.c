/* test_kproc_elf.c - which ELF files become programs: a table of refusals, and every
 * truncation. */
#include "proc/proc.h"
#include "check.h"
#include "kelf.h"

static u8 file[KELF_BYTES];
static struct elf_image image;

static void good(void **state)
{
	(void)state;
	kelf_64(file);
	assert_int_equal(elf_parse(&image, file, sizeof file, sizeof file), 0);
	assert_false(image.compat || image.relocatable || image.exec_stack);
	assert_int_equal(image.segments, 2);
	assert_int_equal(image.low, KELF_BASE);
	assert_int_equal(image.high, KELF_BASE + 0x5000);
	assert_int_equal(image.phdr, KELF_BASE + sizeof(struct elf64_header));
	assert_int_equal(image.phnum, KELF_PHNUM);
	assert_int_equal(image.entry, KELF_BASE + 0x200);
	assert_int_equal(image.segment[0].prot, PROT_READ | PROT_EXEC);
	assert_int_equal(image.segment[1].prot, PROT_READ | PROT_WRITE);
	assert_int_equal(image.segment[1].file_bytes, 0x200);
	assert_int_equal(image.segment[1].memory_bytes, 0x3000);
	kelf_32(file);
	assert_int_equal(elf_parse(&image, file, sizeof file, sizeof file), 0);
	assert_true(image.compat);
	assert_int_equal(image.segments, 2);
	assert_int_equal(image.phdr, KELF_BASE + sizeof(struct elf32_header));
}

static void static_pie(void **state)
{
	struct elf64_header *h = (struct elf64_header *)file;
	struct elf64_phdr *p = (struct elf64_phdr *)(h + 1);

	(void)state;
	kelf_64(file);
	h->type = ET_DYN;
	h->entry = 0x200;
	p[0].vaddr = 0;
	p[1].vaddr = 0x2000;
	p[3].flags |= PF_X;
	assert_int_equal(elf_parse(&image, file, sizeof file, sizeof file), 0);
	assert_true(image.relocatable && image.exec_stack);
	assert_int_equal(image.low, 0);
}

/* Each row: a field, the value that spoils it, and what is said. */
#define HEADER(f) offsetof(struct elf64_header, f), sizeof ((struct elf64_header *)0)->f
#define PHDR(n, f) sizeof(struct elf64_header) + (n) * sizeof(struct elf64_phdr) + \
	offsetof(struct elf64_phdr, f), sizeof ((struct elf64_phdr *)0)->f
static const struct { size_t at, size; u64 value; long error; } refusals[] = {
	{ 0, 4, 0, -ENOEXEC }, { EI_CLASS, 1, 0, -ENOEXEC }, { EI_CLASS, 1, 3, -ENOEXEC },
	{ EI_CLASS, 1, 1, -ENOEXEC }, { EI_DATA, 1, 2, -ENOEXEC }, { EI_VERSION, 1, 0, -ENOEXEC },
	{ HEADER(type), 1, -ENOEXEC }, { HEADER(type), 4, -ENOEXEC },
	{ HEADER(machine), EM_386, -ENOEXEC }, { HEADER(version), 2, -ENOEXEC },
	{ HEADER(phentsize), 55, -ENOEXEC }, { HEADER(phentsize), 0, -ENOEXEC },
	{ HEADER(phnum), 0, -ENOEXEC }, { HEADER(phnum), 0xffff, -ENOEXEC },
	{ HEADER(phoff), KELF_BYTES, -ENOEXEC }, { HEADER(phoff), ~0ull, -ENOEXEC },
	{ HEADER(phoff), ~0ull - 200, -ENOEXEC },
	{ HEADER(entry), 0, -ENOEXEC }, { HEADER(entry), ~0ull, -ENOEXEC },
	{ HEADER(entry), KELF_BASE + 0x5000, -ENOEXEC },
	{ PHDR(0, offset), ~0ull, -ENOEXEC }, { PHDR(0, filesz), 0x1001, -ENOEXEC },
	{ PHDR(0, filesz), ~0ull, -ENOEXEC }, { PHDR(1, offset), 0x1001, -ENOEXEC },
	{ PHDR(1, filesz), 0x201, -ENOEXEC }, { PHDR(1, memsz), 0x1ff, -ENOEXEC },
	{ PHDR(1, vaddr), KELF_BASE + 0x2001, -EINVAL },
	{ PHDR(1, vaddr), KELF_BASE, -EINVAL }, { PHDR(0, vaddr), KELF_BASE + 0x8000, -EINVAL },
	{ PHDR(0, vaddr), 0, -ENOMEM }, { PHDR(0, vaddr), ELF_LOWEST - 0x1000, -ENOMEM },
	{ PHDR(0, vaddr), TASK_SIZE_64, -ENOMEM }, { PHDR(1, vaddr), 0xffffffff80000000, -ENOMEM },
	{ PHDR(1, vaddr), TASK_SIZE_64 - 0x1000, -ENOMEM }, { PHDR(1, memsz), ~0ull, -ENOMEM },
	{ PHDR(1, memsz), TASK_SIZE_64, -ENOMEM },
};

static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		kelf_64(file);
		memcpy(file + refusals[i].at, &refusals[i].value, refusals[i].size);
		if (elf_parse(&image, file, sizeof file, sizeof file) != refusals[i].error)
			fail_msg("row %zu gives %ld", i,
				 elf_parse(&image, file, sizeof file, sizeof file));
	}
}

static void too_many_segments(void **state)
{
	static u8 big[0x2000];
	struct elf64_header *h = (struct elf64_header *)big;
	struct elf64_phdr *p = (struct elf64_phdr *)(h + 1);

	(void)state;
	kelf_64(big);
	h->phnum = ELF_SEGMENTS + 1;
	for (unsigned i = 0; i <= ELF_SEGMENTS; i++)
		p[i] = (struct elf64_phdr){ PT_LOAD, PF_R, 0, KELF_BASE + i * 0x1000ull, 0, 0x100,
					    0x1000, 0x1000 };
	assert_int_equal(elf_parse(&image, big, sizeof big, sizeof big), -ENOEXEC);
	h->phnum = ELF_SEGMENTS;
	assert_int_equal(elf_parse(&image, big, sizeof big, sizeof big), 0);
}

static void interpreter(void **state)
{
	struct elf64_phdr *p = (struct elf64_phdr *)(file + sizeof(struct elf64_header));

	(void)state;
	kelf_64(file);
	p[2].type = PT_INTERP;
	assert_int_equal(elf_parse(&image, file, sizeof file, sizeof file), 0);
	assert_int_equal(image.interp, 0x120);
	assert_int_equal(image.interp_bytes, 0x20);
	p[3] = p[2];
	assert_int_equal(elf_parse(&image, file, sizeof file, sizeof file), -ENOEXEC);
	p[3].type = 4;
	p[2].filesz = 1;
	assert_int_equal(elf_parse(&image, file, sizeof file, sizeof file), -ENOEXEC);
	p[2].filesz = PATH_MAX + 1;
	assert_int_equal(elf_parse(&image, file, sizeof file, sizeof file), -ENOEXEC);
	p[2].filesz = 0x20;
	p[2].offset = KELF_BYTES - 0x1f;
	assert_int_equal(elf_parse(&image, file, sizeof file, sizeof file), -ENOEXEC);
}

/* Cut anywhere, in memory of just that size so that ASan sees one byte too many. */
static void truncated(void **state)
{
	(void)state;
	for (unsigned compat = 0; compat < 2; compat++) {
		if (compat)
			kelf_32(file);
		else
			kelf_64(file);
		for (size_t n = 0; n < sizeof file; n++) {
			u8 *cut = malloc(n ? n : 1);

			memcpy(cut, file, n);
			assert_true(elf_parse(&image, cut, n, n) < 0);
			free(cut);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(good), cmocka_unit_test(static_pie), cmocka_unit_test(refused),
		cmocka_unit_test(too_many_segments), cmocka_unit_test(interpreter),
		cmocka_unit_test(truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
