/* x86_split.c - the loader's code in streams: decompress/x86_join.h. */
#include "tools/x86_split.h"
#include <stdlib.h>
#include <string.h>
#include "decompress/x86_join.h"

/* --- What is behind which byte.  A row that comes later has the last word. */

enum {
	MODRM = SPLIT_MODRM << SPLIT_PAGE, TEST = SPLIT_MODRM_F6 << SPLIT_PAGE,
	ALL = -1,                       /* a row of all pages of opcodes */
	WIDE = 0x100,                   /* SPLIT_WORD, behind 66h SPLIT_HALF */
};

struct row {
	int page, from, to, kind;
};

static const struct row rows[] = {
	{ SPLIT_OPCODE, 0x0f, 0x0f, SPLIT_AGAIN | SPLIT_AFTER_0F },
	{ SPLIT_OPCODE, 0x66, 0x66, SPLIT_AGAIN | SPLIT_AFTER_66 },
	{ ALL, 0x68, 0x68, WIDE }, { ALL, 0x69, 0x69, MODRM | WIDE },
	{ ALL, 0x6a, 0x6a, SPLIT_BYTE }, { ALL, 0x6b, 0x6b, MODRM | SPLIT_BYTE },
	{ ALL, 0x70, 0x7f, SPLIT_JUMP },
	{ ALL, 0x80, 0x8f, MODRM }, { ALL, 0x80, 0x83, MODRM | SPLIT_BYTE },
	{ ALL, 0x81, 0x81, MODRM | WIDE },
	{ ALL, 0xa0, 0xa3, SPLIT_ADDRESS }, { ALL, 0xa8, 0xa8, SPLIT_BYTE }, { ALL, 0xa9, 0xa9, WIDE },
	{ ALL, 0xb0, 0xb7, SPLIT_BYTE }, { ALL, 0xb8, 0xbf, WIDE },
	{ ALL, 0xc0, 0xc1, MODRM | SPLIT_BYTE }, { ALL, 0xc6, 0xc6, MODRM | SPLIT_BYTE },
	{ ALL, 0xc7, 0xc7, MODRM | WIDE },
	{ ALL, 0xd0, 0xd3, MODRM },
	{ ALL, 0xe0, 0xe3, SPLIT_JUMP }, { ALL, 0xe4, 0xe7, SPLIT_BYTE },
	{ ALL, 0xe8, 0xe8, SPLIT_CALL }, { ALL, 0xe9, 0xe9, SPLIT_FAR },
	{ ALL, 0xeb, 0xeb, SPLIT_JUMP },
	{ ALL, 0xf6, 0xf6, TEST | SPLIT_BYTE }, { ALL, 0xf7, 0xf7, TEST | WIDE },
	{ ALL, 0xfe, 0xff, MODRM },
	{ SPLIT_AFTER_0F, 0x80, 0x8f, SPLIT_FAR },
	{ SPLIT_AFTER_0F, 0x90, 0x9f, MODRM }, { SPLIT_AFTER_0F, 0xa3, 0xa3, MODRM },
	{ SPLIT_AFTER_0F, 0xa4, 0xac, MODRM | SPLIT_BYTE }, { SPLIT_AFTER_0F, 0xa5, 0xa5, MODRM },
	{ SPLIT_AFTER_0F, 0xab, 0xab, MODRM }, { SPLIT_AFTER_0F, 0xad, 0xc1, MODRM },
	{ SPLIT_AFTER_0F, 0xba, 0xba, MODRM | SPLIT_BYTE },
};

static void fill_opcodes(split_kinds *kind, int page)
{
	int wide = page == SPLIT_AFTER_66 ? SPLIT_HALF : SPLIT_WORD;
	/* Of add, or, adc, sbb, and, sub, xor, cmp. */
	const int arithmetic[8] = { MODRM, MODRM, MODRM, MODRM, SPLIT_BYTE, wide };

	for (int i = 0; i < 0x40 && page != SPLIT_AFTER_0F; i++)
		(*kind)[page][i] = (u8)arithmetic[i & 7];
	for (const struct row *r = rows; r < rows + COUNT(rows); r++) {
		bool wanted = r->page == page || (r->page == ALL && page != SPLIT_AFTER_0F);

		for (int i = r->from; i <= r->to && wanted; i++)
			(*kind)[page][i] = (u8)(r->kind & WIDE ? (r->kind & ~WIDE) | wide : r->kind);
	}
}

/* Mod 0: [register], 1: [register + 8 bits], 2: [register + 32 bits], 3: the register itself;
 * with mod 0 register 5 is none, and 32 bits.  Register 4 stands for the SIB byte. */
static void fill_modrm(split_kinds *kind)
{
	static const u8 behind[] = { 0, SPLIT_OFFSET, SPLIT_ADDRESS, 0 };

	for (int i = 0; i < 256; i++) {
		int mod = i >> 6, test = i >> 3 & 7, base = i & 7, k = behind[mod];

		if (mod == 0 && base == 5)
			k = SPLIT_ADDRESS;
		if (mod != 3 && base == 4)
			k = SPLIT_AGAIN | (SPLIT_SIB + mod);
		(*kind)[SPLIT_MODRM][i] = (u8)k;
		/* Of f6h and f7h only /0 and /1 have an immediate. */
		if (test > 1 && !(k & SPLIT_AGAIN))
			k |= SPLIT_ALONE;
		(*kind)[SPLIT_MODRM_F6][i] = (u8)k;
		(*kind)[SPLIT_SIB][i] = base == 5 ? SPLIT_ADDRESS : 0;
		(*kind)[SPLIT_SIB_OFFSET][i] = SPLIT_OFFSET;
		(*kind)[SPLIT_SIB_ADDRESS][i] = SPLIT_ADDRESS;
	}
}

/* --- The streams. */

struct stream {
	u8    *bytes;
	size_t size;
};

struct splitter {
	split_kinds        *kinds;
	const u8           *image;      /* of the part */
	size_t              at, size;
	u32                 address;    /* of the part */
	u8                  jump;       /* where the last one went, the address's low byte */
	struct stream       stream[SPLIT_STREAMS];
};

/* What the last instruction has behind the image's end is taken for 0. */
static u8 take(struct splitter *p)
{
	return p->at < p->size ? p->image[p->at++] : (p->at++, 0);
}

static void give(struct splitter *p, unsigned stream, u8 byte)
{
	p->stream[stream].bytes[p->stream[stream].size++] = byte;
}

/* As x86_join.asm has it. */
static int look_up(struct splitter *p, int page)
{
	int kind = SPLIT_AGAIN | page;

	while (kind & SPLIT_AGAIN) {
		u8 byte = take(p);

		give(p, SPLIT_CODE, byte);
		kind = (*p->kinds)[kind & ~SPLIT_AGAIN][byte];
	}
	return kind;
}

static void jump(struct splitter *p)
{
	u8 distance = take(p), from = (u8)(p->address + p->at), again = p->jump - from;

	p->jump = from + distance;
	if (distance == 0 || distance == again)
		distance ^= again;
	give(p, SPLIT_JUMP, distance);
}

static void operand(struct splitter *p, int kind)
{
	unsigned stream = kind & SPLIT_OPERAND;
	u32 word = 0;

	if (!stream)
		return;
	if (stream == SPLIT_JUMP) {
		jump(p);
		return;
	}
	if (stream <= SPLIT_HALF) {
		give(p, stream, take(p));
		if (stream == SPLIT_HALF)
			give(p, stream, take(p));
		return;
	}
	for (unsigned bit = 0; bit < 32; bit += 8)
		word |= (u32)take(p) << bit;
	if (stream == SPLIT_CALL)
		word += p->address + (u32)p->at;
	for (unsigned bit = 32; bit; bit -= 8)
		give(p, stream, (u8)(word >> (bit - 8)));
}

static void split_code(struct splitter *p)
{
	while (p->at < p->size) {
		int kind = look_up(p, SPLIT_OPCODE), modrm = 0;

		if (kind >> SPLIT_PAGE) {
			modrm = look_up(p, kind >> SPLIT_PAGE);
			operand(p, modrm);
		}
		if (!(modrm & SPLIT_ALONE))
			operand(p, kind);
	}
}

/* Put the streams one after the other behind *s, which will lie at `address`; their end. */
static u8 *join(struct split_part *s, u32 address, const struct splitter *p, bool reverse)
{
	/* Found by trying: what is alike side by side. */
	static const u8 order[] = {
		SPLIT_CODE, SPLIT_BYTE, SPLIT_OFFSET, SPLIT_JUMP, SPLIT_HALF, SPLIT_FAR, SPLIT_WORD,
		SPLIT_ADDRESS, SPLIT_CALL,
	};
	u8 *to = (u8 *)(s + 1);

	_Static_assert(sizeof order == SPLIT_STREAMS, "each once");
	for (unsigned i = 0; i < SPLIT_STREAMS; i++) {
		unsigned which = order[reverse ? SPLIT_STREAMS - 1 - i : i];
		const struct stream *stream = &p->stream[which];

		s->stream[which] = put32(address + (u32)(to - (u8 *)s));
		memcpy(to, stream->bytes, stream->size);
		to += stream->size;
	}
	return to;
}

void x86_split_kinds(split_kinds *kinds)
{
	memset(kinds, 0, sizeof *kinds);
	for (int page = SPLIT_OPCODE; page <= SPLIT_AFTER_66; page++)
		fill_opcodes(kinds, page);
	fill_modrm(kinds);
}

u8 *x86_split(split_kinds *kinds, u32 address, u32 to, const u8 *image, size_t size, size_t code,
	      bool reverse, size_t *split_size)
{
	size_t room = size + SPLIT_SLACK;
	struct split_part *s = calloc(1, sizeof *s + room);
	struct splitter p = { .kinds = kinds, .image = image, .at = code, .size = size, .address = to };
	u8 *bytes = malloc(SPLIT_STREAMS * room);

	if (s && bytes) {
		for (unsigned i = 0; i < SPLIT_STREAMS; i++)
			p.stream[i].bytes = bytes + i * room;
		memcpy(bytes, image, code);
		p.stream[SPLIT_CODE].size = code;
		s->to = put32(to);
		s->end = put32(to + (u32)size);
		s->plain_bytes = put32((u32)code);
		split_code(&p);
		*split_size = (size_t)(join(s, address, &p, reverse) - (u8 *)s);
	}
	if (!bytes) {
		free(s);
		s = NULL;
	}
	free(bytes);
	return (u8 *)s;
}
