/* grub.c - GRUB's boot.img and core.img: block list, header, and what is packed in it. */
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include "base/error.h"
#include "tools/inspect/inspect.h"

/* Where GRUB's own headers have them. */
enum {
	KERNEL_ADDRESS = 0x5a, KERNEL_SECTOR = 0x5c, BOOT_DRIVE = 0x64, DRIVE_CHECK = 0x66,
	DISKBOOT_ADDRESS = 0x8000, STUB_ADDRESS = 0x8200,
	UNPACKED_ADDRESS = 0x100000,
	LIST_START = 0x1f4,             /* the block list, from there down */
	LIST_MAX = 16,                  /* code is below */
	STUB_MAX = 0xe00, STUB_MIN = 0x200,
	UNPACKED_MAX = 8 * MiB,
	PREFIX_MAX = 256, NAME_MAX = 64,
};

struct grub_block { le64 lba; le16 sectors, segment; };
ONDISK(struct grub_block, 12);

/* At the start of lzma_decompress.img, the second sector. */
struct grub_header {
	u8   jump[8];
	le32 packed, unpacked;
	le32 redundancy, plain;         /* Reed-Solomon bytes; how much has none */
	u8   boot_device[3], boot_drive;
};
ONDISK(struct grub_header, 28);

/* Behind the kernel, in what is unpacked. */
struct grub_modules { char magic[4]; le32 first, size; };
struct grub_module  { le32 type, size; };
ONDISK(struct grub_modules, 12);
ONDISK(struct grub_module, 8);
enum { MODULE_ELF, MODULE_MEMDISK, MODULE_CONFIG, MODULE_PREFIX };

bool is_grub_boot(const u8 sector[SECTOR])
{
	return boot_code_says(sector, "GRUB ") && boot_code_says(sector, "Geom") &&
	       get16(*(const le16 *)(sector + KERNEL_ADDRESS)) == DISKBOOT_ADDRESS;
}

void inspect_grub_boot(json_t *to, const u8 sector[SECTOR])
{
	add_number(to, "core_lba", get64(*(const le64 *)(sector + KERNEL_SECTOR)));
	add_number(to, "core_address", get16(*(const le16 *)(sector + KERNEL_ADDRESS)));
	if (sector[BOOT_DRIVE] == 0xff)
		add_text(to, "boot_drive", "the BIOS's");
	else
		add_text(to, "boot_drive", "0x%02x", sector[BOOT_DRIVE]);
	add_flag(to, "checks_the_drive", sector[DRIVE_CHECK] == 0x90);
}

static const struct grub_block *block(const u8 *core, unsigned i)
{
	return (const void *)(core + LIST_START - i * sizeof(struct grub_block));
}

/* What diskboot.img as it was built has: the first piece goes right behind it. */
bool is_grub_core(const u8 *file, size_t size)
{
	return size >= SECTOR + sizeof(struct grub_header) &&
	       get16(block(file, 0)->segment) == STUB_ADDRESS >> 4 &&
	       get16(block(file, 0)->sectors) && memmem(file, SECTOR, "loading", 7);
}

static void add_block_list(json_t *report, const u8 *core)
{
	json_t *list = add_list(report, "block_list");

	for (unsigned i = 0; i < LIST_MAX && get16(block(core, i)->sectors); i++) {
		json_t *row = add_row(list);

		add_number(row, "lba", get64(block(core, i)->lba));
		add_number(row, "sectors", get16(block(core, i)->sectors));
		add_number(row, "address", get16(block(core, i)->segment) << 4);
	}
}

/* A raw stream of GRUB's settings; true when it has all of `size`. */
static bool unpack(const u8 *packed, size_t packed_size, u8 *to, size_t size)
{
	lzma_options_lzma o = { .dict_size = 64 * KiB, .lc = 3, .pb = 2 };
	lzma_filter filters[] = { { LZMA_FILTER_LZMA1EXT, &o }, { LZMA_VLI_UNKNOWN, NULL } };
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret ret = LZMA_OK;

	lzma_set_ext_size(o, size);
	if (lzma_raw_decoder(&s, filters) != LZMA_OK)
		return false;
	s.next_in = packed;
	s.avail_in = packed_size;
	s.next_out = to;
	s.avail_out = size;
	while (ret == LZMA_OK)
		ret = lzma_code(&s, LZMA_FINISH);
	lzma_end(&s);
	return ret == LZMA_STREAM_END && s.total_out == size;
}

/* The decompressor does not say how long it is, nor core.img in its last sector: the stream is
 * where it unpacks to just what the header says.  Its first byte is 0. */
static size_t find_stream(const u8 *stub, size_t size, const struct grub_header *h, u8 *to)
{
	u64 taken = (u64)get32(h->packed) + get32(h->redundancy);
	size_t last = taken < size ? (size_t)(size - taken) : 0;

	for (size_t at = last; at >= STUB_MIN && at <= STUB_MAX && last - at < SECTOR; at--)
		if (!stub[at] && unpack(stub + at, get32(h->packed), to, get32(h->unpacked)))
			return at;
	return 0;
}

static void add_module(json_t *list, const u8 *elf, size_t size)
{
	const char *name = grub_module_name(elf, size);
	json_t *row = add_row(list);

	if (name)
		add_foreign(row, "module", name, NAME_MAX);
	else
		add_text(row, "module", "without a name");
	add_number(row, "bytes", size);
}

static void add_modules(json_t *report, json_t *to, const u8 *at, size_t size)
{
	const struct grub_modules *m = (const void *)at;
	size_t end = get32(m->size), i = get32(m->first), count = 0, bytes = 0;

	while (i <= end && end - i >= sizeof(struct grub_module)) {
		const struct grub_module *module = (const void *)(at + i);
		u32 type = get32(module->type), length = get32(module->size);

		if (length < sizeof *module || length > end - i)
			break;
		if (type == MODULE_PREFIX)
			add_foreign(to, "prefix", module + 1, MIN(length - sizeof *module, PREFIX_MAX));
		if (type == MODULE_CONFIG)
			add_number(to, "config_bytes", length - sizeof *module);
		if (type == MODULE_MEMDISK)
			add_number(to, "memdisk_bytes", length - sizeof *module);
		if (type == MODULE_ELF)
			add_module(add_list(report, "grub_modules"), (const u8 *)(module + 1),
				   length - sizeof *module);
		count += type == MODULE_ELF;
		bytes += type == MODULE_ELF ? length : 0;
		i += length;
	}
	add_number(to, "kernel_bytes", size);
	add_number(to, "modules", count);
	add_number(to, "module_bytes", bytes);
}

static void find_modules(json_t *report, json_t *to, const u8 *bytes, size_t size)
{
	for (size_t at = 0; at + sizeof(struct grub_modules) <= size; at += 4) {
		const struct grub_modules *m = (const void *)(bytes + at);

		if (memcmp(m->magic, "mimg", 4) || get32(m->first) < sizeof *m ||
		    get32(m->size) < get32(m->first) || get32(m->size) > size - at)
			continue;
		add_modules(report, to, bytes + at, at);
		return;
	}
}

static void add_payload(json_t *report, const struct gathered *core, const struct grub_header *h)
{
	size_t size = get32(h->unpacked), at = 0;
	const u8 *stub = core->bytes + SECTOR;
	json_t *to = add_object(report, "payload");
	json_t *stages = add_list(report, "stages");
	u8 *unpacked = size <= UNPACKED_MAX ? malloc(size + 1) : NULL;

	add_number(to, "packed", get32(h->packed));
	add_number(to, "unpacked", size);
	add_text(to, "packed_with", "LZMA lc=3 lp=0 pb=2, no checksum");
	add_number(to, "reed_solomon_bytes", get32(h->redundancy));
	if (unpacked)
		at = find_stream(stub, core->size - SECTOR, h, unpacked);
	add_text(to, "check", at ? "ok" : "BAD");
	if (at) {
		add_real(to, "percent", 100.0 * get32(h->packed) / (double)MAX(size, 1));
		find_modules(report, to, unpacked, size);
		add_stage(stages, &(struct stage){ "lzma_decompress.img", gathered_lba(core, SECTOR), at,
						   STUB_ADDRESS, "real, then protected" });
		add_stage(stages, &(struct stage){
			"packed kernel.img and modules", gathered_lba(core, SECTOR + at),
			get32(h->packed), STUB_ADDRESS + (u32)at, "data" });
		add_stage(stages, &(struct stage){ "kernel.img and modules", NO_LBA, size,
						   UNPACKED_ADDRESS, "protected" });
	}
	free(unpacked);
}

void inspect_grub_core(json_t *report, const struct gathered *core)
{
	const struct grub_header *h = (const void *)(core->bytes + SECTOR);
	json_t *to = add_object(report, "core");

	add_text(to, "loader", "GRUB");
	add_block_list(report, core->bytes);
	if (core->size < SECTOR + sizeof *h) {
		add_text(to, "problem", "its block list has no second sector");
		return;
	}
	add_number(to, "bytes", core->size - MIN(get32(h->redundancy), core->size));
	add_stage(add_list(report, "stages"),
		  &(struct stage){ "diskboot.img", gathered_lba(core, 0), SECTOR,
				   DISKBOOT_ADDRESS, "real" });
	add_payload(report, core, h);
}

void inspect_grub_on_disk(json_t *report, struct target *t, const u8 boot[SECTOR])
{
	struct gathered core = { 0 };
	err_t err = gather(&core, t, get64(*(const le64 *)(boot + KERNEL_SECTOR)), 1);

	if (!err && get16(block(core.bytes, 0)->segment) != STUB_ADDRESS >> 4)
		err = "no diskboot.img of GRUB where boot.img says";
	for (unsigned i = 0; !err && i < LIST_MAX; i++) {
		struct grub_block b = *block(core.bytes, i);

		if (!get16(b.sectors))
			break;
		err = gather(&core, t, get64(b.lba), get16(b.sectors));
	}
	if (core.size > SECTOR)
		inspect_grub_core(report, &core);
	add_problem(report, err);
	gathered_free(&core);
}
