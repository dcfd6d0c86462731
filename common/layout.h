/* layout.h - who owns which bytes of memory, and from when to when.
 *
 * Low memory is used again and again, so each row says from which phase to which
 * (both included) it is alive.  tools/gen_layout prints these rows for nasm, for
 * the linker and as docs/memory-map.md, and refuses two rows that share bytes
 * while both are alive.  No other file types an address. */
#ifndef COMMON_LAYOUT_H
#define COMMON_LAYOUT_H

#include "common/types.h"

/* The phases of a boot, in order. */
#define PHASES(P) P(MBR) P(DISKBOOT) P(UNPACK) P(LOADER) P(KERNEL)

/*        name         start     size      from      to        what lives there */
#define LAYOUT(R) \
	R(BIOS_AREA,   0x000000, 0x000600, MBR,      KERNEL,   "interrupt vectors, BIOS data, BIOS scratch") \
	R(TIMELINE,    0x000600, 0x000200, MBR,      LOADER,   "boot timeline: one TSC value a milestone") \
	R(REAL_STACK,  0x001000, 0x006000, MBR,      LOADER,   "stack of real mode and of every BIOS call") \
	R(BOOT_SECTOR, 0x007c00, 0x000200, MBR,      MBR,      "boot.img, where the BIOS put it") \
	R(LAST_STEP,   0x007c00, 0x000200, LOADER,   KERNEL,   "copies the kernel into place and jumps") \
	R(DISKBOOT,    0x008000, 0x000200, MBR,      DISKBOOT, "diskboot.img: the first sector of core.img") \
	R(CORE,        0x008200, 0x017e00, DISKBOOT, LOADER,   "lzma_decompress.img, which the loader calls, and the packed loader") \
	R(LOADER,      0x020000, 0x028000, UNPACK,   LOADER,   "the loader: code, data, bss") \
	R(SPLIT,       0x048000, 0x019000, UNPACK,   LOADER,   "the loader's code in streams, as LZMA unpacked it") \
	R(DECODER,     0x061000, 0x00f000, UNPACK,   LOADER,   "LZMA decoders, which go on for the loader's rest") \
	R(BOUNCE,      0x070000, 0x010000, DISKBOOT, LOADER,   "disk buffer for the BIOS; no DMA crosses its ends") \
	R(PROT_STACK,  0x080000, 0x010000, UNPACK,   LOADER,   "stack of protected mode") \
	R(LINUX_SETUP, 0x090000, 0x00a000, LOADER,   KERNEL,   "setup code or boot_params, command line") \
	R(EBDA,        0x09fc00, 0x000400, MBR,      KERNEL,   "extended BIOS data; the memory map has its real start") \
	R(VGA_TEXT,    0x0b8000, 0x008000, MBR,      KERNEL,   "text screen of a colour VGA") \
	R(HIGH,        0x100000, 0xff00000, LOADER,  KERNEL,   "kernels; the loader's heap is at the top of it")

#define LAYOUT_ENUM_ROW(name, start, size, from, to, what) \
	name##_START = start, name##_SIZE = size,
enum { LAYOUT(LAYOUT_ENUM_ROW) };

/* Facts that are not about overlap. */
_Static_assert(BOUNCE_START % 0x10000 == 0, "DMA must not cross a 64 KiB line");
_Static_assert(DISKBOOT_START + DISKBOOT_SIZE == CORE_START,
	       "diskboot.img and the rest of core.img lie in one piece");
_Static_assert(LOADER_START % 0x10000 == 0,
	       "the thunk's 16-bit code runs with cs = LOADER_START / 16");

#endif
