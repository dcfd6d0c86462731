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

/* Scan codes to keys. */
static const struct { u8 scan, key; } named[] = {
#define NAMED(scan, key) { scan, (key) & 0xff }
	NAMED(0x47, KEY_HOME), NAMED(0x48, KEY_UP), NAMED(0x49, KEY_PAGE_UP),
	NAMED(0x4b, KEY_LEFT), NAMED(0x4d, KEY_RIGHT), NAMED(0x4f, KEY_END),
	NAMED(0x50, KEY_DOWN), NAMED(0x51, KEY_PAGE_DOWN), NAMED(0x52, KEY_INSERT),
	NAMED(0x53, KEY_DELETE), NAMED(0x85, KEY_F11), NAMED(0x86, KEY_F12),
};

static int key_of(u8 scan, u8 character)
{
	if (character != 0 && character != GREY)
		return character < 0x7f ? character : KEY_NONE;
	if (scan >= 0x3b && scan <= 0x44)
		return KEY_F1 + scan - 0x3b;
	for (unsigned i = 0; i < COUNT(named); i++)
		if (named[i].scan == scan)
			return 0x100 | named[i].key;
	return KEY_NONE;
}

int keyboard_key(void)
{
	u16 kind = bda8(BDA_KEYBOARD) & ENHANCED_THERE ? ENHANCED : 0;
	struct bios_regs r = bios_regs(PEEK | kind);

	/* Asked through the BIOS although its buffer could be looked at: some answer
	 * this call from a serial line or from USB. */
	bios_int(0x16, &r);
	if (r.eflags & FLAG_ZF)
		return KEY_NONE;
	r = bios_regs(READ | kind);
	bios_int(0x16, &r);
	return key_of((u8)(r.eax >> 8), (u8)r.eax);
}
