/* placement.c - where kernel, initrds and boot parameters will lie. */
#include "boot/placement.h"
#include "base/error.h"
#include "common/layout.h"

enum {
	PAGE      = 4096,
	PARAGRAPH = 16,
	LOW_FLOOR = 0x10000,            /* BIOS data and the loader's first KiBs are below */
	LOW_LAST  = LINUX_SETUP_START + LINUX_SETUP_SIZE - 1,
};

/* Memory that is given away: the loader's own first, then block by block. */
struct search {
	const struct placement_needs *needs;
	unsigned n;
	struct mem_range taken[PLACEMENT_OWNS + 6];
};

static void take(struct search *s, u32 start, u32 size)
{
	s->taken[s->n++] = (struct mem_range){ start, size, MEM_RAM };
}

/* Room for `size` bytes in [min, last], the highest there is or the lowest; the first
 * `skip` ranges of taken[] are no hindrance. */
static bool find(struct search *s, unsigned skip, u32 size, u32 align, u32 min, u32 last,
		 bool high, u32 *start)
{
	struct room_wish wish = { size, align, min, last, high, s->n - skip, s->taken + skip };

	*start = memory_map_find(s->needs->map, &wish);
	if (*start)
		take(s, *start, size);
	return *start;
}

/* First where the loader is not in the way, so that the file is read straight to its
 * place; else over the loader, which can be left at the jump. */
static bool place(struct search *s, struct block *b, u32 size, u32 align, u32 min, u32 last,
		  bool high)
{
	b->size = size;
	return find(s, 0, size, align, min, last, high, &b->to) ||
	       find(s, s->needs->owns, size, align, min, last, high, &b->to);
}

static err_t no_room(const struct search *s, const char *what, u32 size, u32 min, u32 last)
{
	return errf("not enough memory: %s needs %u KiB between 0x%x and 0x%x, the machine has"
		    " %u KiB in all", what, (size >> 10) + (size % KiB != 0), min, last,
		    (u32)(memory_map_ram(s->needs->map) >> 10));
}

/* Its wish or, if it may move, the lowest place above: Linux loaded below its wish goes
 * and unpacks itself there all the same. */
static err_t place_kernel(struct search *s, struct block *b)
{
	const struct linux_image *image = s->needs->image;
	u32 min = image->load, last = min + image->room - 1;
	bool placed = place(s, b, image->room, 1, min, last, false);

	if (!placed && image->align) {
		last = UINT32_MAX;
		placed = place(s, b, image->room, MAX(image->align, PAGE), min, last, false);
	}
	if (!placed)
		return no_room(s, "the kernel", image->room, min, last);
	b->size = image->kernel_bytes;
	return NULL;
}

/* A real-mode part must lie low; boot_params may lie anywhere. */
static err_t place_params(struct search *s, struct block *b)
{
	u32 size = s->needs->params_bytes;

	if (!place(s, b, size, PARAGRAPH, LOW_FLOOR, LOW_LAST, true) &&
	    (s->needs->real_mode ||
	     !place(s, b, size, PARAGRAPH, LINUX_LOW_LOAD, UINT32_MAX, true)))
		return no_room(s, "the kernel's setup", size, LOW_FLOOR, LOW_LAST);
	return NULL;
}

static err_t place_initrd(struct search *s, struct block *b)
{
	u32 size = s->needs->initrd_bytes, last = s->needs->image->initrd_max;

	if (s->needs->mem_limit <= last)
		last = (u32)s->needs->mem_limit - 1;
	if (size && !place(s, b, size, PAGE, LINUX_LOW_LOAD, last, true))
		return no_room(s, "the initrd", size, LINUX_LOW_LOAD, last);
	return NULL;
}

/* A block that will lie on the loader's own memory waits elsewhere until the jump. */
static err_t find_stage(struct search *s, struct block *b)
{
	b->from = b->to;
	for (unsigned i = 0; i < s->needs->owns; i++) {
		const struct mem_range *own = &s->taken[i];

		if (own->start >= (u64)b->to + b->size || own->start + own->size <= b->to)
			continue;
		if (!find(s, 0, b->size, PARAGRAPH, LINUX_LOW_LOAD, UINT32_MAX, true,
			  &b->from))
			return no_room(s, "loading", b->size, LINUX_LOW_LOAD, UINT32_MAX);
		break;
	}
	return NULL;
}

err_t placement_find(struct placement *p, const struct placement_needs *needs)
{
	struct search s = { .needs = needs };

	*p = (struct placement){ 0 };
	if (needs->owns > PLACEMENT_OWNS)
		return "the loader lies in too many pieces";
	for (; s.n < needs->owns; s.n++)
		s.taken[s.n] = needs->own[s.n];
	TRY(place_kernel(&s, &p->kernel));
	TRY(place_params(&s, &p->params));
	TRY(place_initrd(&s, &p->initrd));

	/* While loading, of all the kernel's room only its file is in use. */
	s.taken[needs->owns].size = p->kernel.size;
	TRY(find_stage(&s, &p->kernel));
	TRY(find_stage(&s, &p->params));
	return find_stage(&s, &p->initrd);
}
