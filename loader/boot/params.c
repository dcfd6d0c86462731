/* params.c - the bytes a kernel is told with: boot_params, or its own setup header. */
#include "boot/params.h"
#include "common/str.h"

enum {
	HEAP_END   = SETUP_STACK - 0x200,       /* the protocol's own arithmetic */
	NODE_ALIGN = 8,
};

static u32 cmdline_at(const struct params *what)
{
	return what->real_mode ? SETUP_STACK : sizeof(struct boot_params);
}

/* The setup_data nodes follow the command line. */
static u32 nodes_at(const struct params *what)
{
	return ALIGN_UP(cmdline_at(what) + (u32)strlen(what->cmdline) + 1, NODE_ALIGN);
}

static bool gets_timeline(const struct params *what)
{
	return what->timeline && what->image->version >= 0x209;
}

/* E820 entries that boot_params has no room for. */
static unsigned extra_ranges(const struct params *what)
{
	if (what->real_mode || what->image->version < 0x209 || what->map->n < LINUX_E820_MAX)
		return 0;
	return what->map->n - LINUX_E820_MAX;
}

u32 params_bytes(const struct params *what)
{
	u32 extra = extra_ranges(what), n = nodes_at(what);

	if (gets_timeline(what))
		n += sizeof(struct linux_setup_data) + sizeof(struct timeline);
	if (extra)
		n += sizeof(struct linux_setup_data) + extra * sizeof(struct linux_e820);
	return what->real_mode ? MAX(n, (u32)SETUP_ROOM) : n;
}

/* The node's payload; *list is where the address of the next node goes. */
static u8 *add_node(u8 *block, u32 base, u32 at, u32 type, u32 length, le64 **list)
{
	struct linux_setup_data *node = (struct linux_setup_data *)(block + at);

	*node = (struct linux_setup_data){ put64(0), put32(type), put32(length) };
	**list = put64(base + at);
	*list = &node->next;
	return (u8 *)(node + 1);
}

static void put_ranges(struct linux_e820 *to, const struct mem_range *from, unsigned n)
{
	for (; n; n--, to++, from++)
		*to = (struct linux_e820){ put64(from->start), put64(from->size),
					   put32(from->type) };
}

static void fill_nodes(const struct params *what, struct linux_header *h, u8 *block, u32 base)
{
	le64 *list = &h->setup_data;
	u32 at = nodes_at(what), extra = extra_ranges(what);

	if (gets_timeline(what)) {
		memcpy(add_node(block, base, at, TIMELINE_SETUP_DATA, sizeof *what->timeline,
				&list), what->timeline, sizeof *what->timeline);
		at += sizeof(struct linux_setup_data) + sizeof *what->timeline;
	}
	if (extra)
		put_ranges((struct linux_e820 *)
			   add_node(block, base, at, SETUP_E820_EXT,
				    extra * sizeof(struct linux_e820), &list),
			   what->map->range + LINUX_E820_MAX, extra);
}

/* What the 16-bit entry asks the BIOS for, from our map. */
static void fill_memory(const struct memory_map *map, struct boot_params *b)
{
	unsigned n = MIN(map->n, LINUX_E820_MAX);

	put_ranges(b->e820, map->range, n);
	b->e820_entries = (u8)n;
	for (unsigned i = 0; i < map->n; i++) {
		const struct mem_range *r = &map->range[i];

		/* For kernels that like no E820 table: what is there above 1 MiB. */
		if (r->start == MiB && r->type == MEM_RAM) {
			u32 k = (u32)(r->size >> 10);

			b->alt_mem_k = put32(k);
			b->screen.ext_mem_k = put16((u16)MIN(k, UINT16_MAX));
		}
	}
}

void params_fill(const struct params *what, const struct placement *p, u8 *block)
{
	struct linux_header *h = (struct linux_header *)(block + LINUX_HEADER_OFFSET);
	u32 base = p->params.to, cmdline = cmdline_at(what);
	u16 version = what->image->version;

	if (!what->real_mode) {
		memset(block, 0, sizeof(struct boot_params));
		*h = what->image->header;
		h->code32_start = put32(p->kernel.to + what->image->entry);
		fill_memory(what->map, (struct boot_params *)block);
	}
	memcpy(block + cmdline, what->cmdline, strlen(what->cmdline) + 1);
	h->vid_mode = put16(what->video);
	h->type_of_loader = LINUX_OTHER_LOADER;
	h->ramdisk_image = put32(p->initrd.to);
	h->ramdisk_size = put32(p->initrd.size);
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
	if (version >= 0x209)
		fill_nodes(what, h, block, base);
}
