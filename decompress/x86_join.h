/* x86_join.h - 32-bit code in streams, as LZMA packs it best: 6 % less to store.
 *
 * A part of an instruction looks like the same part of other instructions, not like what
 * stands beside it.  So fl-mkimage (tools/x86_split.c) sorts the bytes of the loader's code
 * into streams, one for each kind of part, and x86_join() puts them together again.  It knows
 * no instructions: a table that comes with the streams tells what follows each byte.  Where
 * fl-mkimage takes one instruction for another, the code that comes out is the same; it is
 * only packed worse. */
#ifndef DECOMPRESS_X86_JOIN_H
#define DECOMPRESS_X86_JOIN_H

#include "common/layout.h"
#include "common/ondisk.h"

/* The streams.  Values of 32 bits have their high byte first there, and a call has the
 * address it goes to, not the distance.  An 8-bit jump that goes where the one before it went
 * has a 0 for its distance; a distance of 0 has what stood for that: the two are exchanged. */
enum split_stream {
	SPLIT_CODE,                     /* opcodes, ModRM and SIB; before them what is no code */
	SPLIT_BYTE, SPLIT_OFFSET, SPLIT_JUMP,           /* immediate, [x + 8 bits], jump: 8 bits */
	SPLIT_HALF,                                     /* immediate: 16 bits */
	SPLIT_WORD, SPLIT_ADDRESS, SPLIT_FAR, SPLIT_CALL,       /* immediate, [x + 32 bits], jump,
								 * call: 32 bits */
	SPLIT_STREAMS
};

/* Where a byte of SPLIT_CODE is looked up. */
enum split_page {
	SPLIT_OPCODE, SPLIT_AFTER_0F, SPLIT_AFTER_66,
	SPLIT_MODRM, SPLIT_MODRM_F6, SPLIT_SIB, SPLIT_SIB_OFFSET, SPLIT_SIB_ADDRESS,
	SPLIT_PAGES
};

/* ... and what is found there. */
enum split_kind {
	SPLIT_AGAIN   = 0x80,           /* look the next byte up in the page that the low bits
					 * name; without this bit: */
	SPLIT_OPERAND = 0x0f,           /* which of the streams has what comes next; 0: none */
	SPLIT_PAGE    = 4,              /* opcodes: the bits from this one on are the page of the
					 * ModRM byte, which comes before that; 0: there is none */
	SPLIT_ALONE   = 0x10,           /* ModRM: the opcode's operand is not there */
};

/* The unpacked payload, at SPLIT_START: this, then parts of the loader. */
typedef u8 split_kinds[SPLIT_PAGES][256];

/* A part. */
struct split_part {
	le32 to, end;                   /* addresses: where it belongs */
	le32 plain_bytes;               /* in front of the code */
	le32 stream[SPLIT_STREAMS];     /* addresses */
};
ONDISK(struct split_part, 12 + 4 * SPLIT_STREAMS);
_Static_assert((SPLIT_START >> 8 & 0xff) == SPLIT_AGAIN, "x86_join.asm makes addresses of pages so");

/* The last instruction may reach over its part's end, by less than this. */
enum { SPLIT_SLACK = 16 };

/* Put the part together in its place; up to SPLIT_SLACK bytes behind it are overwritten.  It
 * must be fl-mkimage's: nothing is checked.  (regparm) */
void x86_join(const struct split_part *part);

#endif
