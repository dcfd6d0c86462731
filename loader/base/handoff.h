/* handoff.h - the last thing the loader does: copy, set registers, jump. */
#ifndef BASE_HANDOFF_H
#define BASE_HANDOFF_H

#include "common/types.h"

/* Copied after the loader's own memory is no longer needed, so `to` may lie on it;
 * `from` lies outside of every `to`.  size 0: nothing to do. */
struct handoff_move {
	u32 to, from, size;             /* physical addresses, bytes */
};

enum { HANDOFF_MOVES = 3 };

struct handoff {
	struct handoff_move move[HANDOFF_MOVES];
	bool real_mode;                 /* 16-bit entry at cs:ip, or 32-bit at `entry` */
	/* real mode: ds = es = fs = gs = ss = segment, cs:ip as given, interrupts off */
	u16  segment, ip, cs, sp;
	/* 32-bit flat protected mode, paging and interrupts off */
	u32  entry;
	u32  esi;                       /* all other registers are 0, but esp */
};

#endif
