/* elf.c - is a file an ELF program that we can run, and what is to be mapped?  Pure: bytes
 * in, plan out (ELF specification; System V ABI, AMD64 and i386 supplements). */
#include "proc/elf.h"
#include "common/str.h"
#include "proc/proc.h"

/* Program header of either class, in one form. */
struct phdr { u32 type, flags; u64 offset, address, file_bytes, memory_bytes; };

/* Both classes' headers, in one form. */
struct header { u16 type, machine, ehsize, phentsize, phnum; u32 version; u64 entry, phoff; };

static bool read_header(struct header *h, const u8 *head, size_t size, bool compat)
{
	if (size < (compat ? sizeof(struct elf32_header) : sizeof(struct elf64_header)))
		return false;
#define COPY(from) (*h = (struct header){ (from).type, (from).machine, (from).ehsize, \
		(from).phentsize, (from).phnum, (from).version, (from).entry, (from).phoff })
	if (compat) {
		struct elf32_header e;

		memcpy(&e, head, sizeof e);
		COPY(e);
	} else {
		struct elf64_header e;

		memcpy(&e, head, sizeof e);
		COPY(e);
	}
#undef COPY
	return true;
}

static struct phdr read_phdr(const u8 *p, bool compat)
{
	if (compat) {
		struct elf32_phdr e;

		memcpy(&e, p, sizeof e);
		return (struct phdr){ e.type, e.flags, e.offset, e.vaddr, e.filesz, e.memsz };
	} else {
		struct elf64_phdr e;

		memcpy(&e, p, sizeof e);
		return (struct phdr){ e.type, e.flags, e.offset, e.vaddr, e.filesz, e.memsz };
	}
}

static u32 prot_of(u32 flags)
{
	return (flags & PF_R ? PROT_READ : 0u) | (flags & PF_W ? PROT_WRITE : 0u) |
	       (flags & PF_X ? PROT_EXEC : 0u);
}

static long add_segment(struct elf_image *image, const struct phdr *p, u64 file_size)
{
	u64 top = image->compat ? TASK_SIZE_32 : TASK_SIZE_64;
	u64 floor = image->relocatable ? 0 : ELF_LOWEST;

	if (!p->memory_bytes)
		return 0;
	if (image->segments == ELF_SEGMENTS || p->file_bytes > p->memory_bytes)
		return -ENOEXEC;
	if (p->offset > file_size || p->file_bytes > file_size - p->offset)
		return -ENOEXEC;
	if ((p->address - p->offset) % PAGE_SIZE)
		return -EINVAL;
	if (p->address < floor || p->address >= top || p->memory_bytes > top - p->address)
		return -ENOMEM;
	if (p->address < image->high)           /* not in order, or over the one before */
		return -EINVAL;
	if (!image->segments)
		image->low = p->address;
	image->high = p->address + p->memory_bytes;
	image->segment[image->segments++] = (struct elf_segment){
		p->address, p->offset, p->file_bytes, p->memory_bytes, prot_of(p->flags) };
	return 0;
}

static long add_interpreter(struct elf_image *image, const struct phdr *p, u64 file_size)
{
	if (image->interp_bytes || p->file_bytes < 2 || p->file_bytes > PATH_MAX ||
	    p->offset > file_size || p->file_bytes > file_size - p->offset)
		return -ENOEXEC;
	image->interp = p->offset;
	image->interp_bytes = p->file_bytes;
	return 0;
}

static long read_phdrs(struct elf_image *image, const struct header *h, const u8 *head,
		       u64 file_size)
{
	for (unsigned i = 0; i < h->phnum; i++) {
		struct phdr p = read_phdr(head + h->phoff + i * h->phentsize, image->compat);
		long error = 0;

		if (p.type == PT_LOAD)
			error = add_segment(image, &p, file_size);
		else if (p.type == PT_INTERP)
			error = add_interpreter(image, &p, file_size);
		else if (p.type == PT_GNU_STACK)
			image->exec_stack = p.flags & PF_X;
		if (error)
			return error;
	}
	return 0;
}

/* The address of the program headers, if a segment has them in memory. */
static u64 phdr_address(const struct elf_image *image, const struct header *h)
{
	for (unsigned i = 0; i < image->segments; i++) {
		const struct elf_segment *s = &image->segment[i];

		if (h->phoff >= s->file_offset && h->phoff - s->file_offset < s->file_bytes)
			return s->address + (h->phoff - s->file_offset);
	}
	return 0;
}

static bool known_ident(const u8 *head, size_t size)
{
	return size >= EI_NIDENT && !memcmp(head, "\177ELF", 4) &&
	       (head[EI_CLASS] == ELFCLASS32 || head[EI_CLASS] == ELFCLASS64) &&
	       head[EI_DATA] == ELFDATA2LSB && head[EI_VERSION] == 1;
}

long elf_parse(struct elf_image *image, const void *bytes, size_t size, u64 file_size)
{
	const u8 *head = bytes;
	struct header h;
	size_t phdr_size;
	long error;

	memset(image, 0, sizeof *image);
	if (!known_ident(head, size))
		return -ENOEXEC;
	image->compat = head[EI_CLASS] == ELFCLASS32;
	if (!read_header(&h, head, size, image->compat))
		return -ENOEXEC;
	phdr_size = image->compat ? sizeof(struct elf32_phdr) : sizeof(struct elf64_phdr);
	if ((h.type != ET_EXEC && h.type != ET_DYN) || h.version != 1 ||
	    h.machine != (image->compat ? EM_386 : EM_X86_64))
		return -ENOEXEC;
	if (h.phentsize != phdr_size || !h.phnum || h.phoff > size ||
	    h.phnum * phdr_size > size - h.phoff)
		return -ENOEXEC;
	image->relocatable = h.type == ET_DYN;
	image->entry = h.entry;
	image->phnum = h.phnum;
	image->phentsize = h.phentsize;
	error = read_phdrs(image, &h, head, file_size);
	if (error)
		return error;
	if (!image->segments || image->entry < image->low || image->entry >= image->high)
		return -ENOEXEC;
	image->phdr = phdr_address(image, &h);
	return 0;
}
