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
#include "decompress/x86_join.h"
#include "tools/x86_split.h"

enum {
	LZMA_HEADER  = 13,
	LC_LP_MAX    = 4,               /* liblzma's limit; the decompressor's model is larger */
	PB_MAX       = 4,
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

/* Pack with these properties; false when that does not fit packed->size. */
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
	packed->bytes[0] = (u8)((options.pb * 5 + options.lp) * 9 + options.lc);
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

/* The smallest of all lc, lp and pb, and with these of all ways to look for matches: the
 * one that gives up earlier may well find the better path. */
static struct file pack_smallest(struct file plain)
{
	struct file best = { NULL, SIZE_MAX };
	lzma_options_lzma options, o;

	if (lzma_lzma_preset(&o, 9 | LZMA_PRESET_EXTREME))
		die("liblzma has no preset 9e");
	o.dict_size = SPLIT_SIZE;
	o.nice_len = NICE_MIN;
	for (o.lc = 0; o.lc <= LC_LP_MAX; o.lc++)
		for (o.lp = 0; o.lc + o.lp <= LC_LP_MAX; o.lp++)
			for (o.pb = 0; o.pb <= PB_MAX; o.pb++)
				if (pack_smaller(plain, o, &best))
					options = o;
	if (!best.bytes)
		die("the packed loader is larger than %d bytes", CORE_SIZE);
	for (o = options; o.nice_len <= NICE_MAX; o.nice_len++)
		for (o.mf = LZMA_MF_BT2; o.mf <= LZMA_MF_BT4; o.mf++)
			if (pack_smaller(plain, o, &best))
				options = o;
	printf("         %zu bytes, packed %zu: lc=%u lp=%u pb=%u nice=%u bt%u\n", plain.size, best.size,
	       options.lc, options.lp, options.pb, options.nice_len, options.mf - LZMA_MF_BT2 + 2);
	return best;
}

static void fill_header(struct file stub, struct file payload, size_t loader_bytes)
{
	struct core_header *h = (struct core_header *)stub.bytes;

	h->magic         = put32(CORE_MAGIC);
	h->stub_bytes    = put32((u32)stub.size);
	h->payload_bytes = put32((u32)payload.size);
	h->payload_crc   = put32(crc32(0, payload.bytes, payload.size));
	h->loader_bytes  = put32((u32)loader_bytes);
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

/* The payload: the loader as the decompressor wants it.  From the address `code` on it is code.
 * The pieces' sizes go to the stub's header. */
static struct file make_payload(struct file stub, struct file loader, size_t code)
{
	struct core_header *h = (struct core_header *)stub.bytes;
	struct file payload = { must(malloc(CORE_PIECES * CORE_SIZE)), 0 };
	size_t end[CORE_PIECES], at = 0;
	u8 *bytes;

	if (code < LOADER_START || code > LOADER_START + loader.size)
		die("%#zx: the loader is not there", code);
	bytes = must(x86_split(loader.bytes, loader.size, code - LOADER_START, end));
	if (end[CORE_PIECES - 1] > SPLIT_SIZE)
		die("in streams the loader has more than %d bytes", SPLIT_SIZE);
	for (unsigned i = 0; i < CORE_PIECES; at = end[i++]) {
		struct file piece = pack_smallest((struct file){ bytes + at, end[i] - at });

		memcpy(payload.bytes + payload.size, piece.bytes, piece.size);
		payload.size += piece.size;
		h->piece_bytes[i] = put32((u32)piece.size);
		free(piece.bytes);
	}
	free(bytes);
	return payload;
}

static const char usage[] =
	"usage: fl-mkimage -o CORE.IMG --diskboot FILE --decompress FILE --loader FILE [--code ADDRESS]\n"
	"Puts core.img together.  The loader is a flat binary for %#x.\n"
	"  -o, --output FILE       where core.img goes\n"
	"      --diskboot FILE     its first sector\n"
	"      --decompress FILE   the decompressor\n"
	"      --loader FILE       what is packed\n"
	"      --code ADDRESS      from there on to its end it is code; without, all of it\n"
	"  -h, --help              this text\n";

enum { OUTPUT, DISKBOOT, DECOMPRESS, LOADER, FILES, CODE = FILES, OPTIONS, HELP };

static void parse(int argc, char **argv, const char *name[OPTIONS])
{
	static const struct option options[] = {
		{ "output",     required_argument, NULL, OUTPUT },
		{ "diskboot",   required_argument, NULL, DISKBOOT },
		{ "decompress", required_argument, NULL, DECOMPRESS },
		{ "loader",     required_argument, NULL, LOADER },
		{ "code",       required_argument, NULL, CODE },
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
		if (c >= OPTIONS) {
			fprintf(stderr, usage, LOADER_START);
			exit(2);
		}
		name[c] = optarg;
	}
	for (int i = 0; i < FILES; i++)
		if (!name[i] || optind != argc) {
			fprintf(stderr, usage, LOADER_START);
			exit(2);
		}
}

int main(int argc, char **argv)
{
	const char *name[OPTIONS] = { NULL };
	struct file diskboot, stub, loader, payload, core;
	size_t code = LOADER_START;

	parse(argc, argv, name);
	diskboot = read_file(name[DISKBOOT], SECTOR);
	stub = read_file(name[DECOMPRESS], STUB_MAX);
	loader = read_file(name[LOADER], SPLIT_SIZE);
	if (name[CODE])
		code = strtoul(name[CODE], NULL, 16);
	if (diskboot.size != SECTOR)
		die("%s: %zu bytes instead of %d", name[DISKBOOT], diskboot.size, SECTOR);
	if (stub.size < sizeof(struct core_header))
		die("%s: shorter than its header", name[DECOMPRESS]);
	payload = make_payload(stub, loader, code);
	fill_header(stub, payload, loader.size);
	core = join(diskboot, stub, payload);
	write_file(name[OUTPUT], core);
	printf("%s: %d diskboot + %zu decompressor + %zu packed (%zu bytes) = %zu bytes\n",
	       name[OUTPUT], SECTOR, stub.size, payload.size, loader.size, core.size);
	return 0;
}
