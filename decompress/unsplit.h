/* unsplit.h - 32-bit code whose instructions were taken apart, so that LZMA sees like beside
 * like: 5 % less to store than with all bytes in their order and calls made absolute.
 *
 * What is packed are tables and then parts of the loader, each a struct code_part and its
 * streams.  Bytes that are no code come first and lie in RAW as they are.  Behind them is
 * code, read as instructions from the first byte to the last: their prefixes, opcodes, ModRM
 * and SIB bytes lie in OPS, what else they have in the other streams.
 *
 * The tables tell by each byte of OPS what follows it, so only whoever takes the code apart
 * has to know the instructions (tools/split.c); what it classes wrong costs bytes, no more. */
#ifndef DECOMPRESS_UNSPLIT_H
#define DECOMPRESS_UNSPLIT_H

#include "common/ondisk.h"

enum code_stream {
	RAW,
	OPS,
	IMM8,                           /* immediate values of a byte */
	DISP8,                          /* displacements of a byte */
	JUMP8,                          /* how far short jumps go */
	WORDS,                          /* everything of 2 or 4 bytes */
	CALLS,                          /* targets of calls: offsets in the loader, high byte first */
	STREAMS
};

/* What a byte means: bytes that follow in a stream, and whether there is a ModRM byte before
 * them; or TABLE(n), the next byte's table. */
enum {
	CLASS_STREAM = 0x07,
	CLASS_BYTES  = 0x38,            /* times 8 */
	CLASS_MODRM  = 0x40,
	CLASS_TEST   = 0x80,            /* no bytes if ModRM has one of these: test, not, neg, ... */
	NOT_TEST     = 0x30,
};
#define CLASS(stream, bytes) ((stream) | (bytes) << 3)
#define TABLE(n)             CLASS(7, n)

enum code_table {
	FIRST,                          /* of an instruction */
	TWO_BYTES,                      /* behind 0fh */
	HALVES,                         /* behind the prefix 66h: what had 4 bytes has 2 */
	MODRM,
	SIB,                            /* by ModRM's mod: 0, */
	SIB_DISP8,                      /* 1, */
	SIB_DISP32,                     /* 2 */
	TABLES
};
typedef u8 code_tables[TABLES][256];

struct code_part {
	le32 at;                        /* where it belongs: offset in the loader */
	le32 bytes[STREAMS];            /* of the streams, which follow in this order */
};
ONDISK(struct code_part, 4 + 4 * 7);

/* Put the part together in its place in the loader that starts at base[].  Nothing of it is
 * checked: the checksum of core.img says that it is fl-mkimage's. */
void unsplit(const struct code_part *part, code_tables *tables, u8 *base);

#endif
