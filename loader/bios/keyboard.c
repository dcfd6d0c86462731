/* keyboard.c - the keyboard through the BIOS. */
#include "base/key.h"
#include "bios/bios.h"
#include "bios/keyboard.h"
#include "common/types.h"

enum {
	ENHANCED_THERE = 1 << 4,        /* BDA_KEYBOARD: INT 16h 10h and 11h work */
	PEEK           = 0x0100,
	READ           = 0x0000,
	ENHANCED       = 0x1000,        /* added to either */
	GREY           = 0xe0,          /* "character" of a key that has none */
};

/* The keys from scan code 47h on: how far behind KEY_UP - 1, 0 = none. */
static const u8 named[] = {
#define NAMED(scan, key) [scan - 0x47] = (key) - KEY_UP + 1
	NAMED(0x47, KEY_HOME), NAMED(0x48, KEY_UP), NAMED(0x49, KEY_PAGE_UP),
	NAMED(0x4b, KEY_LEFT), NAMED(0x4d, KEY_RIGHT), NAMED(0x4f, KEY_END),
	NAMED(0x50, KEY_DOWN), NAMED(0x51, KEY_PAGE_DOWN), NAMED(0x52, KEY_INSERT),
	NAMED(0x53, KEY_DELETE),
};

static int key_of(unsigned scan, u8 character)
{
	if (character != 0 && character != GREY)
		return character < 0x7f ? character : KEY_NONE;
	if (scan - 0x3b < 10)
		return KEY_F1 + (int)scan - 0x3b;
	if (scan - 0x85 < 2)
		return KEY_F11 + (int)scan - 0x85;
	if (scan - 0x47 < COUNT(named) && named[scan - 0x47])
		return KEY_UP - 1 + named[scan - 0x47];
	return KEY_NONE;
}

int keyboard_key(void)
{
	u16 kind = bda8(BDA_KEYBOARD) & ENHANCED_THERE ? ENHANCED : 0;
	struct bios_regs r;

	/* Asked through the BIOS although its buffer could be looked at: some answer
	 * this call from a serial line or from USB. */
	bios_regs(&r, PEEK | kind);
	bios_int(0x16, &r);
	if (r.eflags & FLAG_ZF)
		return KEY_NONE;
	bios_regs(&r, READ | kind);
	bios_int(0x16, &r);
	return key_of(r.eax >> 8 & 0xff, (u8)r.eax);
}
