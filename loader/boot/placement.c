/* placement.c - where kernel, initrds and boot parameters will lie. */
#include "boot/placement.h"
#include "base/error.h"
#include "common/layout.h"
#include "common/str.h"

enum {
	PAGE      = 4096,
	PARAGRAPH = 16,
	LOW_FLOOR = 0x10000,            /* BIOS data and the loader's first KiBs are below */
	LOW_LAST  = LINUX_SETUP_START + LINUX_SETUP_SIZE - 1,
};

/* Set b->to, in [min, last]: first where the loader is not in the way, so that the file
 * is read straight to its place; else over the loader, which can be left at the jump. */
static err_t place(struct job *j, struct handoff_move *b, const char *what, u32 align,
		   u32 min, u32 last)
{
	const struct memory_map *map = j->map;
	struct room_wish wish = {
		b->size, align, min, last, b != &j->handoff.move[AT_KERNEL],
		j->n, j->taken,
	};

	while (!(b->to = memory_map_find(map, &wish))) {
		if (wish.n + j->spare == j->n)
			return errf("not enough memory: %s needs %u KiB between 0x%x and 0x%x,"
				    " the machine has %u KiB in all", what,
				    (b->size >> 10) + (b->size % KiB != 0), min, last,
				    (u32)(memory_map_ram(map) >> 10));
		wish.n -= j->spare;
		wish.taken += j->spare;
	}
	j->taken[j->n++] = (struct mem_range){ b->to, b->size, MEM_RAM };
	return NULL;
}

/* Its wish or, if it may move, the lowest place above: Linux loaded below its wish goes
 * and unpacks itself there all the same. */
static err_t place_kernel(struct job *j, struct handoff_move *b)
{
	const struct linux_image *image = &j->plan->image;
	u32 min = image->load;
	err_t err;

	b->size = image->room;
	err = place(j, b, "the kernel", 1, min, min + image->room - 1);
	if (err && image->align)
		err = place(j, b, "the kernel", MAX(image->align, PAGE), min, UINT32_MAX);
	return err;
}

/* A real-mode part must lie low; boot_params may lie anywhere. */
static err_t place_params(struct job *j, struct handoff_move *b)
{
	err_t err = place(j, b, "the kernel's setup", PARAGRAPH, LOW_FLOOR, LOW_LAST);

	if (err && !j->plan->image.real_mode)
		err = place(j, b, "the kernel's setup", PARAGRAPH, LINUX_LOW_LOAD, UINT32_MAX);
	return err;
}

static err_t place_initrd(struct job *j, struct handoff_move *b)
{
	const struct boot_plan *plan = j->plan;
	u32 limit = plan->mem_limit - 1;        /* 0, no limit: all there is */

	return b->size ? place(j, b, "the initrd", PAGE, LINUX_LOW_LOAD,
			       MIN(plan->image.initrd_max, limit)) : NULL;
}

/* Both lie below 4 GiB; 32 bits hold the differences. */
static bool overlap(const struct handoff_move *b, const struct mem_range *r)
{
	u32 start = (u32)r->start;

	return start - b->to < b->size || b->to - start < (u32)r->size;
}

/* A block that will lie on the loader's own memory waits elsewhere until the jump. */
static err_t find_stage(struct job *j, struct handoff_move *b)
{
	struct handoff_move stage = { .size = b->size };

	b->from = b->to;
	if (!b->size || !(overlap(b, &j->taken[0]) || overlap(b, &j->taken[1])))
		return NULL;
	TRY(place(j, &stage, "loading", PARAGRAPH, LINUX_LOW_LOAD, UINT32_MAX));
	b->from = stage.to;
	return NULL;
}

err_t placement_find(struct job *j)
{
	struct handoff_move *move = j->handoff.move;

	j->n = j->spare = BOOT_OWNS;
	memcpy(j->taken, j->own, BOOT_OWNS * sizeof *j->own);
	TRY(place_kernel(j, &move[AT_KERNEL]));
	TRY(place_params(j, &move[AT_PARAMS]));
	TRY(place_initrd(j, &move[AT_INITRD]));

	/* While loading, of all the kernel's room only its file is in use, but all of the
	 * loader is. */
	move[AT_KERNEL].size = j->plan->image.kernel_bytes;
	j->taken[BOOT_OWNS].size = move[AT_KERNEL].size;
	j->spare = 0;
	for (unsigned i = 0; i < HANDOFF_MOVES; i++)
		TRY(find_stage(j, &move[i]));
	return NULL;
}
