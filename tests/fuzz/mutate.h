/* mutate.h - new inputs for parsers that look at a checksum first: what it is of is changed,
 * then the checksum is made right.  One in eight keeps the wrong one. */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include "common/types.h"

/* libFuzzer's own change of data[size], to at most `max` bytes; the new size. */
size_t LLVMFuzzerMutate(u8 *data, size_t size, size_t max);

static inline bool mutate_mends(unsigned seed)
{
	return seed % 8;
}

/* mutate_gpt.c: make the checksums right of the GPT at sector `lba`, sectors of
 * 512 << shift bytes, if one is there. */
void mend_gpt(u8 *disk, size_t size, u64 lba, unsigned shift);

/* mutate_gzip.c: change what is packed in a gzip file, or the file's own bytes. */
size_t mutate_gzip(u8 *data, size_t size, size_t max, unsigned seed);

#endif
