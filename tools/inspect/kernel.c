/* kernel.c - the setup header of a bzImage (The Linux/x86 Boot Protocol). */
#include <string.h>
#include "common/crc32.h"
#include "common/linux_header.h"
#include "tools/inspect/inspect.h"

enum {
	V2_03 = 0x203, V2_05 = 0x205, V2_06, V2_08 = 0x208, V2_10 = 0x20a, V2_11, V2_12,
	V2_15 = 0x20f,
	VERSION_MAX = 200,
	JUMP_END = 0x202,               /* the header's end counts from here */
};

bool is_kernel(const u8 *file, size_t size)
{
	const struct linux_header *h = (const void *)(file + LINUX_HEADER_OFFSET);

	return size >= LINUX_HEADER_OFFSET + sizeof *h && get32(h->magic) == LINUX_MAGIC &&
	       get16(h->boot_flag) == LINUX_BOOT_FLAG;
}

struct bit { u16 bit; const char *name; };

static void add_bits(json_t *to, const char *key, u16 bits, const struct bit *names, size_t n)
{
	char text[200] = "";
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		if (bits & names[i].bit)
			at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", at ? ", " : "",
					       names[i].name);
	add_text(to, key, "0x%02x%s%s", bits, at ? ": " : "", text);
}

static void add_flags(json_t *to, const struct linux_header *h, u16 version)
{
	static const struct bit load[] = {
		{ 0x01, "loaded high" }, { 0x02, "kaslr" }, { 0x20, "quiet" },
		{ 0x40, "keep segments" }, { 0x80, "can use heap" },
	}, xload[] = {
		{ 0x01, "64-bit entry" }, { 0x02, "can be above 4 GiB" },
		{ 0x04, "32-bit EFI handover" }, { 0x08, "64-bit EFI handover" },
		{ 0x10, "EFI kexec" }, { 0x20, "5-level paging" }, { 0x40, "5-level paging on" },
	};

	add_bits(to, "loadflags", h->loadflags, load, COUNT(load));
	if (version >= V2_12)
		add_bits(to, "xloadflags", get16(h->xloadflags), xload, COUNT(xload));
}

/* The setup part's size: as a loader reads it. */
static u64 setup_bytes(const struct linux_header *h)
{
	return (1 + (h->setup_sects ? h->setup_sects : LINUX_SETUP_SECTS)) * (u64)SECTOR;
}

static void add_sizes(json_t *to, const struct linux_header *h, size_t size)
{
	u64 setup = setup_bytes(h), system = get32(h->syssize) * 16ull;

	add_number(to, "setup_bytes", setup);
	add_number(to, "system_bytes", system);
	if (setup >= size)
		add_text(to, "problem", "the file ends inside the setup part");
	else if (system > ALIGN_UP(size - setup, 16))
		add_text(to, "problem", "the file is shorter than its header says");
	else if (system < size - setup)
		add_number(to, "bytes_behind", size - setup - system);
}

static void add_version_text(json_t *to, const u8 *file, size_t size, const struct linux_header *h)
{
	u32 at = get16(h->kernel_version);

	if (!at)
		return;
	at += SECTOR;
	if (at < size && at < setup_bytes(h))
		add_foreign(to, "version", file + at, MIN(size - at, VERSION_MAX));
	else
		add_text(to, "problem", "the version text is not inside of the setup part");
}

static const char *packing(const u8 *p, size_t size)
{
	static const struct { const char *name, *magic; size_t n; } known[] = {
		{ "gzip", "\x1f\x8b", 2 }, { "xz", "\xfd" "7zXZ", 5 }, { "zstd", "\x28\xb5\x2f\xfd", 4 },
		{ "lz4", "\x02\x21\x4c\x18", 4 }, { "bzip2", "BZh", 3 }, { "lzma", "\x5d\0\0", 3 },
		{ "lzo", "\x89LZO", 4 }, { "none (ELF)", "\x7f" "ELF", 4 },
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if (size >= known[i].n && !memcmp(p, known[i].magic, known[i].n))
			return known[i].name;
	return "unknown";
}

/* From its protected-mode part; a length of 0: there is none. */
static void add_payload(json_t *to, const u8 *file, size_t size, const struct linux_header *h)
{
	u64 at = setup_bytes(h) + get32(h->payload_offset), bytes = get32(h->payload_length);
	json_t *payload;

	if (!bytes)
		return;
	payload = add_object(to, "payload");
	add_number(payload, "offset", at);
	add_number(payload, "packed", bytes);
	if (at > size || bytes > size - at) {
		add_text(payload, "problem", "is not inside of the file");
		return;
	}
	add_text(payload, "packed_with", "%s", packing(file + at, bytes));
	/* Linux has the unpacked size behind the stream. */
	if (bytes > 4)
		add_number(payload, "unpacked", get32(*(const le32 *)(file + at + bytes - 4)));
}

/* A build of Linux ends with what makes the CRC-32 of setup and system all ones. */
static void add_checksum(json_t *to, const u8 *file, size_t size, const struct linux_header *h)
{
	u64 end = setup_bytes(h) + get32(h->syssize) * 16ull;

	if (end <= size)
		add_text(to, "checksum", "%s", crc32(0, file, end) == UINT32_MAX ? "ok" :
			 "none, or changed by who signed it");
}

static void add_placement(json_t *to, const struct linux_header *h, u16 version)
{
	add_number(to, "code32_address", get32(h->code32_start));
	if (version >= V2_03)
		add_number(to, "initrd_max_address", get32(h->initrd_addr_max));
	if (version >= V2_05) {
		add_flag(to, "relocatable", h->relocatable_kernel);
		add_number(to, "alignment", get32(h->kernel_alignment));
	}
	if (version >= V2_10) {
		add_number(to, "min_alignment", h->min_alignment < 64 ? 1ull << h->min_alignment : 0);
		add_number(to, "preferred_address", get64(h->pref_address));
		add_number(to, "init_bytes", get32(h->init_size));
	}
	add_number(to, "cmdline_bytes", version >= V2_06 ? get32(h->cmdline_size) :
							    LINUX_CMDLINE_SIZE);
	if (version >= V2_11)
		add_number(to, "handover_offset", get32(h->handover_offset));
	if (version >= V2_15)
		add_number(to, "kernel_info_offset", get32(h->kernel_info_offset));
}

void inspect_kernel(json_t *report, const u8 *file, size_t size)
{
	const struct linux_header *h = (const void *)(file + LINUX_HEADER_OFFSET);
	u16 version = get16(h->version);
	json_t *to = add_object(report, "kernel");

	add_text(to, "protocol", "%u.%02u", version >> 8, version & 0xff);
	add_version_text(to, file, size, h);
	add_number(to, "setup_sectors", h->setup_sects);
	add_sizes(to, h, size);
	add_flags(to, h, version);
	add_placement(to, h, version);
	add_number(to, "video_mode", get16(h->vid_mode));
	add_number(to, "header_end", JUMP_END + h->jump[1]);
	if (version >= V2_08) {
		add_payload(to, file, size, h);
		add_checksum(to, file, size, h);
	}
}
