/* exec_map.c - the memory of a new program: segments, stack, break, vDSO. */
#include "common/str.h"
#include "proc/exec.h"

enum { STACK_SPARE = 128 * KiB };       /* mapped below what is on the stack at first */
#define PIE_BASE_64 0x555555554000ull
#define PIE_BASE_32 0x56555000ull
#define MMAP_GAP_MIN (128ull * MiB)

static long map_segment(struct mm_struct *mm, struct file *file, const struct elf_segment *s,
			u64 bias)
{
	u64 start = ALIGN_DOWN(s->address + bias, PAGE_SIZE), in_page = (s->address + bias) - start;
	u64 file_end = ALIGN_UP(s->address + bias + s->file_bytes, PAGE_SIZE);
	u64 end = ALIGN_UP(s->address + bias + s->memory_bytes, PAGE_SIZE);
	long at;

	if (!s->file_bytes)
		file_end = start;
	if (file_end > start) {
		at = vm_map(mm, start, file_end - start, s->prot, MAP_PRIVATE | MAP_FIXED,
			    &file_vm_ops, file, s->file_offset - in_page);
		if (at < 0)
			return at;
	}
	if (end <= file_end)
		return 0;
	at = vm_map(mm, file_end, end - file_end, s->prot,
		    MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, NULL, NULL, 0);
	return MIN(at, 0);
}

/* The rest of the last page of file contents is zeros in memory, also behind the segment:
 * ld.so allocates from there. */
long exec_clear_tails(const struct elf_image *image, u64 bias)
{
	for (unsigned i = 0; i < image->segments; i++) {
		const struct elf_segment *s = &image->segment[i];
		u64 end = s->address + bias + s->file_bytes;

		if (s->memory_bytes > s->file_bytes && s->file_bytes && s->prot & PROT_WRITE &&
		    end % PAGE_SIZE && clear_user(end, ALIGN_UP(end, PAGE_SIZE) - end))
			return -EFAULT;
	}
	return 0;
}

/* Where a relocatable program goes: the addresses in the file and this. */
static long place(struct mm_struct *mm, const struct elf_image *image, bool interpreter, u64 *bias)
{
	u64 low = ALIGN_DOWN(image->low, PAGE_SIZE), bytes = ALIGN_UP(image->high, PAGE_SIZE) - low;
	u64 base = image->compat ? PIE_BASE_32 : PIE_BASE_64;
	long at;

	*bias = 0;
	if (!image->relocatable)
		return 0;
	if (bytes > mm->task_size - base)
		return -ENOMEM;
	*bias = base - low;
	if (!interpreter)
		return 0;
	at = vm_map(mm, 0, bytes, 0, MAP_PRIVATE | MAP_ANONYMOUS, NULL, NULL, 0);
	*bias = (u64)at - low;
	return MIN(at, 0);
}

long exec_map_image(struct mm_struct *mm, struct file *file, const struct elf_image *image,
		    bool interpreter, u64 *bias)
{
	long error = place(mm, image, interpreter, bias);

	for (unsigned i = 0; i < image->segments && !error; i++)
		error = map_segment(mm, file, &image->segment[i], *bias);
	return error;
}

/* Of `bytes` at first; page faults let it grow. */
static long map_stack(struct mm_struct *mm, u64 bytes, bool executable)
{
	u64 top = mm->task_size - PAGE_SIZE, limit = current->signal->rlimit[RLIMIT_STACK].cur;
	u64 size = ALIGN_UP(bytes + PAGE_SIZE, PAGE_SIZE);
	struct vm_area *area;
	long at;

	if (size > limit)
		return -E2BIG;
	size = MIN(size + STACK_SPARE, ALIGN_DOWN(limit, PAGE_SIZE));
	size = MAX(size, (u64)PAGE_SIZE);
	at = vm_map(mm, top - size, size,
		    PROT_READ | PROT_WRITE | (executable ? PROT_EXEC : 0),
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_GROWSDOWN, NULL, NULL, 0);
	if (at < 0)
		return at;
	area = vm_find(mm, (u64)at);
	if (area)
		area->name = "[stack]";
	mm->stack_top = top;
	return 0;
}

/* Mappings start below the room that the stack may grow into. */
static void set_mmap_top(struct mm_struct *mm)
{
	u64 gap = current->signal->rlimit[RLIMIT_STACK].cur;

	gap = MAX(gap, (u64)MMAP_GAP_MIN);
	gap = MIN(gap, mm->task_size / 6 * 5);
	mm->mmap_top = ALIGN_DOWN(mm->task_size - gap, PAGE_SIZE) - PAGE_SIZE;
}

struct mm_struct *exec_mm_new(struct file *file, const struct elf_image *image, u64 stack_bytes,
			      u64 *bias)
{
	struct mm_struct *mm = mm_create(image->compat);
	long error;

	if (!mm)
		return err_ptr(-ENOMEM);
	set_mmap_top(mm);
	mm->limit_as = current->signal->rlimit[RLIMIT_AS].cur;
	mm->limit_data = current->signal->rlimit[RLIMIT_DATA].cur;
	error = map_stack(mm, stack_bytes, image->exec_stack);
	if (!error)
		error = exec_map_image(mm, file, image, false, bias);
	if (!error)
		error = vdso_map(mm, image->compat);
	if (error) {
		mm_put(mm);
		return err_ptr(error);
	}
	mm->brk_start = mm->brk = ALIGN_UP(image->high + *bias, PAGE_SIZE);
	file_run_get(file);
	mm->exe = file;
	return mm;
}
