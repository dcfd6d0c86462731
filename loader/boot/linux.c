/* linux.c - is this file a Linux kernel that we can boot, and what does it need? */
#include "boot/linux.h"
#include "base/error.h"
#include "common/str.h"

enum {
	LINUX_2_00       = 0x200,
	HEADER_2_00_END  = 0x224,       /* the header every version has ends here */
	SETUP_SECTS_MAX  = 64,
	KERNEL_MAX       = 0x40000000,  /* 1 GiB: INFLATES times that fits 32 bits */
	INFLATES         = 3,           /* before 2.10 nobody says how much an unpacked
					 * kernel needs; it was never more than this */
	UNIT             = 16,          /* of syssize */
};

/* Bytes of the header that version 2.00, 2.01, ... 2.15 has: behind them lies code. */
static u8 known_bytes(unsigned version)
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
	unsigned minor = version - LINUX_2_00;

	return known[MIN(minor, COUNT(known) - 1)];
}

static err_t check_magic(const struct linux_image *image)
{
	const struct linux_header *h = &image->header;

	if (get16(h->boot_flag) != LINUX_BOOT_FLAG || get32(h->magic) != LINUX_MAGIC ||
	    image->version < LINUX_2_00)
		return "not a Linux kernel";
	if (!(h->loadflags & LINUX_LOADED_HIGH))
		return "a zImage kernel is not supported";
	if (!image->real_mode && (image->version < 0x203 || !get32(h->code32_start)))
		return "this kernel has only a 16-bit entry: use linux16";
	return NULL;
}

static err_t check_size(u64 need, u32 have)
{
	return need > have ? errf("kernel is cut off: its header needs %llu bytes, the"
				  " file has %u", (unsigned long long)need, have) : NULL;
}

/* The two parts, against what the file really has. */
static err_t check_parts(struct linux_image *image, u32 size)
{
	const struct linux_header *h = &image->header;
	u32 sects = h->setup_sects ? h->setup_sects : LINUX_SETUP_SECTS;
	u32 units = get32(h->syssize);

	if (sects > SETUP_SECTS_MAX)
		return "bad setup_sects in the kernel's header";
	if (image->version < 0x204)     /* only the lower half is one */
		units = (u16)units;
	image->setup_bytes = (sects + 1) * SECTOR;
	image->kernel_bytes = size - image->setup_bytes;
	/* Some kernels (memtest86+) round syssize up beyond their last byte; 0 leaves it to
	 * the file. */
	return check_size(MAX(units, 1) * (u64)UNIT - (UNIT - 1) + image->setup_bytes, size);
}

/* Where it wants to lie and what memory it takes, as the protocol's pref_address and
 * init_size say. */
static err_t find_room(struct linux_image *image)
{
	const struct linux_header *h = &image->header;
	u64 wish = get64(h->pref_address);
	u32 align = get32(h->kernel_alignment), size = get32(h->init_size), room;
	u32 pref = wish ? (u32)wish : LINUX_LOW_LOAD;

	if (wish >> 32 || pref < LINUX_LOW_LOAD || size > UINT32_MAX - pref)
		return "bad pref_address in the kernel's header";
	image->load = LINUX_LOW_LOAD;
	/* The 16-bit entry knows only one place. */
	if (!image->real_mode && h->relocatable_kernel) {
		if (!align || align & (align - 1))
			return "bad kernel_alignment in the kernel's header";
		image->align = align;
		image->load = pref;
	}
	/* Loaded low it still moves itself to pref_address and runs there. */
	room = image->kernel_bytes * (size ? 1 : INFLATES);
	image->room = MAX(room, pref + size - image->load);
	return NULL;
}

static u32 or_default(le32 field, u32 value)
{
	return get32(field) ? get32(field) : value;
}

static err_t check(struct linux_image *image, u32 file_size)
{
	struct linux_header *h = &image->header;
	size_t known;

	image->version = get16(h->version);
	TRY(check_magic(image));
	known = known_bytes(image->version);
	memset((u8 *)h + known, 0, sizeof *h - known);
	TRY(check_parts(image, file_size));
	TRY(find_room(image));

	image->cmdline_max = or_default(h->cmdline_size, LINUX_CMDLINE_SIZE);
	image->initrd_max = or_default(h->initrd_addr_max, LINUX_INITRD_MAX);
	image->entry = get32(h->code32_start) - LINUX_LOW_LOAD;
	if (!image->real_mode && image->entry >= image->kernel_bytes)
		return "bad code32_start in the kernel's header";
	return NULL;
}

err_t linux_probe(struct linux_image *image, bool real_mode, struct file *f)
{
	u32 size = (u32)f->size, have = size - LINUX_HEADER_OFFSET;

	if (f->size > KERNEL_MAX)
		return "kernel is larger than 1 GiB";
	TRY(check_size(HEADER_2_00_END, size));
	memset(image, 0, sizeof *image);
	image->real_mode = real_mode;
	TRY(file_read(f, LINUX_HEADER_OFFSET, MIN(have, sizeof image->header),
		      &image->header));
	return check(image, size);
}
