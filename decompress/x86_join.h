/* x86_join.h - 32-bit code in streams, as LZMA packs it best: 6 % less to store.
 *
 * The parts of an instruction look like those of other instructions, not like what stands
 * beside them.  So fl-mkimage (tools/x86_split.c) sorts the bytes of the loader's code into
 * streams, and x86_join() puts them together again.  Only the former knows instructions, and
 * where it takes one for another the code is the same, packed worse: what is behind each byte
 * says a table that comes along. */
#ifndef DECOMPRESS_X86_JOIN_H
#define DECOMPRESS_X86_JOIN_H

#include "common/layout.h"
#include "common/ondisk.h"

/* The streams.  What has 32 bits has its high byte first there, and a call not where to it
 * goes from here but the address.  A jump of 8 bits says how many instructions it skips, or
 * goes back if that is negative; or SPLIT_BYTES, and how many bytes. */
enum split_stream {
	SPLIT_CODE,                     /* opcodes, ModRM and SIB */
	SPLIT_BYTE, SPLIT_OFFSET, SPLIT_JUMP,           /* immediate, [x + 8 bits], jump: 8 bits */
	SPLIT_HALF,                                     /* immediate: 16 bits */
	SPLIT_WORD, SPLIT_ADDRESS, SPLIT_FAR, SPLIT_CALL,       /* immediate, [x + 32 bits], jump,
								 * call: 32 bits */
	SPLIT_STREAMS
};

enum { SPLIT_BYTES = 0x80, SPLIT_NOTE = 8 };    /* the latter: bytes of notes for a jump */

/* Where a byte of SPLIT_CODE is looked up. */
enum split_page {
	SPLIT_OPCODE, SPLIT_AFTER_0F, SPLIT_AFTER_66,
	SPLIT_MODRM, SPLIT_MODRM_F6, SPLIT_SIB, SPLIT_SIB_OFFSET, SPLIT_SIB_ADDRESS,
	SPLIT_PAGES
};

/* ... and what is found there. */
enum split_kind {
	SPLIT_AGAIN   = 0x80,           /* the next byte in the page of the low bits, else: */
	SPLIT_OPERAND = 0x0f,           /* which of the streams has what comes next; 0: none */
	SPLIT_PAGE    = 4,              /* opcodes: from this bit on the page of the ModRM byte
					 * in front of that; 0: there is none */
	SPLIT_ALONE   = 0x10,           /* ModRM: the opcode's operand is not there */
};

/* A part of the loader; addresses. */
struct split_part {
	le32 to, end;                   /* where it belongs */
	le32 plain, plain_bytes;        /* what is no code, and in front of it */
	le32 notes, notes_end;          /* memory to work with: see x86_join.asm */
	le32 stream[SPLIT_STREAMS];
};
ONDISK(struct split_part, 24 + 4 * SPLIT_STREAMS);

typedef u8 split_kinds[SPLIT_PAGES][256];

/* What the unpacked payload starts with, at SPLIT_START. */
struct split {
	split_kinds kind;
	struct split_part part[2];      /* what every boot needs, the rest */
};
ONDISK(struct split, 256 * SPLIT_PAGES + 2 * (24 + 4 * SPLIT_STREAMS));
_Static_assert((SPLIT_START >> 8 & 0xff) == SPLIT_AGAIN, "x86_join.asm makes addresses of pages so");

/* What is written behind a part's end is less. */
enum { SPLIT_SLACK = 16 };

/* Put the part together in its place; some bytes behind it are written.  It must be
 * fl-mkimage's: nothing is checked.  (regparm) */
void x86_join(const struct split_part *part);

#endif
