/* fake_pc.h - a platform whose memory is a buffer and whose jump comes back here. */
#ifndef UNIT_FAKE_PC_H
#define UNIT_FAKE_PC_H

#include "base/platform.h"

enum { FAKE_RAM = 64 * MiB, FAKE_HEAP = 2 * MiB };

/* 64 MiB of RAM with a PC's holes. */
extern const struct mem_range fake_ranges[4];
extern u8 *fake_ram;
extern struct platform fake_platform;
extern struct timeline fake_timeline;

/* The last handoff; its moves have been done, as the metal does them. */
extern struct handoff fake_handoff;
extern u16 fake_text_mode;              /* the last vga= mode that was set */

/* Clear memory and all the above. */
void fake_pc_reset(void);

/* Run body(); true if it ended in a handoff, false if it came back. */
bool fake_pc_run(void (*body)(void));

#endif
