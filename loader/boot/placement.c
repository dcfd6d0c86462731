/* placement.c - where kernel, initrds and boot parameters will lie. */
#include "boot/placement.h"
#include "base/error.h"
#include "common/layout.h"

enum {
	PAGE       = 4096,
	LOW_FLOOR  = 0x10000,           /* BIOS data and the loader's first KiBs are below */
	PARAGRAPH  = 16,
};
static const u64 FOUR_GIB = 1ull << 32;

/* Memory that is given away: the loader's own first, then block by block. */
struct taken {
	unsigned n;
	struct mem_range range[PLACEMENT_OWNS + 7];
};

static void take(struct taken *t, u64 start, u64 size)
{
	t->range[t->n++] = (struct mem_range){ start, size, MEM_RAM };
}

static bool overlap(const struct mem_range *r, u64 start, u64 size)
{
	return start < r->start + r->size && r->start < start + size;
}

/* First where the loader is not in the way, so that the file is read straight to its
 * place; else over the loader, which can be left at the jump. */
static bool find(const struct placement_needs *needs, const struct taken *t,
		 const struct room_wish *wish, u64 *start)
{
	return memory_map_find(needs->map, t->range, t->n, wish, start) ||
	       memory_map_find(needs->map, t->range + needs->owns, t->n - needs->owns, wish,
			       start);
}

static unsigned long long kib(u64 bytes)
{
	return (bytes + KiB - 1) >> 10;
}

static unsigned long long ram_kib(const struct placement_needs *needs)
{
	return memory_map_ram(needs->map) >> 10;
}

/* Its wish or, if it may move, the lowest place above: Linux loaded below its wish goes
 * and unpacks itself there all the same. */
static err_t place_kernel(struct placement *p, const struct placement_needs *needs,
			  struct taken *t)
{
	const struct linux_image *image = needs->image;
	u64 size = image->room_end - image->room_start, start;
	struct room_wish wish = { size, 1, image->room_start, image->room_end, false };
	bool found = memory_map_find(needs->map, NULL, 0, &wish, &start);

	if (!found && image->align) {
		wish.align = MAX(image->align, PAGE);
		wish.max = FOUR_GIB;
		found = memory_map_find(needs->map, NULL, 0, &wish, &start);
	}
	if (!found)
		return errf("not enough memory: the kernel needs %llu KiB from 0x%llx on, the"
			    " machine has %llu KiB in all", kib(size),
			    (unsigned long long)image->room_start, ram_kib(needs));
	p->kernel.to = (u32)start;
	p->kernel.size = image->kernel_bytes;
	take(t, start, size);
	return NULL;
}

static err_t place_params(struct placement *p, const struct placement_needs *needs,
			  struct taken *t)
{
	struct room_wish wish = {
		needs->params_bytes, PARAGRAPH, LOW_FLOOR,
		LINUX_SETUP_START + LINUX_SETUP_SIZE, true,
	};
	u64 start;

	if (!find(needs, t, &wish, &start)) {
		wish.min = LINUX_LOW_LOAD;
		wish.max = FOUR_GIB;
		if (needs->real_mode || !find(needs, t, &wish, &start))
			return errf("not enough memory: the kernel's setup needs %llu KiB"
				    " below 0x%x", kib(needs->params_bytes),
				    LINUX_SETUP_START + LINUX_SETUP_SIZE);
	}
	p->params.to = (u32)start;
	p->params.size = needs->params_bytes;
	take(t, start, needs->params_bytes);
	return NULL;
}

static err_t place_initrd(struct placement *p, const struct placement_needs *needs,
			  struct taken *t)
{
	u64 end = MIN(MIN(needs->image->initrd_end, needs->mem_limit), FOUR_GIB);
	struct room_wish wish = { needs->initrd_bytes, PAGE, LINUX_LOW_LOAD, end, true };
	u64 start;

	if (!needs->initrd_bytes)
		return NULL;
	if (!find(needs, t, &wish, &start))
		return errf("not enough memory: the initrd needs %llu KiB below 0x%llx beside"
			    " the kernel, the machine has %llu KiB in all",
			    kib(needs->initrd_bytes),
			    (unsigned long long)end, ram_kib(needs));
	p->initrd.to = (u32)start;
	p->initrd.size = (u32)needs->initrd_bytes;
	take(t, start, needs->initrd_bytes);
	return NULL;
}

/* Where a block that will lie on the loader's own memory waits until the jump. */
static err_t find_stage(struct block *b, const struct placement_needs *needs,
			struct taken *t)
{
	struct room_wish wish = { b->size, PARAGRAPH, LINUX_LOW_LOAD, FOUR_GIB, true };
	u64 start = b->to;

	for (unsigned i = 0; i < needs->owns && start == b->to; i++)
		if (overlap(&needs->own[i], b->to, b->size)) {
			if (!memory_map_find(needs->map, t->range, t->n, &wish, &start))
				return errf("not enough memory: loading needs %llu KiB more,"
					    " the machine has %llu KiB in all",
					    kib(b->size), ram_kib(needs));
			take(t, start, b->size);
		}
	b->from = (u32)start;
	return NULL;
}

err_t placement_find(struct placement *p, const struct placement_needs *needs)
{
	struct taken t = { 0 };

	*p = (struct placement){ 0 };
	if (needs->owns > PLACEMENT_OWNS)
		return "the loader lies in too many pieces";
	for (unsigned i = 0; i < needs->owns; i++)
		take(&t, needs->own[i].start, needs->own[i].size);
	TRY(place_kernel(p, needs, &t));
	TRY(place_params(p, needs, &t));
	TRY(place_initrd(p, needs, &t));

	/* While loading, of all the kernel's room only its file is in use. */
	t.range[needs->owns] = (struct mem_range){ p->kernel.to, p->kernel.size, MEM_RAM };
	TRY(find_stage(&p->kernel, needs, &t));
	TRY(find_stage(&p->params, needs, &t));
	return find_stage(&p->initrd, needs, &t);
}
