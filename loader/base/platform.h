/* platform.h - the machine under the loader, as one struct of functions.
 *
 * loader/bios/ fills it in on the metal, tools/fl-emu on Linux over image files, tests
 * with doubles.  Everything above sees a machine only through it. */
#ifndef BASE_PLATFORM_H
#define BASE_PLATFORM_H

#include "base/handoff.h"
#include "base/key.h"
#include "base/mem_range.h"
#include "common/timeline.h"

enum drive_kind { DRIVE_FLOPPY, DRIVE_HARD, DRIVE_CD };

/* A disk as the firmware numbers it. */
struct drive {
	u8              number;         /* 0x00.. floppies, 0x80.. hard disks, 0xe0.. CDs */
	enum drive_kind kind;
	bool            lba;            /* EDD packet calls work; else CHS */
	u32             sector_size;    /* bytes: 512, 1024, 2048 or 4096 */
	u64             sectors;        /* of sector_size bytes */
	u16             cylinders, heads, track_sectors;        /* when !lba */
};

/* A character-cell screen with a colour attribute as on VGA text. */
struct screen {
	u8   columns, rows;
	u8   x, y;                              /* where the cursor was found */
	void (*cell)(unsigned x, unsigned y, char c, u8 attribute);
	void (*scroll)(u8 attribute);           /* all rows up by one, last row blank */
	void (*cursor)(unsigned x, unsigned y, bool visible);
};

/* A byte line with a terminal at the other end. */
struct line {
	const char *name;                       /* "serial" */
	void (*put)(char c);                    /* bounded wait; drops c when it is over */
	int  (*get)(void);                      /* next byte, or -1; never waits */
};

/* How a serial port is to work.  PORT is its I/O address, 0: that of the UNIT (COM1 is 0);
 * SPEED is in bits a second and divides the fastest; WORD is 5 to 8 bits, STOP 1 or 2; PARITY
 * 0 none, 1 odd, 2 even. */
enum serial_field {
	SERIAL_UNIT, SERIAL_PORT, SERIAL_SPEED, SERIAL_WORD, SERIAL_STOP, SERIAL_PARITY,
	SERIAL_FIELDS
};
enum { SERIAL_FASTEST = 115200 };

/* The real-time clock's time as the clock has it: decimal digits of 4 bits, 0x2024. */
enum clock_field { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, CLOCK_FIELDS };

struct platform {
	const struct screen *screen;            /* NULL: none */
	int  (*key)(void);                      /* keyboard: next key or KEY_NONE; never waits */
	u8   (*shift_keys)(void);               /* SHIFT_HELD ... */
	const struct line *const *lines;        /* ends with NULL */

	/* Set a port up; from then on it is the line of that name, and "serial" is at no
	 * other.  NULL: there is no such port, and nothing changes. */
	const struct line *(*serial)(const u32 setup[SERIAL_FIELDS]);

	/* Read or set the clock; false when it does not work. */
	bool (*clock)(u16 time[CLOCK_FIELDS], bool set);
	u32  (*milliseconds)(void);             /* since some start; wraps; 55 ms steps are fine */
	void (*idle)(void);                     /* sleep until an interrupt, 55 ms at most */

	err_t (*memory_map)(struct mem_range *out, unsigned max, unsigned *n);

	u8    boot_drive;                       /* drive number the BIOS booted from */
	/* Fill in out[max], max not 0; how many there are.  The boot drive is the first. */
	unsigned (*drives)(struct drive *out, unsigned max);
	/* Read whole sectors of drive->sector_size to `memory`, or write them from there.  The
	 * range is on the drive; `count` has no other limit.  On an error the buffer is
	 * unspecified, and it is not known what was written. */
	err_t (*drive_move)(const struct drive *drive, u64 lba, u32 count, void *memory,
			    bool write);

	/* Physical memory that memory_map calls RAM: identity on the metal, a window of
	 * host memory in fl-emu. */
	void *(*physical)(u64 address, u64 size);

	u64  (*tsc)(void);                      /* 0 when the CPU has none */
	struct timeline *timeline;

	void (*text_mode)(u16 vga);             /* vga= mode asked for: 0xffff normal; no-op ok */
	void (*video)(void *boot_params);       /* fill screen_info at offset 0 (linux boot) */
	NORETURN void (*handoff)(const struct handoff *h);
	NORETURN void (*reboot)(void);
	NORETURN void (*halt)(void);           /* power off if the machine can, else stop */
};

#endif
