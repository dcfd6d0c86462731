/* x86_split.c - the loader's code in streams: decompress/x86_join.h. */
#include "tools/x86_split.h"
#include <stdlib.h>
#include <string.h>

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

enum { PLAIN = SPLIT_STREAMS };         /* as one of them */

struct stream {
	u8    *bytes;
	size_t size;
};

struct splitter {
	const split_kinds  *kinds;
	const u8           *image;      /* of the part */
	size_t              at, size;
	u32                 address;    /* of the part */
	u32                *number;     /* of the instruction at this offset, from 1; 0: none */
	u32                 instructions, jumps;        /* so far */
	struct stream       stream[SPLIT_STREAMS + 1];  /* and what is no code */
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

/* A jump to what is no instruction, as far as we know, says how many bytes it skips. */
static void jump(struct splitter *p)
{
	u8 distance = take(p);
	size_t to = p->at + (size_t)(ptrdiff_t)(int8_t)distance;
	long skips = to < p->size && p->number[to] ? (long)p->number[to] - 1 - (long)p->instructions : INT8_MIN;

	if (skips > INT8_MIN && skips <= INT8_MAX) {
		give(p, SPLIT_JUMP, (u8)skips);
		p->jumps++;
	} else {
		give(p, SPLIT_JUMP, SPLIT_BYTES);
		give(p, SPLIT_JUMP, distance);
	}
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
		int kind, modrm = 0;

		p->number[p->at] = ++p->instructions;
		kind = look_up(p, SPLIT_OPCODE);
		if (kind >> SPLIT_PAGE) {
			modrm = look_up(p, kind >> SPLIT_PAGE);
			operand(p, modrm);
		}
		if (!(modrm & SPLIT_ALONE))
			operand(p, kind);
	}
}

/* Take a part to pieces, which have room for them.  Twice: where jumps go to is known then. */
static void split_part(struct splitter *p, const struct split_source *from, u8 *bytes, size_t room)
{
	p->image = from->image;
	p->size = from->size;
	p->address = from->to;
	for (unsigned pass = 0; pass < 2; pass++) {
		p->at = from->code;
		p->instructions = p->jumps = 0;
		for (unsigned i = 0; i < COUNT(p->stream); i++)
			p->stream[i] = (struct stream){ bytes + i * room, 0 };
		p->stream[PLAIN] = (struct stream){ (u8 *)(size_t)from->image, from->code };
		split_code(p);
	}
}

/* Give the part memory for its notes. */
static bool make_notes(struct split_part *part, const struct splitter *p, u32 from, u32 end)
{
	part->notes = put32(from);
	part->notes_end = put32(end);
	return from + p->instructions + SPLIT_NOTE * p->jumps <= end;
}

/* Append a stream, and note where in the part it is. */
static u8 *append(struct split *s, struct split_part *part, const struct splitter *p, unsigned which,
		  u8 *to)
{
	const struct stream *stream = &p->stream[which];
	le32 address = put32(SPLIT_START + (u32)(to - (u8 *)s));

	if (which == PLAIN)
		part->plain = address;
	else
		part->stream[which] = address;
	if (stream->size)
		memcpy(to, stream->bytes, stream->size);
	return to + stream->size;
}

/* The pieces behind each other.  The second part lies the other way round, so that its code is
 * beside that of the first. */
static void join(struct split *s, const struct splitter p[2], struct split_pieces *pieces)
{
	enum { MOST = 4 };
	/* What is alike; the rest of the order was found by trying. */
	static const struct { unsigned n; u8 stream[MOST]; } piece[CORE_PIECES] = {
		{ 2, { PLAIN, SPLIT_CODE } },
		{ 4, { SPLIT_JUMP, SPLIT_BYTE, SPLIT_OFFSET, SPLIT_HALF } },
		{ 4, { SPLIT_FAR, SPLIT_WORD, SPLIT_ADDRESS, SPLIT_CALL } },
	};
	u8 *to = (u8 *)(s + 1);

	for (unsigned i = 0; i < CORE_PIECES; i++) {
		for (unsigned j = 0; j < piece[i].n; j++)
			to = append(s, &s->part[0], &p[0], piece[i].stream[j], to);
		pieces->start[i] = (size_t)(to - (u8 *)s);
		for (unsigned j = piece[i].n; j-- > 0; )
			to = append(s, &s->part[1], &p[1], piece[i].stream[j], to);
		pieces->end[i] = (size_t)(to - (u8 *)s);
	}
}

/* What the second part works with is where the first's code was, and what the first works with
 * where the loader's bss will be. */
static bool make_all_notes(struct split *s, const struct splitter p[2], const struct split_pieces *pieces)
{
	return make_notes(&s->part[0], &p[0], get32(s->part[1].end) + SPLIT_SLACK, SPLIT_START) &&
	       make_notes(&s->part[1], &p[1], SPLIT_START + sizeof *s, SPLIT_START + (u32)pieces->start[0]);
}

u8 *x86_split(const struct split_source source[2], struct split_pieces *pieces)
{
	/* A jump may take two bytes. */
	size_t room = 2 * (source[0].size + source[1].size + SPLIT_SLACK);
	struct split *s = calloc(1, sizeof *s + room);
	u8 *bytes = malloc(2 * SPLIT_STREAMS * room);
	u32 *number = calloc(2 * room, sizeof *number);
	struct splitter p[2] = { { .kinds = &s->kind, .number = number },
				 { .kinds = &s->kind, .number = number + room } };
	bool made = s && bytes && number;

	if (made) {
		for (int page = SPLIT_OPCODE; page <= SPLIT_AFTER_66; page++)
			fill_opcodes(&s->kind, page);
		fill_modrm(&s->kind);
		for (unsigned i = 0; i < 2; i++) {
			s->part[i].to = put32(source[i].to);
			s->part[i].end = put32(source[i].to + (u32)source[i].size);
			s->part[i].plain_bytes = put32((u32)source[i].code);
			split_part(&p[i], &source[i], bytes + i * SPLIT_STREAMS * room, room);
		}
		join(s, p, pieces);
		pieces->notes_fit = make_all_notes(s, p, pieces);
	}
	free(number);
	free(bytes);
	if (made)
		return (u8 *)s;
	free(s);
	return NULL;
}
