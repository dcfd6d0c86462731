/* linux.c - is this file a Linux kernel that we can boot, and what does it need? */
#include "boot/linux.h"
#include "base/error.h"
#include "common/str.h"
#include "mem/heap.h"

enum {
	LINUX_2_00       = 0x200,
	HEADER_2_00_END  = 0x224,       /* the header every version has ends here */
	KERNEL_MAX       = 0x40000000,  /* 1 GiB: INFLATES times that fits 32 bits */
	INFLATES         = 3,           /* before 2.10 nobody says how much an unpacked
					 * kernel needs; it was never more than this */
	UNIT             = 16,          /* of syssize */
};

/* Bytes of the header that version 2.00, 2.01, ... 2.15 has: behind them lies code. */
static u8 known_bytes(u16 version)
{
#define UP_TO(field) offsetof(struct linux_header, field)
	static const u8 known[] = {
		UP_TO(heap_end_ptr), UP_TO(cmd_line_ptr), UP_TO(initrd_addr_max),
		UP_TO(kernel_alignment), UP_TO(kernel_alignment), UP_TO(cmdline_size),
		UP_TO(hardware_subarch), UP_TO(payload_offset), UP_TO(setup_data),
		UP_TO(pref_address), UP_TO(handover_offset), UP_TO(kernel_info_offset),
		UP_TO(kernel_info_offset), UP_TO(kernel_info_offset),
		UP_TO(kernel_info_offset), sizeof(struct linux_header),
	};
	unsigned minor = version - (unsigned)LINUX_2_00;

	return known[MIN(minor, COUNT(known) - 1)];
}

static err_t check_magic(const struct linux_header *h, enum plan_protocol protocol)
{
	u16 version = get16(h->version);

	if (get16(h->boot_flag) != LINUX_BOOT_FLAG || get32(h->magic) != LINUX_MAGIC)
		return "not a Linux kernel: no 55 aa and HdrS in its setup header";
	if (version < (protocol == PLAN_LINUX ? 0x203 : LINUX_2_00))
		return errf("boot protocol %u.%02u is too old%s", version >> 8, version & 255,
			    version >= LINUX_2_00 ? ", try linux16" : "");
	if (!(h->loadflags & LINUX_LOADED_HIGH))
		return "a zImage kernel, which loads low, is not supported";
	if (protocol == PLAN_LINUX && !get32(h->code32_start))
		return "this kernel has only a 16-bit entry: use linux16";
	return NULL;
}

/* The two parts, against what the file really has. */
static err_t check_sizes(struct linux_image *image, u64 file_size)
{
	const struct linux_header *h = &image->header;
	u32 setup = h->setup_sects ? h->setup_sects : LINUX_SETUP_SECTS, size = (u32)file_size;
	/* Before 2.04 only the lower half of syssize is one; 0 leaves it to the file. */
	u32 units = get32(h->syssize) & (image->version < 0x204 ? 0xffff : UINT32_MAX);

	if (file_size > KERNEL_MAX)
		return errf("kernel of %llu bytes is too large",
			    (unsigned long long)file_size);
	setup = (setup + 1) * SECTOR;
	if (setup > LINUX_SETUP_MAX)
		return errf("setup part of %u bytes: %u are the most there can be", setup,
			    LINUX_SETUP_MAX);
	/* Some kernels (memtest86+) round syssize up beyond their last byte. */
	units = MAX(units, 1);
	if (size <= setup || units > (size - setup + UNIT - 1) / UNIT)
		return errf("kernel is cut off: its header needs %llu bytes, the file has %u",
			    (unsigned long long)units * UNIT - (UNIT - 1) + setup, size);
	image->setup_bytes = setup;
	image->kernel_bytes = size - setup;
	return NULL;
}

/* Where it wants to lie and what memory it takes, as the protocol's pref_address and
 * init_size say. */
static err_t find_room(struct linux_image *image, enum plan_protocol protocol)
{
	const struct linux_header *h = &image->header;
	u64 wish = get64(h->pref_address), end;
	u32 align = get32(h->kernel_alignment), pref = wish ? (u32)wish : LINUX_LOW_LOAD;

	image->load = LINUX_LOW_LOAD;
	/* The 16-bit entry knows only one place. */
	if (protocol == PLAN_LINUX && h->relocatable_kernel) {
		if (!align || align & (align - 1))
			return errf("kernel_alignment 0x%x is not a power of two", align);
		image->align = align;
		image->load = pref;
	}
	/* Loaded low it still moves itself to pref_address and runs there. */
	end = (u64)pref + get32(h->init_size);
	if (wish >> 32 || pref < LINUX_LOW_LOAD || end > UINT32_MAX)
		return errf("kernel wants 0x%x bytes at 0x%llx", get32(h->init_size),
			    (unsigned long long)wish);
	image->room = image->kernel_bytes * (image->version < 0x20a ? INFLATES : 1);
	image->room = MAX(image->room, (u32)end - image->load);
	return NULL;
}

err_t linux_check(struct linux_image *image, enum plan_protocol protocol, const u8 *head,
		  u64 file_size)
{
	struct linux_header *h = &image->header;
	size_t have = (size_t)MIN(file_size, LINUX_HEAD), known;

	if (have < HEADER_2_00_END)
		return errf("file of %zu bytes is too short for a kernel", have);
	memset(image, 0, sizeof *image);
	have -= LINUX_HEADER_OFFSET;
	memcpy(h, head + LINUX_HEADER_OFFSET, MIN(have, sizeof *h));
	TRY(check_magic(h, protocol));
	image->version = get16(h->version);
	known = known_bytes(image->version);
	memset((u8 *)h + known, 0, sizeof *h - known);
	TRY(check_sizes(image, file_size));
	TRY(find_room(image, protocol));

	image->cmdline_max = get32(h->cmdline_size);
	if (!image->cmdline_max)                /* memdisk and all before 2.06 */
		image->cmdline_max = LINUX_CMDLINE_SIZE;
	image->initrd_max = get32(h->initrd_addr_max);
	if (!image->initrd_max)
		image->initrd_max = LINUX_INITRD_MAX;
	image->entry = get32(h->code32_start) - LINUX_LOW_LOAD;
	if (protocol == PLAN_LINUX && image->entry >= image->kernel_bytes)
		return errf("code32_start 0x%x lies outside of the kernel",
			    get32(h->code32_start));
	return NULL;
}

err_t linux_probe(struct linux_image *image, enum plan_protocol protocol, struct file *f)
{
	u8 *head = heap_alloc(LINUX_HEAD);
	err_t err = ERR_NO_MEMORY;

	if (head)
		err = file_read(f, 0, MIN(f->size, LINUX_HEAD), head);
	if (!err)
		err = linux_check(image, protocol, head, f->size);
	heap_free(head);
	return err;
}
