/* boot_info.h - what the boot loader told us, checked and in our own words. */
#ifndef KERNEL_BOOT_INFO_H
#define KERNEL_BOOT_INFO_H

#include "common/linux_header.h"
#include "common/timeline.h"

/* More ranges than boot_params has room for come in setup_data. */
enum { BOOT_RANGES = 4 * LINUX_E820_MAX, BOOT_CMDLINE = 2048 };

struct boot_range {
	u64 start, size;
	u32 type;                       /* as E820 numbers them; 1 is RAM */
};

struct boot_info {
	char     cmdline[BOOT_CMDLINE];
	unsigned ranges;
	struct boot_range range[BOOT_RANGES];
	u64      initrd, initrd_size;   /* size 0: none */
	bool     has_timeline;
	struct timeline timeline;
};

/* Where physical memory can be read. */
typedef const void *boot_memory(u64 address);

/* Read boot_params and what it points to. */
void boot_info_read(struct boot_info *info, const struct boot_params *params,
		    boot_memory *memory);

/* Bytes of RAM in all. */
u64 boot_info_ram(const struct boot_info *info);

/* Is `word` one of the command line's, between blanks? */
bool boot_info_word(const struct boot_info *info, const char *word);
/* What follows `name`, "init=" say, in the last word that begins with it, into to[size], cut
 * if need be; false: there is none. */
bool boot_info_value(const struct boot_info *info, const char *name, char *to, size_t size);
/* The words behind " -- ", at most `max`: how many.  They lie in text[]. */
unsigned boot_info_arguments(const struct boot_info *info, char text[BOOT_CMDLINE], char **argv,
			     unsigned max);

#endif
