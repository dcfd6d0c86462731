/* linux.c - is this file a Linux kernel that we can boot, and what does it need? */
#include "boot/linux.h"
#include "base/error.h"
#include "common/str.h"
#include "mem/heap.h"

enum {
	HEADER_2_00_END  = 0x224,       /* the header every version has ends here */
	KERNEL_MAX       = 0x40000000,  /* 1 GiB: INFLATES times that fits 32 bits */
	INFLATES         = 3,           /* before 2.10 nobody says how much an unpacked
					 * kernel needs; it was never more than this */
	UNIT             = 16,          /* of syssize */
};

/* Forget what lies behind the version's last field: it is code. */
static void keep_known_fields(struct linux_header *h, u16 version)
{
	static const struct {
		u16 version;
		u16 end;                /* of the fields before that version */
	} ends[] = {
		{ 0x201, 0x224 }, { 0x202, 0x228 }, { 0x203, 0x22c }, { 0x205, 0x230 },
		{ 0x206, 0x238 }, { 0x207, 0x23c }, { 0x208, 0x248 }, { 0x209, 0x250 },
		{ 0x20a, 0x258 }, { 0x20b, 0x264 }, { 0x20f, 0x268 },
	};

	for (unsigned i = 0; i < COUNT(ends); i++)
		if (version < ends[i].version) {
			size_t keep = ends[i].end - LINUX_HEADER_OFFSET;

			memset((u8 *)h + keep, 0, sizeof *h - keep);
			return;
		}
}

static err_t check_magic(const struct linux_header *h, enum plan_protocol protocol)
{
	u16 version = get16(h->version);

	if (get16(h->boot_flag) != LINUX_BOOT_FLAG || get32(h->magic) != LINUX_MAGIC)
		return "not a Linux kernel: no 55 aa and HdrS in its setup header";
	if (version < (protocol == PLAN_LINUX ? 0x203 : 0x200))
		return errf("boot protocol %u.%02u is too old%s", version >> 8, version & 255,
			    version >= 0x200 ? ", try linux16" : "");
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
	u32 sectors = h->setup_sects ? h->setup_sects : LINUX_SETUP_SECTS;
	/* Before 2.04 only the lower half of syssize is one; 0 leaves it to the file. */
	u32 units = get32(h->syssize) & (image->version < 0x204 ? 0xffff : UINT32_MAX);
	u64 need;

	image->setup_bytes = (sectors + 1) * SECTOR;
	if (image->setup_bytes > LINUX_SETUP_MAX)
		return errf("%u setup sectors; 64 are the most there can be", sectors);
	/* Some kernels (memtest86+) round syssize up beyond their last byte. */
	need = image->setup_bytes + (units ? (u64)units * UNIT - (UNIT - 1) : 1);
	if (file_size < need)
		return errf("kernel is cut off: its header needs %llu bytes, the file has %llu",
			    (unsigned long long)need, (unsigned long long)file_size);
	if (file_size > KERNEL_MAX)
		return errf("kernel of %llu bytes is too large",
			    (unsigned long long)file_size);
	image->kernel_bytes = (u32)file_size - image->setup_bytes;
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
	size_t have = (size_t)MIN(file_size, LINUX_HEAD);

	if (have < HEADER_2_00_END)
		return errf("file of %llu bytes is too short for a kernel",
			    (unsigned long long)file_size);
	memset(image, 0, sizeof *image);
	memcpy(h, head + LINUX_HEADER_OFFSET, MIN(have - LINUX_HEADER_OFFSET, sizeof *h));
	TRY(check_magic(h, protocol));
	image->version = get16(h->version);
	keep_known_fields(h, image->version);
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
