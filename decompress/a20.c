/* a20.c - open address line 20 without the BIOS. */
#include "common/core_image.h"
#include "common/io.h"
#include "common/layout.h"
#include "decompress/a20.h"

enum {
	POST_PORT     = 0x80,           /* a write to it takes about 1 us */
	SYSTEM_PORT   = 0x92,           /* "fast A20" */
	SYSTEM_RESET  = 1 << 0,
	SYSTEM_A20    = 1 << 1,
	KBD_DATA      = 0x60,
	KBD_STATUS    = 0x64,
	KBD_COMMAND   = 0x64,
	KBD_FULL      = 1 << 1,         /* the controller has not read our last byte */
	KBD_OUT_PORT  = 0xd1,           /* command: the next byte goes to the output port */
	KBD_A20_ON    = 0xdf,
	KBD_NO_OP     = 0xff,           /* command: pulse no line; some need it to finish */
	KBD_POLLS     = 20000,          /* 1 us each */
	OPEN_POLLS    = 5000,           /* writes of 1 us: some chips take milliseconds */
};

/* The word that is compared with the one 1 MiB above: our own header's magic. */
enum { PROBE = CORE_START + offsetof(struct core_header, magic) };

bool a20_is_open(void)
{
	volatile u32 *low = (volatile u32 *)PROBE, *high = (volatile u32 *)(PROBE + MiB);
	u32 was = *low;
	bool open;

	/* Equal by chance or because they are one: see whether they stay equal. */
	*low = ~*high;
	open = *high != *low;
	*low = was;
	return open;
}

static bool a20_opens(void)
{
	for (u32 i = 0; i < OPEN_POLLS; i++) {
		if (a20_is_open())
			return true;
		outb(POST_PORT, 0);
	}
	return false;
}

static void keyboard_write(u16 port, u8 byte)
{
	for (u32 i = 0; i < KBD_POLLS && (inb(KBD_STATUS) & KBD_FULL); i++)
		outb(POST_PORT, 0);
	outb(port, byte);
}

err_t a20_open(void)
{
	if (a20_is_open())
		return NULL;
	outb(SYSTEM_PORT, (inb(SYSTEM_PORT) | SYSTEM_A20) & ~SYSTEM_RESET);
	if (a20_opens())
		return NULL;
	keyboard_write(KBD_COMMAND, KBD_OUT_PORT);
	keyboard_write(KBD_DATA, KBD_A20_ON);
	keyboard_write(KBD_COMMAND, KBD_NO_OP);
	return a20_opens() ? NULL : "a20 stays closed";
}
