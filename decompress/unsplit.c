/* unsplit.c - put code together again (unsplit.h). */
#include "common/lzma_symbols.h"
#include "decompress/unsplit.h"

#define NOINLINE __attribute__((noinline))

/* get32() and put32() in a loop are not one instruction. */
typedef u32 __attribute__((aligned(1), may_alias)) unaligned;

struct cursor {
	u8 *to;
	const u8 *next[STREAMS];
	code_tables *tables;
};

/* Move what the class says, which may be nothing, to where the code grows. */
static NOINLINE void move(struct cursor *c, u32 class)
{
	u32 n = (class & CLASS_BYTES) >> 3;

	__asm__ volatile("rep movsb" : "+D"(c->to), "+S"(c->next[class & CLASS_STREAM]), "+c"(n)
			 : : "memory");
}

/* Move bytes of OPS as long as there is a table for the next; what follows. */
static NOINLINE u32 class_of(struct cursor *c, u32 table)
{
	u32 class;

	do {
		move(c, CLASS(OPS, 1));
		class = (*c->tables)[table][c->to[-1]];
		table = class >> 3;
	} while ((class & CLASS_STREAM) == CLASS_STREAM);
	return class;
}

static void move_instruction(struct cursor *c, const u8 *base)
{
	u32 class = class_of(c, FIRST), modrm = *c->next[OPS];
	unaligned *operand;

	if (class & CLASS_MODRM)
		move(c, class_of(c, MODRM));
	if ((class & CLASS_TEST) && (modrm & NOT_TEST))
		return;
	move(c, class);
	operand = (unaligned *)c->to - 1;
	if ((class & CLASS_STREAM) == CALLS)
		*operand = __builtin_bswap32(*operand) - (u32)(c->to - base);
}

void unsplit(const struct code_part *part, code_tables *tables, u8 *base)
{
	const unaligned *bytes = (const unaligned *)part->bytes;
	const u8 *next = (const u8 *)(part + 1) + bytes[RAW], *end = next + bytes[OPS];
	struct cursor c;

	c.tables = tables;
	c.to = lzma_copy(base + get32(part->at), (const u8 *)(part + 1), bytes[RAW]);
	for (unsigned i = OPS; i < STREAMS; i++) {
		c.next[i] = next;
		next += bytes[i];
	}
	while (c.next[OPS] != end)
		move_instruction(&c, base);
}
