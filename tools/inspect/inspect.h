/* inspect.h - what fl-inspect finds, as one JSON tree, and who finds what.
 *
 * Each finder adds to the tree; view.c shows the tree to a person.  A finder reads what others
 * wrote: it checks each length before it uses it, and where it cannot go on it adds a
 * "problem", a sentence. */
#ifndef INSPECT_INSPECT_H
#define INSPECT_INSPECT_H

#include <jansson.h>
#include <stdio.h>
#include "tools/install/install.h"

/* --- report.c: the tree.  Keys are words with _ between them. */
json_t *report_new(void);
json_t *add_object(json_t *to, const char *key);
json_t *add_list(json_t *to, const char *key);        /* or the one that is there */
json_t *add_row(json_t *list);
void    add_number(json_t *to, const char *key, u64 number);
void    add_real(json_t *to, const char *key, double number);
void    add_flag(json_t *to, const char *key, bool flag);
void    add_text(json_t *to, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Text that somebody else wrote: of at most `size` bytes, up to a NUL; what no screen should
 * get becomes a dot. */
void    add_foreign(json_t *to, const char *key, const void *text, size_t size);
/* "crc", "stored_crc" and "check": ok or BAD. */
void    add_crc(json_t *to, u32 computed, u32 stored);
/* err may be NULL: nothing is added. */
void    add_problem(json_t *to, err_t err);
/* Is there a BAD or a problem anywhere? */
bool    report_is_bad(const json_t *tree);

/* A stage: where it lies on the disk, where it runs. */
#define NO_LBA UINT64_MAX               /* in a file, or only in memory */
struct stage {
	const char *name;
	u64         lba;
	u64         bytes;
	u32         address;
	const char *mode;
};
json_t *add_stage(json_t *stages, const struct stage *stage);

/* --- view.c */
void view_print(FILE *out, const json_t *tree);

/* --- file.c: what kind of file it is, and what is in it. */
err_t inspect_file(const char *path, json_t *report) MUST_CHECK;

/* --- disk.c */
void inspect_disk(json_t *report, struct target *t);

/* --- table.c: the partition table, by libfdisk.  Is there one? */
bool inspect_table(json_t *report, struct target *t);

/* --- boot_code.c: whose code a boot sector has, and the fields in it. */
struct boot_code {
	const char *loader, *image;     /* "GRUB", "boot.img" */
	bool (*is_it)(const u8 sector[SECTOR]);
	void (*inspect)(json_t *to, const u8 sector[SECTOR]);   /* or NULL */
	/* What it starts; or NULL. */
	void (*follow)(json_t *report, struct target *t, const u8 sector[SECTOR]);
};
/* NULL: nobody that we know. */
const struct boot_code *boot_code_find(const u8 sector[SECTOR]);
/* Adds "boot_sector". */
void inspect_boot_sector(json_t *report, const u8 sector[SECTOR]);
/* Does it end with 55 aa? */
bool boot_code_is_signed(const u8 sector[SECTOR]);
/* Is there this text between the start and where the disk's own bytes begin? */
bool boot_code_says(const u8 sector[SECTOR], const char *text);

/* --- gather.c: sectors from here and there on a disk, in one piece. */
struct gathered {
	u8   *bytes;
	u64  *lba;                      /* of each sector; NULL: it is a file */
	size_t size;                    /* bytes */
};
/* Append `count` sectors.  At most GATHER_MAX in all. */
enum { GATHER_MAX = 4096 };
err_t gather(struct gathered *g, struct target *t, u64 lba, u64 count) MUST_CHECK;
/* The sector that holds this byte, or NO_LBA. */
u64   gathered_lba(const struct gathered *g, size_t at);
void  gathered_free(struct gathered *g);

/* --- core.c: our core.img. */
bool is_core(const u8 *file, size_t size);
void inspect_core(json_t *report, const struct gathered *core);
void inspect_core_on_disk(json_t *report, struct target *t, const u8 boot[SECTOR]);

/* --- payload.c: the LZMA stream in our core.img.  The end of the loader in memory, 0: it
 * cannot be unpacked. */
u32 inspect_payload(json_t *report, const u8 *packed, size_t size, u32 start_bytes);

/* --- grub_module.c: NULL: it has none. */
const char *grub_module_name(const u8 *elf, size_t size);

/* --- grub.c, limine.c, syslinux.c: what others' boot code leads to. */
bool is_grub_boot(const u8 sector[SECTOR]);
void inspect_grub_boot(json_t *to, const u8 sector[SECTOR]);
bool is_grub_core(const u8 *file, size_t size);
void inspect_grub_core(json_t *report, const struct gathered *core);
void inspect_grub_on_disk(json_t *report, struct target *t, const u8 boot[SECTOR]);
bool is_limine_boot(const u8 sector[SECTOR]);
void inspect_limine_boot(json_t *to, const u8 sector[SECTOR]);
void inspect_limine_on_disk(json_t *report, struct target *t, const u8 boot[SECTOR]);
bool is_syslinux_mbr(const u8 sector[SECTOR]);
void inspect_syslinux_mbr(json_t *to, const u8 sector[SECTOR]);
bool is_ldlinux_boot(const u8 sector[SECTOR]);
/* The boot sector of the filesystem from `start` on is ldlinux.sys's: where that is. */
void inspect_ldlinux(json_t *row, struct target *t, u64 start, const u8 sector[SECTOR]);

/* --- room.c: core.img's place, what is free of it, the backup in it. */
void inspect_room(json_t *report, struct target *t);

/* --- kernel.c: a bzImage. */
bool is_kernel(const u8 *file, size_t size);
void inspect_kernel(json_t *report, const u8 *file, size_t size);

#endif
