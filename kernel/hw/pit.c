/* pit.c - the 8254 timer. */
#include "hw/pit.h"
#include "common/io.h"

enum {
	PIT = 0x40, CHANNEL2 = PIT + 2, MODE = PIT + 3,
	MODE_TICKS = 0x34,              /* channel 0, both bytes, rate generator */
	MODE_COUNT = 0xb0,              /* channel 2, both bytes, count down once */
	LATCH2     = 0x80,
	GATE       = 0x61,              /* bit 0: channel 2 counts, 1: is heard, 5: it ended */
	GATE_ON = 1, GATE_SPEAKER = 2, GATE_OUT = 1u << 5,
	CLOCK_HZ = 1193182, FULL = 0xffff,
};

void pit_ticks(unsigned hz)
{
	unsigned count = (CLOCK_HZ + hz / 2) / hz;

	outb(MODE, MODE_TICKS);
	outb(PIT, (u8)count);
	outb(PIT, (u8)(count >> 8));
}

void pit_count_start(void)
{
	outb(GATE, (inb(GATE) & ~GATE_SPEAKER & 0x0f) | GATE_ON);
	outb(MODE, MODE_COUNT);
	outb(CHANNEL2, FULL & 0xff);
	outb(CHANNEL2, FULL >> 8);
}

u64 pit_count_ns(bool *over)
{
	u32 count;

	outb(MODE, LATCH2);
	count = inb(CHANNEL2);
	count |= (u32)inb(CHANNEL2) << 8;
	*over = inb(GATE) & GATE_OUT;
	return (u64)(*over ? FULL : FULL - count) * 1000000000 / CLOCK_HZ;
}
