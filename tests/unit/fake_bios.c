/* fake_bios.c - a BIOS that is a function, and its first megabyte. */
#include <assert.h>
#include <string.h>
#include "bios/entry.h"
#include "fake_bios.h"

u8 fake_low[0x100000] __attribute__((aligned(16)));
void (*fake_int)(u8 vector, struct bios_regs *regs);
unsigned fake_calls;
u64 fake_tsc;

void *low_memory(u32 addr)
{
	return fake_low + addr;
}

void bios_int(u8 vector, struct bios_regs *regs)
{
	fake_calls++;
	fake_tsc += FAKE_CALL_TICKS;
	fake_int(vector, regs);
}

void bios_run(u16 code, struct bios_regs *regs)
{
	fake_int((u8)(code >> 8), regs);
}

void copy_sectors(void *to, const void *from, u32 bytes)
{
	assert(bytes % 64 == 0);
	fake_tsc += FAKE_COPY_TICKS;
	memcpy(to, from, bytes);
}

u64 cpu_tsc(void)
{
	return fake_tsc;
}

void fake_bios_reset(void (*handler)(u8 vector, struct bios_regs *regs))
{
	memset(fake_low, 0, sizeof fake_low);
	fake_int = handler;
	fake_calls = 0;
}
