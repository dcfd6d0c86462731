/* fake_machine.h - a platform with a screen, a keyboard, a line and a clock, in memory. */
#ifndef UNIT_FAKE_MACHINE_H
#define UNIT_FAKE_MACHINE_H

#include "base/platform.h"

enum { FAKE_COLUMNS = 20, FAKE_ROWS = 5, FAKE_SENT = 200000 };

extern struct platform fake_machine;
extern char fake_cells[FAKE_ROWS][FAKE_COLUMNS];
extern u8   fake_colours[FAKE_ROWS][FAKE_COLUMNS];
extern unsigned fake_x, fake_y, fake_scrolls, fake_idles;
extern bool fake_visible;
extern char fake_sent[FAKE_SENT];               /* what went out on the line, with a NUL */
extern size_t fake_sent_size;
extern int  fake_next_key;                      /* of the keyboard */
extern u32  fake_ms;                            /* each idle adds 55 */
extern u8   fake_shift;                         /* SHIFT_HELD ... */
extern u16  fake_clock[CLOCK_FIELDS];           /* all 0: it does not work */
extern u32  fake_serial[SERIAL_FIELDS];         /* as set up last; units from 2 on are not there */

/* Blank screen, nothing sent; `input` comes in on the line. */
void fake_machine_reset(const char *input);

#endif
