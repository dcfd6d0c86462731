/* cpio.c - wrapping files for the initramfs: initrd newc:PATH:FILE. */
#include "boot/cpio.h"
#include "common/fmt.h"
#include "common/str.h"

/* The header: "070701" and 13 numbers of 8 hexadecimal digits. */
enum {
	HEADER_SIZE = 110,
	AT_MODE = 14, AT_LINKS = 38, AT_SIZE = 54, AT_NAME_SIZE = 94,
	FOLDER = 040777, REGULAR = 0100777,     /* as GRUB has them */
};

static void put_number(u8 *to, u32 number)
{
	char text[9];

	fmt(text, sizeof text, "%08x", number);
	memcpy(to, text, 8);
}

static u32 entry(u8 *to, const char *name, u32 name_size, u32 mode, u32 size)
{
	u32 whole = ALIGN_UP(HEADER_SIZE + name_size + 1, CPIO_ALIGN);

	if (to) {
		memset(to, 0, whole);
		memset(to, '0', HEADER_SIZE);
		memcpy(to, "070701", 6);
		put_number(to + AT_MODE, mode);
		put_number(to + AT_LINKS, 1);
		put_number(to + AT_SIZE, size);
		put_number(to + AT_NAME_SIZE, name_size + 1);
		memcpy(to + HEADER_SIZE, name, name_size);
	}
	return whole;
}

u32 cpio_header(u8 *to, const char *name, u32 size, const char *last)
{
	u32 n = 0;
	const char *p;

	for (p = name; *p; p++) {
		/* `last` is followed as far as it is the same. */
		if (*p == '/' && !(last && *last == '/'))
			n += entry(to ? to + n : NULL, name, (u32)(p - name), FOLDER, 0);
		if (last && *last++ != *p)
			last = NULL;
	}
	return n + entry(to ? to + n : NULL, name, (u32)(p - name), REGULAR, size);
}

u32 cpio_trailer(u8 *to)
{
	return entry(to, "TRAILER!!!", 10, 0, 0);
}
