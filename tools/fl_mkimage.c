/* fl_mkimage.c - put core.img together: diskboot, decompressor, packed loader. */
#include <getopt.h>
#include <lzma.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/core_image.h"
#include "common/crc32.h"
#include "common/layout.h"
#include "decompress/lzma.h"
#include "tools/x86_split.h"

enum {
	LZMA_HEADER  = 13,
	NICE_MIN     = 16,              /* a match of this length is taken as it is */
	NICE_MAX     = 64,
	STUB_MAX     = 0x10000 - CORE_START,    /* diskboot reaches it with 16-bit offsets */
};

struct file {
	u8    *bytes;
	size_t size;
};

static NORETURN void __attribute__((format(printf, 1, 2))) die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("fl-mkimage: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static void *must(void *memory)
{
	if (!memory)
		die("out of memory");
	return memory;
}

/* The whole file; `max` bytes at most, and not empty. */
static struct file read_file(const char *name, size_t max)
{
	struct file f = { must(malloc(max + 1)), 0 };
	FILE *in = fopen(name, "rb");

	if (!in)
		die("%s: %m", name);
	f.size = fread(f.bytes, 1, max + 1, in);
	if (ferror(in))
		die("%s: %m", name);
	if (f.size == 0)
		die("%s: is empty", name);
	if (f.size > max)
		die("%s: more than %zu bytes", name, max);
	fclose(in);
	return f;
}

static void write_file(const char *name, struct file f)
{
	FILE *out = fopen(name, "wb");

	if (!out || fwrite(f.bytes, 1, f.size, out) != f.size || fclose(out) != 0)
		die("%s: %m", name);
}

/* Pack; false when that does not fit packed->size. */
static bool pack(struct file plain, lzma_options_lzma options, struct file *packed)
{
	lzma_filter filters[] = {
		{ LZMA_FILTER_LZMA1EXT, &options }, { LZMA_VLI_UNKNOWN, NULL },
	};
	le64 size = put64(plain.size);
	le32 dictionary = put32(options.dict_size);
	size_t end = LZMA_HEADER;

	options.ext_flags = 0;                  /* no end marker: the size is in the header */
	lzma_set_ext_size(options, plain.size);
	packed->bytes[0] = (CORE_LZMA_PB * 5 + CORE_LZMA_LP) * 9 + CORE_LZMA_LC;
	memcpy(packed->bytes + 1, &dictionary, sizeof dictionary);
	memcpy(packed->bytes + 5, &size, sizeof size);
	if (lzma_raw_buffer_encode(filters, NULL, plain.bytes, plain.size,
				   packed->bytes, &end, packed->size) != LZMA_OK)
		return false;
	packed->size = end;
	return true;
}

/* Put what these options make of `plain` in *best if it is smaller. */
static bool pack_smaller(struct file plain, lzma_options_lzma options, struct file *best)
{
	struct file packed = { must(malloc(CORE_SIZE)), CORE_SIZE };

	if (!pack(plain, options, &packed) || packed.size >= best->size) {
		free(packed.bytes);
		return false;
	}
	free(best->bytes);
	*best = packed;
	return true;
}

/* The smallest of all ways to look for matches: the one that gives up earlier may well find the
 * better path. */
static struct file pack_smallest(struct file plain, char *how, size_t how_size)
{
	struct file best = { NULL, SIZE_MAX };
	lzma_options_lzma o;

	if (lzma_lzma_preset(&o, 9 | LZMA_PRESET_EXTREME))
		die("liblzma has no preset 9e");
	o.dict_size = SPLIT_SIZE;
	o.depth = 0;                    /* by nice_len; with the 512 of the preset it is larger */
	o.lc = CORE_LZMA_LC, o.lp = CORE_LZMA_LP, o.pb = CORE_LZMA_PB;
	for (o.nice_len = NICE_MIN; o.nice_len <= NICE_MAX; o.nice_len++)
		for (o.mf = LZMA_MF_BT2; o.mf <= LZMA_MF_BT4; o.mf++)
			if (pack_smaller(plain, o, &best))
				snprintf(how, how_size, "nice=%u bt%u", o.nice_len, o.mf - LZMA_MF_BT2 + 2);
	if (!best.bytes)
		die("the packed loader is larger than %d bytes", CORE_SIZE);
	return best;
}

static void fill_header(struct file stub, struct file payload, size_t start_bytes)
{
	struct core_header *h = (struct core_header *)stub.bytes;

	h->magic         = put32(CORE_MAGIC);
	h->stub_bytes    = put32((u32)stub.size);
	h->payload_bytes = put32((u32)payload.size);
	h->payload_crc   = put32(crc32(0, payload.bytes, payload.size));
	h->start_bytes   = put32((u32)start_bytes);
}

/* As if core.img lay in one piece from LBA 1; an installer may change the list. */
static void fill_tail(struct file diskboot, struct file stub, size_t behind)
{
	struct diskboot_tail *t = (struct diskboot_tail *)(diskboot.bytes + DISKBOOT_TAIL_OFFSET);

	memset(t, 0, sizeof *t);
	t->run[0].lba     = put64(2);
	t->run[0].sectors = put32((u32)((behind + SECTOR - 1) / SECTOR));
	t->stub_bytes     = put32((u32)stub.size);
	t->stub_crc       = put32(crc32(0, stub.bytes, stub.size));
	t->crc            = put32(crc32(0, diskboot.bytes, SECTOR - sizeof t->crc));
}

static struct file join(struct file diskboot, struct file stub, struct file payload)
{
	size_t behind = stub.size + payload.size;
	struct file core;

	if (behind > CORE_SIZE)
		die("decompressor and packed loader have %zu bytes, there is room for %d",
		    behind, CORE_SIZE);
	fill_tail(diskboot, stub, behind);
	core.size = SECTOR + behind;
	core.bytes = must(malloc(core.size));
	memcpy(core.bytes, diskboot.bytes, SECTOR);
	memcpy(core.bytes + SECTOR, stub.bytes, stub.size);
	memcpy(core.bytes + SECTOR + stub.size, payload.bytes, payload.size);
	return core;
}

static const char usage[] =
	"usage: fl-mkimage -o CORE.IMG --diskboot FILE --decompress FILE --loader FILE [OPTION...]\n"
	"Puts core.img together.  The loader is a flat binary for %#x, entered at its start.\n"
	"  -o, --output FILE       where core.img goes\n"
	"      --diskboot FILE     its first sector\n"
	"      --decompress FILE   the decompressor\n"
	"      --loader FILE       the loader, and behind it in memory:\n"
	"      --code FILE         32-bit code, which is packed smaller if it is known to be\n"
	"      --rest FILE         what is unpacked when the loader asks for it,\n"
	"      --rest-code FILE    and 32-bit code behind that\n"
	"  -h, --help              this text\n";

enum { OUTPUT, DISKBOOT, DECOMPRESS, LOADER, MUST_HAVE, CODE = MUST_HAVE, REST, REST_CODE, FILES, HELP };

static void parse(int argc, char **argv, const char *name[FILES])
{
	static const struct option options[] = {
		{ "output",     required_argument, NULL, OUTPUT },
		{ "diskboot",   required_argument, NULL, DISKBOOT },
		{ "decompress", required_argument, NULL, DECOMPRESS },
		{ "loader",     required_argument, NULL, LOADER },
		{ "code",       required_argument, NULL, CODE },
		{ "rest",       required_argument, NULL, REST },
		{ "rest-code",  required_argument, NULL, REST_CODE },
		{ "help",       no_argument,       NULL, HELP },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "o:h", options, NULL)) != -1) {
		if (c == 'h' || c == HELP) {
			printf(usage, LOADER_START);
			exit(0);
		}
		if (c == 'o')
			c = OUTPUT;
		if (c >= FILES) {
			fprintf(stderr, usage, LOADER_START);
			exit(2);
		}
		name[c] = optarg;
	}
	for (int i = 0; i < MUST_HAVE; i++)
		if (!name[i] || (name[REST_CODE] && !name[REST]) || optind != argc) {
			fprintf(stderr, usage, LOADER_START);
			exit(2);
		}
}

static void append(struct file *f, const u8 *bytes, size_t size)
{
	f->bytes = must(realloc(f->bytes, f->size + size));
	memcpy(f->bytes + f->size, bytes, size);
	f->size += size;
}

/* Append a part to the image, which belongs at *to, and move that on. */
static void append_part(struct file *image, u32 *to, const char *plain_name, const char *code_name)
{
	struct file part = read_file(plain_name, LOADER_START + LOADER_SIZE - *to), code;
	size_t plain_bytes = part.size, size;
	u8 *split;

	if (code_name) {
		code = read_file(code_name, LOADER_START + LOADER_SIZE - *to - part.size);
		append(&part, code.bytes, code.size);
		free(code.bytes);
	}
	/* The first with its code last, beside the code of the second. */
	split = must(x86_split((split_kinds *)image->bytes, SPLIT_START + (u32)image->size, *to,
			       part.bytes, part.size, plain_bytes, image->size == sizeof(split_kinds), &size));
	append(image, split, size);
	if (image->size > SPLIT_SIZE)
		die("in streams the loader has more than %d bytes", SPLIT_SIZE);
	*to += (u32)part.size;
	free(split);
	free(part.bytes);
}

int main(int argc, char **argv)
{
	const char *name[FILES] = { NULL };
	struct file diskboot, stub, image = { NULL, 0 }, payload, core;
	split_kinds kinds;
	size_t start;
	char how[64];
	u32 to = LOADER_START;

	parse(argc, argv, name);
	diskboot = read_file(name[DISKBOOT], SECTOR);
	stub = read_file(name[DECOMPRESS], STUB_MAX);
	if (diskboot.size != SECTOR)
		die("%s: %zu bytes instead of %d", name[DISKBOOT], diskboot.size, SECTOR);
	if (stub.size < sizeof(struct core_header))
		die("%s: shorter than its header", name[DECOMPRESS]);
	x86_split_kinds(&kinds);
	append(&image, (u8 *)&kinds, sizeof kinds);
	append_part(&image, &to, name[LOADER], name[CODE]);
	start = image.size;
	if (name[REST])
		append_part(&image, &to, name[REST], name[REST_CODE]);
	payload = pack_smallest(image, how, sizeof how);
	append(&payload, (const u8 *)"\0\0\0", -payload.size % 4);    /* checksum()'s steps */
	fill_header(stub, payload, start);
	core = join(diskboot, stub, payload);
	write_file(name[OUTPUT], core);
	printf("%s: %d diskboot + %zu decompressor + %zu packed (%zu bytes, %zu at first, %s) = %zu bytes\n",
	       name[OUTPUT], SECTOR, stub.size, payload.size, image.size, start, how, core.size);
	return 0;
}
