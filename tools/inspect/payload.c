/* payload.c - the LZMA stream in our core.img: unpacked, to see whether it can be. */
#include <lzma.h>
#include <stdlib.h>
#include "base/error.h"
#include "common/layout.h"
#include "decompress/x86_join.h"
#include "tools/inspect/inspect.h"

enum { LZMA_HEADER = 13, LZMA_MEMORY = 64 * MiB };

/* Both parts of the loader, and what each took of the stream. */
struct unpacked {
	u8     bytes[SPLIT_SIZE + 1];
	size_t size, start_packed, packed;
};

/* Go on until there are `upto` bytes, or the stream ends. */
static lzma_ret unpack_to(lzma_stream *s, size_t upto)
{
	lzma_ret ret = LZMA_OK;

	s->avail_out = upto - s->total_out;
	while (ret == LZMA_OK && s->avail_out)
		ret = lzma_code(s, LZMA_FINISH);
	return ret;
}

static err_t unpack(struct unpacked *u, const u8 *packed, size_t size, u32 start_bytes)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret ret;

	if (lzma_alone_decoder(&s, LZMA_MEMORY) != LZMA_OK)
		return ERR_NO_MEMORY;
	s.next_in = packed;
	s.avail_in = size;
	s.next_out = u->bytes;
	ret = unpack_to(&s, MIN(start_bytes, SPLIT_SIZE));
	u->start_packed = s.total_in;
	if (ret == LZMA_OK)
		ret = unpack_to(&s, sizeof u->bytes);
	u->size = s.total_out;
	u->packed = s.total_in;
	lzma_end(&s);
	if (u->size > SPLIT_SIZE)
		return errf("the payload unpacks to more than %u bytes", SPLIT_SIZE);
	return ret == LZMA_STREAM_END ? NULL : "the payload cannot be unpacked";
}

/* The part of the loader whose streams are at `at`; its end in memory, 0: not there. */
static u32 add_part(json_t *list, const char *name, const struct unpacked *u, size_t at,
		    size_t end, size_t packed)
{
	const struct split_part *part = (const void *)(u->bytes + at);
	json_t *row = add_row(list);
	u32 to;

	add_text(row, "part", "%s", name);
	if (at > end || end - at < sizeof *part || end > u->size) {
		add_text(row, "problem", "too short for a part of the loader");
		return 0;
	}
	to = get32(part->to);
	if (to < LOADER_START || get32(part->end) < to ||
	    get32(part->end) > LOADER_START + LOADER_SIZE) {
		add_text(row, "problem", "belongs outside of the loader's place");
		return 0;
	}
	add_number(row, "address", to);
	add_number(row, "bytes", get32(part->end) - to);
	add_number(row, "in_streams", end - at);
	add_number(row, "packed", packed);
	return get32(part->end);
}

static u32 add_parts(json_t *report, const struct unpacked *u, u32 start_bytes)
{
	json_t *list = add_list(report, "loader_parts");
	u32 end = add_part(list, "what every boot needs", u, sizeof(split_kinds), start_bytes,
			   u->start_packed);

	if (end && start_bytes < u->size)
		end = add_part(list, "the rest", u, start_bytes, u->size,
			       u->packed - u->start_packed);
	return end;
}

u32 inspect_payload(json_t *report, const u8 *packed, size_t size, u32 start_bytes)
{
	struct unpacked *u = calloc(1, sizeof *u);
	json_t *to = add_object(report, "payload");
	u32 end = 0;
	err_t err = !u ? ERR_NO_MEMORY : size < LZMA_HEADER ? "shorter than its header" :
		    unpack(u, packed, size, start_bytes);

	add_number(to, "packed", size);
	add_problem(to, err);
	if (!err) {
		add_number(to, "unpacked", u->size);
		add_real(to, "percent", 100.0 * (double)size / (double)MAX(u->size, 1));
		add_text(to, "packed_with", "LZMA lc=%d lp=%d pb=%d", packed[0] % 9,
			 packed[0] / 9 % 5, packed[0] / 45);
		add_number(to, "dictionary", get32(*(const le32 *)(packed + 1)));
		add_text(to, "check", "ok");
		end = add_parts(report, u, start_bytes);
	}
	free(u);
	return end;
}
