/* limine.c - Limine's boot sector: two pieces of bytes, read to one place in memory. */
#include <string.h>
#include <zlib.h>
#include "base/error.h"
#include "common/layout.h"
#include "tools/inspect/inspect.h"

/* At the end of its code. */
struct limine_fields {
	le16 size[2];                   /* bytes */
	le64 at[2];                     /* bytes from the disk's start */
};
ONDISK(struct limine_fields, 20);

enum {
	FIELDS = 0x1a4,
	STAGE2 = 0x70000,               /* where both pieces go */
	GZIP_ALIGN = 16,                /* behind its decompressor, at one of these */
	GZIP_WINDOW = 15 + 16,          /* zlib: a gzip header, the largest window */
};

static const struct limine_fields *fields_of(const u8 *sector)
{
	return (const void *)(sector + FIELDS);
}

/* It loads the segment of STAGE2, and calls that place. */
bool is_limine_boot(const u8 sector[SECTOR])
{
	static const u8 segment[] = { 0x68, 0x00, 0x70, 0x07 };         /* push 7000h; pop es */
	const struct limine_fields *f = fields_of(sector);

	return sector[0] == 0xeb && sector[2] == 0x90 &&
	       memmem(sector, BOOT_CODE_BYTES, segment, sizeof segment) &&
	       get16(f->size[0]) && get16(f->size[0]) % SECTOR == 0 &&
	       get16(f->size[1]) % SECTOR == 0 && get64(f->at[0]) % SECTOR == 0;
}

void inspect_limine_boot(json_t *to, const u8 sector[SECTOR])
{
	json_t *list = add_list(to, "stage2_pieces");

	for (unsigned i = 0; i < 2; i++) {
		json_t *row = add_row(list);

		add_number(row, "offset", get64(fields_of(sector)->at[i]));
		add_number(row, "bytes", get16(fields_of(sector)->size[i]));
	}
}

/* How much the gzip file at `from` unpacks to; an error if it is damaged. */
static err_t gunzip_size(const u8 *from, size_t size, u64 *unpacked)
{
	u8 out[16 * KiB];
	z_stream z = { .next_in = (u8 *)(size_t)from, .avail_in = (uInt)size };
	int ret = Z_OK;

	if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
		return ERR_NO_MEMORY;
	while (ret == Z_OK) {
		z.next_out = out;
		z.avail_out = sizeof out;
		ret = inflate(&z, Z_NO_FLUSH);
	}
	*unpacked = z.total_out;
	inflateEnd(&z);
	return ret == Z_STREAM_END ? NULL : "the packed stage 2 is damaged";
}

static void add_stage2(json_t *report, const struct gathered *g)
{
	json_t *to = add_object(report, "payload");
	u64 unpacked;

	for (size_t at = GZIP_ALIGN; at + GZIP_ALIGN <= g->size; at += GZIP_ALIGN) {
		err_t err;

		if (g->bytes[at] != 0x1f || g->bytes[at + 1] != 0x8b || g->bytes[at + 2] != 8)
			continue;
		add_text(to, "packed_with", "gzip");
		add_number(to, "decompressor", at);
		err = gunzip_size(g->bytes + at, g->size - at, &unpacked);
		add_problem(to, err);
		if (!err)
			add_number(to, "unpacked", unpacked);
		add_text(to, "check", err ? "BAD" : "ok");
		return;
	}
	add_text(to, "problem", "no packed stage 2 behind the boot sector");
}

void inspect_limine_on_disk(json_t *report, struct target *t, const u8 boot[SECTOR])
{
	struct gathered g = { 0 };
	json_t *stages = add_list(report, "stages");
	err_t err = NULL;

	for (unsigned i = 0; !err && i < 2; i++) {
		const struct limine_fields *f = fields_of(boot);
		u64 lba = get64(f->at[i]) / SECTOR;
		u32 before = (u32)g.size, size = get16(f->size[i]);

		if (!size)
			continue;
		add_stage(stages, &(struct stage){
			.name = i ? "stage 2, second piece" : "stage 2, first piece",
			.lba = lba, .bytes = size, .address = STAGE2 + before, .mode = "protected" });
		err = gather(&g, t, lba, size / SECTOR);
	}
	if (err)
		add_problem(report, err);
	else
		add_stage2(report, &g);
	gathered_free(&g);
}
