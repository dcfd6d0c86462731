/* bios.h - the glove box: the one way to call the BIOS and to see its memory.
 *
 * Only files of loader/bios/ include it, so `grep bios_int` is the list of what we ask
 * of the firmware, and a test replaces the firmware by defining two functions. */
#ifndef BIOS_BIOS_H
#define BIOS_BIOS_H

#include "common/layout.h"

/* Registers handed to and back from an interrupt.  The order is that of popad, pop ds,
 * pop es, popfd: bios_int.asm puts the struct on the real-mode stack and pops it. */
struct bios_regs {
	u32 edi, esi, ebp, unused, ebx, edx, ecx, eax;
	u16 ds, es;
	u32 eflags;
};

enum { FLAG_CF = 1u << 0, FLAG_ZF = 1u << 6, FLAG_IF = 1u << 9 };

/* The state every call starts from: all zero, interrupts on, and carry SET, so that a
 * BIOS which ignores the function looks like the failure it is. */
void bios_regs(struct bios_regs *regs, u16 ax);

/* Run `int vector` in real mode on REAL_STACK and bring every register back.  May
 * change any memory below 1 MiB that the BIOS owns; nothing else. */
void bios_int(u8 vector, struct bios_regs *regs);

/* The same with two bytes of machine code in place of the `int`. */
void bios_run(u16 code, struct bios_regs *regs);

/* entry.asm: `bytes`, a multiple of 64, from a buffer of the BIOS to where they do not
 * overlap it. */
void copy_sectors(void *to, const void *from, u32 bytes);

static inline bool bios_failed(const struct bios_regs *regs)
{
	return regs->eflags & FLAG_CF;
}

/* Where physical address `addr`, below 1 MiB, can be reached: the address itself on
 * the machine, a byte of an array in the tests' fake BIOS. */
#if __STDC_HOSTED__
void *low_memory(u32 addr);
#else
static inline void *low_memory(u32 addr)
{
	return (void *)addr;
}
#endif

/* What the BIOS reads or writes for us lies at the end of BOUNCE, behind the sectors. */
enum {
	BIOS_BUFFER_SIZE = 512,
	BIOS_BUFFER      = BOUNCE_START + BOUNCE_SIZE - BIOS_BUFFER_SIZE,
	BIOS_BUFFER_SEG  = BIOS_BUFFER >> 4,
};

/* The BIOS data area, by the offsets that its manuals use with segment 40h. */
enum {
	BDA_COM1           = 0x00,      /* word: port, 0 = none */
	BDA_EQUIPMENT      = 0x10,      /* word: bit 0 floppies there, bits 6-7 how many - 1 */
	BDA_SHIFT          = 0x17,      /* byte: 0, 1 shift; 2 ctrl; 3 alt */
	BDA_COLUMNS        = 0x4a,      /* word */
	BDA_CURSOR         = 0x50,      /* word: row << 8 | column, page 0 */
	BDA_CRTC           = 0x63,      /* word: index port, 3d4h colour, 3b4h mono */
	BDA_TICKS          = 0x6c,      /* dword: 18.2 a second since midnight */
	BDA_RESET          = 0x72,      /* word: 1234h = warm boot, no memory test */
	BDA_HARD_DISKS     = 0x75,      /* byte */
	BDA_ROWS           = 0x84,      /* byte: rows - 1, 0 before EGA */
	BDA_FONT_HEIGHT    = 0x85,      /* word: scan lines of a character */
	BDA_KEYBOARD       = 0x96,      /* byte: bit 4 = enhanced, so INT 16h 10h-12h work */
};

static inline volatile void *bda(unsigned offset)
{
	return (u8 *)low_memory(0x400) + offset;
}

static inline u8 bda8(unsigned offset)
{
	return *(volatile u8 *)bda(offset);
}

static inline u16 bda16(unsigned offset)
{
	return *(volatile u16 *)bda(offset);
}

#endif
