/* gen_offsets.c - struct offsets and constants of C for nasm. */
#include <stdio.h>
#include "base/handoff.h"
#include "bios/bios.h"
#include "common/core_image.h"
#include "common/timeline.h"
#include "decompress/lzma.h"
#include "decompress/x86_join.h"

#define FIELD(prefix, type, field) \
	printf("%%define " #prefix "_" #field " %zu\n", offsetof(type, field))
#define SIZE(prefix, type)   printf("%%define " #prefix "_SIZE %zu\n", sizeof(type))
#define CONSTANT(name)       printf("%%define " #name " 0x%x\n", (unsigned)(name))

static void core_image(void)
{
	CONSTANT(SECTOR);
	CONSTANT(BOOT_CODE_BYTES);
	CONSTANT(BOOT_LBA_OFFSET);
	CONSTANT(BLOCK_RUNS);
	CONSTANT(DISKBOOT_TAIL_OFFSET);
	CONSTANT(CORE_MAGIC);
	FIELD(RUN, struct block_run, lba);
	FIELD(RUN, struct block_run, sectors);
	SIZE(RUN, struct block_run);
	FIELD(TAIL, struct diskboot_tail, run);
	FIELD(TAIL, struct diskboot_tail, stub_bytes);
	FIELD(TAIL, struct diskboot_tail, stub_crc);
	FIELD(TAIL, struct diskboot_tail, crc);
	SIZE(CORE_HEADER, struct core_header);
	FIELD(CORE_HEADER, struct core_header, magic);
	FIELD(CORE_HEADER, struct core_header, unpack_rest);
}

static void split(void)
{
	CONSTANT(SPLIT_OPCODE);
	CONSTANT(SPLIT_AGAIN);
	CONSTANT(SPLIT_OPERAND);
	CONSTANT(SPLIT_PAGE);
	CONSTANT(SPLIT_ALONE);
	CONSTANT(SPLIT_OFFSET);
	CONSTANT(SPLIT_JUMP);
	CONSTANT(SPLIT_HALF);
	CONSTANT(SPLIT_CALL);
	FIELD(SPLIT_PART, struct split_part, to);
	FIELD(SPLIT_PART, struct split_part, end);
	FIELD(SPLIT_PART, struct split_part, plain_bytes);
	FIELD(SPLIT_PART, struct split_part, stream);
	CONSTANT(SPLIT_CODE);
}

static void lzma(void)
{
	CONSTANT(LZMA_SYMBOL_BYTES);
	CONSTANT(PROB_BITS);
	CONSTANT(PROB_SHIFT);
	SIZE(LZMA_TREE, lzma_tree);
	SIZE(LZMA_STATE, struct lzma_state);
	FIELD(LZMA_STATE, struct lzma_state, is_rep);
	FIELD(LZMA_STATE, struct lzma_state, is_rep0);
	FIELD(LZMA_STATE, struct lzma_state, is_rep0_long);
	FIELD(LZMA_LENGTH, struct lzma_length, low);
	FIELD(LZMA_LENGTH, struct lzma_length, middle);
	FIELD(LZMA_LENGTH, struct lzma_length, high);
	FIELD(LZMA_MODEL, struct lzma_model, slot);
	FIELD(LZMA_MODEL, struct lzma_model, special);
	FIELD(LZMA_MODEL, struct lzma_model, align);
	FIELD(LZMA_MODEL, struct lzma_model, match_length);
	FIELD(LZMA_MODEL, struct lzma_model, repeat_length);
	SIZE(LZMA_MODEL, struct lzma_model);
	SIZE(LZMA_LITERAL, lzma_literal);
}

static void timeline(void)
{
	CONSTANT(TIMELINE_MAGIC);
	FIELD(TIMELINE, struct timeline, magic);
	FIELD(TIMELINE, struct timeline, count);
	FIELD(TIMELINE, struct timeline, tsc);
	SIZE(TIMELINE_STRUCT, struct timeline);
	CONSTANT(MILESTONE_COUNT);
#define SLOT(name, what) CONSTANT(MILESTONE_##name);
	MILESTONES(SLOT) MILESTONE_SUMS(SLOT)
}

static void handoff(void)
{
	FIELD(HANDOFF, struct handoff, move);
	FIELD(HANDOFF, struct handoff, real_mode);
	FIELD(HANDOFF, struct handoff, segment);
	FIELD(HANDOFF, struct handoff, cs);
	FIELD(HANDOFF, struct handoff, ip);
	FIELD(HANDOFF, struct handoff, sp);
	FIELD(HANDOFF, struct handoff, entry);
	FIELD(HANDOFF, struct handoff, esi);
	FIELD(MOVE, struct handoff_move, to);
	FIELD(MOVE, struct handoff_move, from);
	FIELD(MOVE, struct handoff_move, size);
	SIZE(MOVE, struct handoff_move);
	CONSTANT(HANDOFF_MOVES);
	SIZE(HANDOFF_STRUCT, struct handoff);
}

static void bios(void)
{
	SIZE(REGS, struct bios_regs);
}

int main(void)
{
	core_image();
	split();
	lzma();
	timeline();
	handoff();
	bios();
	return 0;
}
