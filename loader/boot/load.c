/* load.c - carry a plan out: place the files, read them to their places, jump. */
#include "base/error.h"
#include "boot/cpio.h"
#include "boot/params.h"

/* What 32 bits do not hold, no memory will: this stands for it. */
static const u32 INITRDS_MAX = UINT32_MAX - CPIO_ALIGN + 1;

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

/* All initrds, one behind the other with zeros between, to `to`; NULL: only how many bytes
 * they are.  Names in a row, newc:, share an archive. */
static err_t read_initrds(const struct job *j, u8 *to, u64 *size)
{
	struct plan_file *f = j->plan->file + 1, *end = j->plan->file + j->plan->files;
	const char *last = NULL, *name; /* of the archive that is not at its end */
	u64 n = 0;

	for (; f < end || last; f++) {
		for (; n % CPIO_ALIGN; n++)
			if (to)
				to[n] = 0;
		name = f < end ? f->newc : NULL;
		if (name)
			n += cpio_header(to ? to + n : NULL, name, (u32)f->file.size, last);
		else if (last)
			n += cpio_trailer(to ? to + n : NULL);
		last = name;
		if (f >= end)
			break;
		if (to)
			TRY(read_part(f, 0, (u32)f->file.size, to + n));
		n += f->file.size;
	}
	*size = n;
	return NULL;
}

static err_t read_files(const struct job *j)
{
	struct plan_file *f = j->plan->file;
	const struct linux_image *image = &j->plan->image;
	u64 size;

	TRY(read_part(f, image->setup_bytes, image->kernel_bytes, memory(j, AT_KERNEL)));
	if (image->real_mode)
		TRY(read_part(f, 0, image->setup_bytes, memory(j, AT_PARAMS)));
	return read_initrds(j, memory(j, AT_INITRD), &size);
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
	u64 initrds;

	if (plan->failed || !plan->files)
		return "no kernel is loaded";
	j.handoff.move[AT_PARAMS].size = params_bytes(plan);
	TRY(read_initrds(&j, NULL, &initrds));
	j.handoff.move[AT_INITRD].size = (u32)MIN(initrds, INITRDS_MAX);
	TRY(placement_find(&j));
	TRY(read_files(&j));
	leave(&j);
}
