/* load.c - carry a plan out: place the files, read them to their places, jump. */
#include "base/error.h"
#include "boot/params.h"

enum { INITRD_ALIGN = 4 };              /* between the files, filled with zeros */
static const u32 INITRDS_MAX = UINT32_MAX - INITRD_ALIGN + 1;

/* All initrds.  What 32 bits do not hold, no memory will: INITRDS_MAX stands for it. */
static u32 initrd_bytes(const struct boot_plan *plan)
{
	u32 n = 0;

	for (unsigned i = 1; i < plan->files; i++) {
		u64 size = plan->file[i].file.size;

		n = ALIGN_UP(n, INITRD_ALIGN);
		n = size > INITRDS_MAX - n ? INITRDS_MAX : n + (u32)size;
	}
	return n;
}

static u8 *memory(const struct job *j, unsigned block)
{
	const struct handoff_move *b = &j->handoff.move[block];

	return j->platform->physical(b->from, b->size);
}

static err_t read_part(struct plan_file *f, u32 offset, u32 size, u8 *to)
{
	err_t err = file_read(&f->file, offset, size, to);

	return err ? errf("%s: %s", f->path, err) : NULL;
}

static err_t read_files(const struct job *j)
{
	struct plan_file *f = j->plan->file;
	const struct linux_image *image = &j->plan->image;
	u8 *to = memory(j, AT_INITRD);
	u32 n = 0;

	TRY(read_part(f, image->setup_bytes, image->kernel_bytes, memory(j, AT_KERNEL)));
	if (image->real_mode)
		TRY(read_part(f, 0, image->setup_bytes, memory(j, AT_PARAMS)));
	while (++f < j->plan->file + j->plan->files) {
		for (; n % INITRD_ALIGN; n++)
			to[n] = 0;
		TRY(read_part(f, 0, (u32)f->file.size, to + n));
		n += (u32)f->file.size;
	}
	return NULL;
}

static void reach(const struct platform *p, enum milestone m)
{
	p->timeline->tsc[m] = put64(p->tsc());
}

static NORETURN void leave(struct job *j)
{
	const struct platform *p = j->platform;
	const struct boot_plan *plan = j->plan;
	struct handoff *h = &j->handoff;
	u8 *block = memory(j, AT_PARAMS);

	h->real_mode = plan->image.real_mode;
	h->esi = h->move[AT_PARAMS].to;
	h->segment = (u16)(h->esi >> 4);
	h->cs = (u16)(h->segment + (SECTOR >> 4));
	h->sp = SETUP_STACK;
	h->entry = h->move[AT_KERNEL].to + plan->image.entry;
	reach(p, MILESTONE_LOADED);
	if (!h->real_mode)
		p->text_mode(plan->video);
	reach(p, MILESTONE_HANDOFF);
	params_fill(j, block);
	if (!h->real_mode)
		p->video(block);
	for (unsigned i = 0; i < HANDOFF_MOVES; i++)
		if (h->move[i].from == h->move[i].to)
			h->move[i].size = 0;
	p->handoff(h);
}

err_t plan_boot(struct boot_plan *plan, const struct platform *p,
		const struct memory_map *map, const struct mem_range own[BOOT_OWNS])
{
	struct job j = { .plan = plan, .platform = p, .map = map, .own = own };

	if (plan->failed || !plan->files)
		return "no kernel is loaded";
	j.handoff.move[AT_PARAMS].size = params_bytes(plan);
	j.handoff.move[AT_INITRD].size = initrd_bytes(plan);
	TRY(placement_find(&j));
	TRY(read_files(&j));
	leave(&j);
}
