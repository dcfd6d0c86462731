/* load.c - carry a plan out: place the files, read them to their places, jump. */
#include "base/error.h"
#include "boot/boot.h"
#include "boot/params.h"
#include "common/str.h"
#include "fs/file.h"
#include "mem/heap.h"

enum {
	INITRD_ALIGN = 4,               /* between the files, filled with zeros */
};
static const u32 INITRDS_MAX = UINT32_MAX - INITRD_ALIGN + 1;   /* so that sums do not wrap */

/* A boot being made. */
struct job {
	const struct boot_plan *plan;
	const struct platform  *platform;
	struct linux_image image;
	struct params      params;
	struct placement   place;
	u32                initrd_bytes;        /* all of them, with padding between */
	unsigned           open;        /* of file[]: the kernel, then the initrds */
	struct file        file[1 + PLAN_INITRDS];
};

static err_t named(const char *path, err_t err)
{
	return err ? errf("%s: %s", path, err) : NULL;
}

static err_t open_files(struct job *j)
{
	const struct boot_plan *plan = j->plan;
	u32 n = 0;

	for (unsigned i = 0; i < 1 + plan->initrds; i++) {
		const char *path = i ? plan->initrd[i - 1] : plan->kernel;

		TRY(named(path, file_open(path, NULL, &j->file[i])));
		j->open++;
		if (i) {
			n = ALIGN_UP(n, INITRD_ALIGN);
			if (j->file[i].size > INITRDS_MAX - n)
				return errf("%s: %llu KiB are too large for an initrd", path,
					    (unsigned long long)j->file[i].size >> 10);
			n += (u32)j->file[i].size;
		}
	}
	j->initrd_bytes = n;
	return named(plan->kernel, linux_probe(&j->image, plan->protocol, &j->file[0]));
}

static err_t place_files(struct job *j, const struct memory_map *map,
			 const struct mem_range *own, unsigned owns)
{
	struct params *params = &j->params;

	*params = (struct params){
		.real_mode = j->plan->protocol == PLAN_LINUX16,
		.image = &j->image, .cmdline = j->plan->cmdline, .video = j->plan->video,
		.map = map, .timeline = j->platform->timeline,
	};
	return placement_find(&j->place, &(struct placement_needs){
		.image = &j->image, .real_mode = params->real_mode,
		.initrd_bytes = j->initrd_bytes, .params_bytes = params_bytes(params),
		.mem_limit = j->plan->mem_limit, .map = map, .own = own, .owns = owns,
	});
}

static u8 *memory(const struct job *j, const struct block *b)
{
	return j->platform->physical(b->from, b->size);
}

static err_t read_initrds(struct job *j)
{
	u8 *to = memory(j, &j->place.initrd);
	u32 n = 0;

	for (unsigned i = 1; i < j->open; i++) {
		struct file *f = &j->file[i];

		for (; n % INITRD_ALIGN; n++)
			to[n] = 0;
		TRY(named(j->plan->initrd[i - 1], file_read(f, 0, f->size, to + n)));
		n += (u32)f->size;
	}
	return NULL;
}

static err_t read_files(struct job *j)
{
	const struct linux_image *image = &j->image;
	struct file *f = &j->file[0];
	err_t err;

	err = file_read(f, image->setup_bytes, image->kernel_bytes,
			memory(j, &j->place.kernel));
	if (!err && j->params.real_mode)
		err = file_read(f, 0, image->setup_bytes, memory(j, &j->place.params));
	TRY(named(j->plan->kernel, err));
	return j->place.initrd.size ? read_initrds(j) : NULL;
}

static void reach(const struct platform *p, enum milestone m)
{
	if (p->timeline)
		p->timeline->tsc[m] = put64(p->tsc());
}

static NORETURN void jump(const struct job *j)
{
	const struct block *blocks[HANDOFF_MOVES] = {
		&j->place.kernel, &j->place.initrd, &j->place.params,
	};
	struct handoff h = {
		.real_mode = j->params.real_mode,
		.segment = (u16)(j->place.params.to >> 4),
		.cs = (u16)((j->place.params.to + SECTOR) >> 4),
		.sp = SETUP_STACK,
		.entry = j->place.kernel.to + j->image.entry,
		.esi = j->place.params.to,
	};

	for (unsigned i = 0, n = 0; i < COUNT(blocks); i++)
		if (blocks[i]->from != blocks[i]->to)
			h.move[n++] = (struct handoff_move){ blocks[i]->to, blocks[i]->from,
							     blocks[i]->size };
	j->platform->handoff(&h);
}

static NORETURN void leave(const struct job *j)
{
	const struct platform *p = j->platform;
	u8 *block = memory(j, &j->place.params);

	reach(p, MILESTONE_LOADED);
	if (!j->params.real_mode)
		p->text_mode(j->params.video);
	reach(p, MILESTONE_HANDOFF);
	params_fill(&j->params, &j->place, block);
	if (!j->params.real_mode)
		p->video(block);
	jump(j);
}

err_t plan_boot(const struct boot_plan *plan, const struct platform *p,
		const struct memory_map *map, const struct mem_range *own, unsigned owns)
{
	struct job *j;
	err_t err;

	if (plan->failed)
		return plan->why ? plan->why : ERR_NO_MEMORY;
	if (plan->protocol == PLAN_NONE)
		return "no kernel to boot: linux comes first";
	if (!(j = heap_zalloc(sizeof *j)))
		return ERR_NO_MEMORY;
	j->plan = plan;
	j->platform = p;
	err = open_files(j);
	if (!err)
		err = place_files(j, map, own, owns);
	if (!err)
		err = read_files(j);
	if (!err)
		leave(j);
	while (j->open)
		file_close(&j->file[--j->open]);
	heap_free(j);
	return err;
}
