/* mkconfig.h - the steps of fl-mkconfig and what they hand to each other.
 *
 * from_folder.c or from_disk.c describe a system as a struct origin; settings.c reads its
 * /etc/default/grub, kernels.c finds what can be started, write.c makes the grub.cfg. */
#ifndef MKCONFIG_MKCONFIG_H
#define MKCONFIG_MKCONFIG_H

#include <stdio.h>
#include "common/types.h"

/* --- Where a system lies: two filesystems, often one. */
struct origin {
	char uuid[64], root_uuid[64];   /* of the filesystems with the kernels and with / */
	const char *boot;               /* the kernels' folder there: "/boot" or "" */
	const char *where;              /* for messages: the image or the folder */

	/* The names in the kernels' folder, one by one. */
	void (*list)(const struct origin *s, void (*each)(const char *name));
	/* The names in a folder of the system. */
	void (*list_root)(const struct origin *s, const char *folder, void (*each)(const char *name));
	/* A file of the system with a NUL behind it, to malloc memory; NULL: there is none. */
	char *(*read)(const struct origin *s, const char *path);
};

/* A system that is mounted at `folder`.  `uuid`, `root_uuid`: what the filesystems will be
 * called, NULL to ask blkid.  Exits with a message when it cannot be used. */
struct origin origin_folder(const char *folder, const char *uuid, const char *root_uuid);
/* A filesystem with kernels, mounted at `folder`, of a system that is not. */
struct origin origin_boot(const char *folder, const char *uuid, const char *root_uuid);
/* The system on the disk image `path`. */
struct origin origin_disk(const char *path);

/* --- settings.c: /etc/default/grub and the files in /etc/default/grub.d. */
void settings_read(const struct origin *s);
/* The value, or "". */
const char *setting(const char *name);
bool setting_is(const char *name, const char *value);

/* --- kernels.c */
enum { KERNELS_MAX = 256, INITRDS_MAX = 8 };

struct kernel {
	char *name;                     /* "vmlinuz-6.1.0-9-amd64" */
	const char *version;            /* "6.1.0-9-amd64" */
	char *initrd[INITRDS_MAX];      /* microcode first; names in the same folder */
	unsigned initrds;
};

/* The kernels of the system, newest first; *n of them. */
const struct kernel *kernels_find(const struct origin *s, unsigned *n);

/* --- write.c */
void write_config(FILE *out, const struct origin *s, const struct kernel *kernel, unsigned n);

/* --- main.c */
NORETURN void die(const char *what, const char *why);
/* A copy; never NULL. */
char *keep(const char *text);

#endif
