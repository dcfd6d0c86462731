/* xz.c - the .xz format ("The .xz File Format" 1.1.0): one stream, which is the whole file.
 *
 * Head, blocks, index, foot.  A block has a head of its own, which says how it is packed,
 * and ends with a check of what comes out.  The index says again how long the blocks are:
 * that is not needed, but it shows that nothing is missing. */
#include "base/error.h"
#include "common/crc32.h"
#include "common/ondisk.h"
#include "common/str.h"
#include "mem/heap.h"
#include "unpack/lzma2.h"

/* A block's flags: how many filters, - 1; whether there is the packed size, the size. */
enum { FILTERS = 0x3f, HAS_PACKED = 0x40, HAS_SIZE = 0x80 };
enum { ALIGN = 4, INDEX_MARK = 0, LZMA2_ID = 0x21 };

struct xz_head {
	u8   magic[7];
	u8   check;                     /* CHECK_... */
	le32 crc;                       /* of the two bytes before */
};
ONDISK(struct xz_head, 12);

struct xz_foot {
	le32 crc;                       /* of the next 6 bytes */
	le32 index_size;                /* / 4 - 1 */
	u8   flags[2], magic[2];
};
ONDISK(struct xz_foot, 12);

#define DAMAGED "the file is damaged"

/* Is the CRC-32 of p[0..n) what stands at `crc`? */
static bool crc_is(const void *p, size_t n, const void *crc)
{
	return crc32(0, p, n) == get32(*(const le32 *)crc);
}

/* Step over a block's head. */
static err_t block_head(struct unpack *u)
{
	size_t size = *u->at * (size_t)ALIGN;   /* without the CRC */
	const u8 *p = u->at, *end = p + size;
	u8 flags;

	if (size + sizeof(le32) > (size_t)(u->end - p) || !crc_is(p, size, end))
		return DAMAGED;
	flags = p[1];
	p += 2;
	/* Sizes have 7 bits a byte, the last byte is below 80h. */
	for (unsigned n = (flags / HAS_PACKED & 1u) + flags / HAS_SIZE; n; n--)
		while (p < end && *p++ & 0x80)
			;
	if (flags & FILTERS || p >= end || *p != LZMA2_ID)
		return "another filter than LZMA2, or several";
	u->at = end + sizeof(le32);
	return NULL;
}

enum { CHECK_NONE = 0, CHECK_CRC32 = 1, CHECK_CRC64 = 4 };

/* The CRC-64 of ECMA-182, lowest bit first. */
static u64 crc64(const u8 *p, const u8 *end)
{
	u64 crc = ~0ull;

	for (; p < end; p++) {
		crc ^= *p;
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xc96c5795d7870f42 : 0);
	}
	return ~crc;
}

/* A block: what it makes is behind z->d.to.  (In the first round nothing is made.) */
static err_t block(struct unpack *u, struct lzma2 *z)
{
	u8 *made = z->d.to, kind = ((const struct xz_head *)u->start)->check;
	size_t size = kind == CHECK_CRC64 ? 8 : kind == CHECK_CRC32 ? 4 : 0;
	u64 sum;

	if (!size && kind != CHECK_NONE)
		return "its check sum is of an unknown kind";
	TRY(block_head(u));
	TRY(lzma2_unpack(u, z));
	u->at += (u->start - u->at) & (ALIGN - 1);
	if (u->end - u->at < (ptrdiff_t)size)
		return DAMAGED;
	sum = size == 8 ? crc64(made, z->d.to) : crc32(0, made, (size_t)(z->d.to - made));
	if (u->out && memcmp(u->at, &sum, size))
		return "the check sum is wrong";
	u->at += size;
	return NULL;
}

/* The blocks, the index, the foot. */
static err_t rest(struct unpack *u, struct lzma2 *z)
{
	const struct xz_foot *foot = (const struct xz_foot *)u->end - 1;
	const le32 *index_crc = (const le32 *)foot - 1;
	size_t index;

	while (u->at < u->end && *u->at != INDEX_MARK)
		TRY(block(u, z));
	index = (size_t)((const u8 *)index_crc - u->at);
	if ((const u8 *)index_crc < u->at || get32(foot->index_size) != index / ALIGN ||
	    memcmp(foot->magic, "YZ", 2) || !crc_is(&foot->index_size, 6, &foot->crc) ||
	    !crc_is(u->at, index, index_crc))
		return "the file is cut off, or something follows it";
	return NULL;
}

static err_t unxz(struct unpack *u)
{
	const struct xz_head *head = (const struct xz_head *)u->at;
	struct lzma2 z = { .d = { .to = u->out, .out = u->out, .size_known = true } };
	err_t err;

	if ((size_t)(u->end - u->at) < sizeof *head + sizeof(struct xz_foot) + sizeof(le32) ||
	    !crc_is(head->magic + 6, 2, &head->crc))
		return DAMAGED;
	u->at += sizeof *head;
	z.d.model = heap_alloc(LZMA2_MODEL_BYTES);
	err = z.d.model ? rest(u, &z) : ERR_NO_MEMORY;
	heap_free(z.d.model);
	return err;
}

const struct unpacker xz_unpacker = { "xz", 6, { 0xfd, '7', 'z', 'X', 'Z', 0 }, unxz };
