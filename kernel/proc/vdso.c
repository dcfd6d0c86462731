/* vdso.c - maps the page of vdso_image.asm into programs. */
#include "common/str.h"
#include "mm/page.h"
#include "proc/internal.h"

extern const u8 vdso32_image[], vdso32_image_end[], vdso64_image[], vdso64_image_end[];

static struct page *pages[2];           /* [compat] */

static struct page *image_page(void *object, u64 index)
{
	struct page **page = object;

	if (index)
		return NULL;
	get_page(*page);
	return *page;
}

static const struct vm_object_ops vdso_ops = { .page = image_page };

static bool make(bool compat)
{
	const u8 *image = compat ? vdso32_image : vdso64_image;
	size_t size = (size_t)((compat ? vdso32_image_end : vdso64_image_end) - image);
	struct page *page = alloc_zeroed_page();

	if (!page)
		return false;
	memcpy(page_to_virt(page), image, size);
	pages[compat] = page;
	return true;
}

long vdso_map(struct mm_struct *mm, bool compat)
{
	struct vm_area *area;
	long at;

	if (!pages[compat] && !make(compat))
		return -ENOMEM;
	at = vm_map(mm, 0, VDSO_BYTES, PROT_READ | PROT_EXEC, MAP_PRIVATE, &vdso_ops,
		    &pages[compat], 0);
	if (at < 0)
		return at;
	area = vm_find(mm, (u64)at);
	if (area)
		area->name = "[vdso]";
	mm->vdso = (u64)at;
	return 0;
}

u64 vdso_symbol(const u8 *symbol)
{
	return current->mm->vdso + (u64)(symbol - vdso32_image);
}
