/* params.c - the bytes a kernel is told with: boot_params, or its own setup header. */
#include "boot/params.h"
#include "common/str.h"

enum {
	HEAP_END = SETUP_STACK - 0x200,         /* the protocol's own arithmetic */
};

/* The setup_data nodes follow the command line, for kernels of 2.09 and later. */
struct nodes {
	struct linux_setup_data timeline_node;
	struct timeline         timeline;
	struct linux_setup_data e820_node;      /* in the list when there are such ranges */
	struct linux_e820       e820[];
};

static u32 cmdline_at(const struct linux_image *image)
{
	return image->real_mode ? SETUP_STACK : sizeof(struct boot_params);
}

u32 params_bytes(const struct boot_plan *plan)
{
	u32 n = cmdline_at(&plan->image) + (u32)strlen(plan->cmdline) + 1 +
		sizeof(struct nodes);

	if (plan->image.real_mode)
		return MAX(n, (u32)SETUP_ROOM);
	return n + (MEM_RANGES - LINUX_E820_MAX) * sizeof(struct linux_e820);
}

static void put_ranges(struct linux_e820 *to, const struct mem_range *from, unsigned n)
{
	for (; n; n--, to++, from++)
		*to = (struct linux_e820){ put64(from->start), put64(from->size),
					   put32(from->type) };
}

/* `extra` ranges had no room in boot_params; `at` is where the nodes will lie. */
static void fill_nodes(const struct job *j, struct nodes *nodes, u32 at, unsigned extra)
{
	u32 next = extra ? at + offsetof(struct nodes, e820_node) : 0;

	nodes->timeline_node = (struct linux_setup_data){
		put64(next), put32(TIMELINE_SETUP_DATA), put32(sizeof nodes->timeline),
	};
	nodes->timeline = *j->platform->timeline;
	nodes->e820_node = (struct linux_setup_data){
		put64(0), put32(SETUP_E820_EXT), put32(extra * sizeof nodes->e820[0]),
	};
	put_ranges(nodes->e820, j->map->range + LINUX_E820_MAX, extra);
}

/* The ranges it has no room for are left. */
static unsigned fill_boot_params(const struct job *j, struct boot_params *b)
{
	unsigned n = MIN(j->map->n, LINUX_E820_MAX);

	memset(b, 0, sizeof *b);
	b->header = j->plan->image.header;
	b->header.code32_start = put32(j->handoff.entry);
	b->e820_entries = (u8)n;
	put_ranges(b->e820, j->map->range, n);
	return j->map->n - n;
}

void params_fill(const struct job *j, u8 *block)
{
	struct linux_header *h = (struct linux_header *)(block + LINUX_HEADER_OFFSET);
	const struct boot_plan *plan = j->plan;
	const struct handoff_move *initrd = &j->handoff.move[AT_INITRD];
	u32 cmdline = cmdline_at(&plan->image), base = j->handoff.esi;
	u32 nodes = cmdline + (u32)strlen(plan->cmdline) + 1;
	unsigned version = plan->image.version, extra = 0;

	if (!plan->image.real_mode)
		extra = fill_boot_params(j, (struct boot_params *)block);
	memcpy(block + cmdline, plan->cmdline, nodes - cmdline);
	h->vid_mode = put16(plan->video);
	h->type_of_loader = LINUX_OTHER_LOADER;
	h->ramdisk_image = put32(initrd->to);
	h->ramdisk_size = put32(initrd->size);
	if (version >= 0x201) {
		h->heap_end_ptr = put16(HEAP_END);
		h->loadflags |= LINUX_CAN_USE_HEAP;
	}
	if (version >= 0x202) {
		h->cmd_line_ptr = put32(base + cmdline);
	} else {
		le16 *old = (le16 *)(block + LINUX_CMD_MAGIC_OFFSET);

		old[0] = put16(LINUX_CMD_MAGIC);
		old[1] = put16((u16)cmdline);
		h->setup_move_size = put16(SETUP_ROOM);
	}
	if (version >= 0x209) {
		h->setup_data = put64(base + nodes);
		fill_nodes(j, (struct nodes *)(block + nodes), base + nodes, extra);
	}
}
