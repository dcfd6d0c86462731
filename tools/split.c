/* split.c - code taken apart into streams (decompress/unsplit.h). */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "tools/split.h"

enum {
	NOTHING = 0,
	BYTE    = CLASS(IMM8, 1),
	SHORT   = CLASS(JUMP8, 1),
	HALF    = CLASS(WORDS, 2),
	WORD    = CLASS(WORDS, 4),
	CALL    = CLASS(CALLS, 4),
	RM      = CLASS_MODRM,
	TEST    = CLASS_MODRM | CLASS_TEST,
};

/* Opcodes from..to; the maps of Intel's SDM, volume 2, appendix A.  Later rows win. */
static const struct {
	u8 table, from, to, class;
} rows[] = {
	{ FIRST, 0x0f, 0x0f, TABLE(TWO_BYTES) }, { FIRST, 0x66, 0x66, TABLE(HALVES) },
	{ FIRST, 0x62, 0x63, RM },        { FIRST, 0x68, 0x68, WORD },      { FIRST, 0x69, 0x69, RM | WORD },
	{ FIRST, 0x6a, 0x6a, BYTE },      { FIRST, 0x6b, 0x6b, RM | BYTE }, { FIRST, 0x70, 0x7f, SHORT },
	{ FIRST, 0x80, 0x83, RM | BYTE }, { FIRST, 0x81, 0x81, RM | WORD }, { FIRST, 0x84, 0x8f, RM },
	{ FIRST, 0xa0, 0xa3, WORD },      { FIRST, 0xa8, 0xa8, BYTE },      { FIRST, 0xa9, 0xa9, WORD },
	{ FIRST, 0xb0, 0xb7, BYTE },      { FIRST, 0xb8, 0xbf, WORD },      { FIRST, 0xc0, 0xc1, RM | BYTE },
	{ FIRST, 0xc2, 0xc2, HALF },      { FIRST, 0xc4, 0xc5, RM },        { FIRST, 0xc6, 0xc6, RM | BYTE },
	{ FIRST, 0xc7, 0xc7, RM | WORD }, { FIRST, 0xcd, 0xcd, BYTE },      { FIRST, 0xd0, 0xd3, RM },
	{ FIRST, 0xd8, 0xdf, RM },        { FIRST, 0xe0, 0xe3, SHORT },     { FIRST, 0xe4, 0xe7, BYTE },
	{ FIRST, 0xe8, 0xe8, CALL },      { FIRST, 0xe9, 0xe9, WORD },      { FIRST, 0xeb, 0xeb, SHORT },
	{ FIRST, 0xf6, 0xf6, TEST | BYTE }, { FIRST, 0xf7, 0xf7, TEST | WORD }, { FIRST, 0xfe, 0xff, RM },

	{ TWO_BYTES, 0x00, 0xff, RM },        { TWO_BYTES, 0x30, 0x33, NOTHING },
	{ TWO_BYTES, 0x80, 0x8f, WORD },      { TWO_BYTES, 0xa2, 0xa2, NOTHING },
	{ TWO_BYTES, 0xa4, 0xa4, RM | BYTE }, { TWO_BYTES, 0xac, 0xac, RM | BYTE },
	{ TWO_BYTES, 0xba, 0xba, RM | BYTE }, { TWO_BYTES, 0xc8, 0xcf, NOTHING },

	{ SIB_DISP8, 0x00, 0xff, CLASS(DISP8, 1) }, { SIB_DISP32, 0x00, 0xff, WORD },
};

/* What has 4 bytes, with 2. */
static u8 halved(u8 class)
{
	return (class & ~(CLASS_MODRM | CLASS_TEST)) == WORD ? class ^ WORD ^ HALF : class;
}

/* ModRM by itself, without what its instruction has besides. */
static u8 modrm_class(unsigned modrm)
{
	static const u8 by_mod[2][4] = {
		{ NOTHING, CLASS(DISP8, 1), WORD, NOTHING },
		{ TABLE(SIB), TABLE(SIB_DISP8), TABLE(SIB_DISP32), NOTHING },
	};

	return modrm >> 6 == 0 && (modrm & 7) == 5 ? WORD : by_mod[(modrm & 7) == 4][modrm >> 6];
}

void split_tables(code_tables *tables)
{
	memset(*tables, NOTHING, sizeof *tables);
	/* add, or, adc, sbb, and, sub, xor, cmp: with ModRM four times, al, eax. */
	for (unsigned op = 0; op < 0x40; op++)
		(*tables)[FIRST][op] = (u8[]){ RM, RM, RM, RM, BYTE, WORD, 0, 0 }[op & 7];
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		memset(&(*tables)[rows[i].table][rows[i].from], rows[i].class,
		       (size_t)(rows[i].to - rows[i].from) + 1);
	for (unsigned byte = 0; byte < 256; byte++) {
		(*tables)[HALVES][byte] = halved((*tables)[FIRST][byte]);
		(*tables)[MODRM][byte] = modrm_class(byte);
		if ((byte & 7) == 5)
			(*tables)[SIB][byte] = WORD;
	}
}

/* Code that is read, and where it goes. */
struct split {
	const u8 *code, *next, *end;
	u8       *stream[STREAMS];
	size_t    bytes[STREAMS];
	bool      torn;                 /* an instruction goes on behind the end */
};

/* Move n bytes to the stream; returns the last. */
static u8 take(struct split *s, enum code_stream stream, size_t n)
{
	if ((size_t)(s->end - s->next) < n) {
		s->torn = true;
		s->next = s->end;
		return 0;
	}
	memcpy(s->stream[stream] + s->bytes[stream], s->next, n);
	s->bytes[stream] += n;
	s->next += n;
	return s->next[-1];
}

static void take_class(struct split *s, u8 class)
{
	take(s, class & CLASS_STREAM, (class & CLASS_BYTES) >> 3);
}

static u8 class_of(struct split *s, code_tables *tables, unsigned table)
{
	u8 class;

	do {
		class = (*tables)[table][take(s, OPS, 1)];
		table = class >> 3;
	} while ((class & CLASS_STREAM) == CLASS_STREAM && !s->torn);
	return class;
}

/* `start` is where the code lies in the loader. */
static void take_instruction(struct split *s, code_tables *tables, u32 start)
{
	u8 class = class_of(s, tables, FIRST), modrm = s->next < s->end ? *s->next : 0;

	if (class & CLASS_MODRM)
		take_class(s, class_of(s, tables, MODRM));
	if ((class & CLASS_TEST) && (modrm & NOT_TEST))
		return;
	take_class(s, class);
	if ((class & CLASS_STREAM) == CALLS && !s->torn) {
		le32 *target = (le32 *)(s->stream[CALLS] + s->bytes[CALLS]) - 1;

		*target = put32(__builtin_bswap32(get32(*target) + start + (u32)(s->next - s->code)));
	}
}

u8 *split_part(code_tables *tables, u32 at, const u8 *raw, size_t raw_bytes,
	       const u8 *code, size_t code_bytes, size_t *size)
{
	struct split s = { .code = code, .next = code, .end = code + code_bytes };
	u8 *part = malloc(sizeof(struct code_part) + raw_bytes + code_bytes), *to;
	struct code_part *head = (struct code_part *)part;
	bool whole = true;

	for (unsigned i = 0; i < STREAMS; i++)
		whole = (s.stream[i] = malloc(raw_bytes + code_bytes + 1)) && whole;
	if (!part || !whole)
		abort();
	memcpy(s.stream[RAW], raw, raw_bytes);
	s.bytes[RAW] = raw_bytes;
	while (s.next < s.end)
		take_instruction(&s, tables, at + (u32)raw_bytes);
	head->at = put32(at);
	to = part + sizeof *head;
	for (unsigned i = 0; i < STREAMS; i++) {
		head->bytes[i] = put32((u32)s.bytes[i]);
		memcpy(to, s.stream[i], s.bytes[i]);
		to += s.bytes[i];
		free(s.stream[i]);
	}
	*size = (size_t)(to - part);
	if (!s.torn)
		return part;
	free(part);
	return NULL;
}
