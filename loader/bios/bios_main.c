/* bios_main.c - the PC as a struct platform. */
#include "bios/bios.h"
#include "bios/clock.h"
#include "bios/e820.h"
#include "bios/entry.h"
#include "bios/int13.h"
#include "bios/keyboard.h"
#include "bios/power.h"
#include "bios/screen.h"
#include "bios/serial.h"
#include "common/fmt.h"
#include "main.h"

static struct platform pc;
static const struct line *lines[2];             /* the second stays NULL: the end */

/* Identity: nothing above 4 GiB can be reached. */
static void *physical(u64 address, u64 size)
{
	if (address >> 32 || size > (1ull << 32) - address)
		return NULL;
	return (void *)(u32)address;
}

static u8 shift_keys(void)
{
	u8 bits = bda8(BDA_SHIFT);

	return (bits & 3 ? SHIFT_HELD : 0) | (bits & 4 ? CTRL_HELD : 0) |
	       (bits & 8 ? ALT_HELD : 0);
}

static unsigned drives(struct drive *out, unsigned max)
{
	return int13_drives(pc.boot_drive, out, max);
}

/* When nothing above can be trusted any more: to the devices, and stop. */
static NORETURN void panic(const char *text)
{
	enum { WHITE_ON_RED = 0x4f };

	for (unsigned x = 0; *text; text++, x++) {
		if (pc.screen && x < pc.screen->columns && *text >= ' ')
			pc.screen->cell(x, 0, *text, WHITE_ON_RED);
		if (lines[0])
			lines[0]->put(*text);
	}
	for (;;)
		__asm__ volatile("cli; hlt");
}

void exception(u32 vector, u32 code, u32 eip)
{
	char text[80];

	fmt(text, sizeof text, "loader: exception %u, code 0x%x, at 0x%08x; stopped\r\n",
	    (unsigned)vector, (unsigned)code, (unsigned)eip);
	panic(text);
}

void rest_damaged(err_t why)
{
	char text[80];

	fmt(text, sizeof text, "loader: its rest in memory: %s\r\n", why);
	panic(text);
}

void a20_stuck(void)
{
	panic("loader: the BIOS leaves A20 off\r\n");
}

static struct platform pc = {
	.key = keyboard_key,
	.shift_keys = shift_keys,
	.lines = lines,
	.serial = serial_set,
	.clock = clock_calendar,
	.milliseconds = clock_milliseconds,
	.idle = clock_idle,
	.memory_map = e820_read,
	.drives = drives,
	.drive_move = int13_move,
	.physical = physical,
	.tsc = cpu_tsc,
	.timeline = (struct timeline *)TIMELINE_START,
	.text_mode = screen_mode,
	.video = screen_info,
	.handoff = bios_handoff,
	.reboot = power_reboot,
	.halt = power_halt,
};

void bios_main(u8 boot_drive)
{
	static const u32 com1[SERIAL_FIELDS] = { 0, 0, SERIAL_FASTEST, 8, 1, 0 };

	pc.boot_drive = boot_drive;
	pc.screen = screen_init();
	lines[0] = serial_set(com1);
	loader_main(&pc);
}
