/* fuzz_bzimage.c - a kernel file from anywhere: checked, placed, its parameters filled in. */
#include <stdlib.h>
#include <string.h>
#include "boot/params.h"
#include "demand.h"
#include "fake_files.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static const struct memory_map machine = {
	.n = 3, .range = { { 0, 0x9fc00, MEM_RAM }, { 0xf0000, 0x10000, MEM_RESERVED },
			   { MiB, 127 * MiB, MEM_RAM } },
};
static const struct mem_range own[] = {
	{ 0, 0x90000, MEM_RAM }, { 124 * MiB, 4 * MiB, MEM_RAM },
};

static void check_block(const struct handoff_move *b)
{
	const struct mem_range *low = &machine.range[0], *high = &machine.range[2];
	const struct mem_range *in = b->to < high->start ? low : high;

	if (!b->size)
		return;
	demand(b->to >= in->start && b->size <= in->size);
	demand(b->to - in->start <= in->size - b->size);
	for (size_t i = 0; i < COUNT(own); i++)
		demand(b->from >= own[i].start + own[i].size ||
		       b->from + b->size <= own[i].start);
}

/* Fill the parameters in as load.c does, in a block of just the size asked for. */
static void fill(const struct job *j, const u8 *data)
{
	u32 size = j->handoff.move[AT_PARAMS].size;
	u8 *block = malloc(size);

	memset(block, 0, size);
	if (j->plan->image.real_mode)
		memcpy(block, data, j->plan->image.setup_bytes);
	params_fill(j, block);
	free(block);
}

static void place_and_fill(struct boot_plan *plan, const u8 *data)
{
	static struct timeline timeline;
	static const struct platform platform = { .timeline = &timeline };
	struct job j = { .plan = plan, .platform = &platform, .map = &machine, .own = own };

	j.handoff.move[AT_PARAMS].size = params_bytes(plan);
	j.handoff.move[AT_INITRD].size = 5000;
	if (placement_find(&j))
		return;
	for (unsigned i = 0; i < HANDOFF_MOVES; i++)
		check_block(&j.handoff.move[i]);
	fill(&j, data);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	const struct fake_file files[] = { { "(hd0)/k", data, size, 0 }, { NULL, NULL, 0, 0 } };
	struct boot_plan plan = { .cmdline = (char[]){ "a b" }, .video = 0xffff };
	const struct linux_image *image = &plan.image;
	struct file f;

	fake_files = files;
	for (int real_mode = 0; real_mode <= 1; real_mode++) {
		demand(!file_open("(hd0)/k", NULL, &f));
		if (!linux_probe(&plan.image, real_mode, &f)) {
			demand((u64)image->setup_bytes + image->kernel_bytes == size);
			demand(image->room >= image->kernel_bytes && image->kernel_bytes > 0);
			demand(real_mode || image->entry < image->kernel_bytes);
			place_and_fill(&plan, data);
		}
	}
	return 0;
}
