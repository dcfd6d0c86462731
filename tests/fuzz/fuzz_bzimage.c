/* fuzz_bzimage.c - a kernel file from anywhere: checked, placed, its parameters filled in. */
#include <stdlib.h>
#include <string.h>
#include "boot/params.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static const struct memory_map machine = {
	.n = 3, .range = { { 0, 0x9fc00, MEM_RAM }, { 0xf0000, 0x10000, MEM_RESERVED },
			   { MiB, 127 * MiB, MEM_RAM } },
};
static const struct mem_range own[] = {
	{ 0, 0x90000, MEM_RAM }, { 124 * MiB, 4 * MiB, MEM_RAM },
};

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void check_block(const struct block *b)
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
static void fill(const struct params *what, const struct placement *p, const u8 *data)
{
	u8 *block = malloc(p->params.size);

	memset(block, 0, p->params.size);
	if (what->real_mode)
		memcpy(block, data, what->image->setup_bytes);
	params_fill(what, p, block);
	free(block);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const struct timeline timeline;
	struct linux_image image;
	struct placement place;

	for (int protocol = PLAN_LINUX16; protocol <= PLAN_LINUX; protocol++) {
		struct params params = {
			.real_mode = protocol == PLAN_LINUX16, .image = &image,
			.cmdline = "a b", .video = 0xffff, .map = &machine, .timeline = &timeline,
		};
		struct placement_needs needs = {
			.image = &image, .real_mode = params.real_mode, .initrd_bytes = 5000,
			.mem_limit = UINT64_MAX, .map = &machine, .own = own,
			.owns = COUNT(own),
		};

		if (linux_check(&image, protocol, data, size))
			continue;
		demand((u64)image.setup_bytes + image.kernel_bytes == size);
		demand(image.room >= image.kernel_bytes && image.kernel_bytes > 0);
		demand(params.real_mode || image.entry < image.kernel_bytes);
		needs.params_bytes = params_bytes(&params);
		if (placement_find(&place, &needs))
			continue;
		check_block(&place.kernel);
		check_block(&place.params);
		check_block(&place.initrd);
		fill(&params, &place, data);
	}
	return 0;
}
