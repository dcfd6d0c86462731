/* install.h - the steps of fl-install and what they hand to each other.
 *
 * main.c joins them: the target is shown (ask.c) and opened or refused (target.c, in_use.c,
 * sysfs.c), the images are checked (images.c), a place for core.img is found (place.c), and
 * in it sectors that nobody uses (home.c), what will be overwritten is saved (backup.c), a
 * person says yes (ask.c), then everything is written.  Nothing is written before every check
 * is over.
 * Or, instead of all that, an image is copied over the whole disk (whole.c).
 *
 * Power may fail between any two writes.  Until sector 0 is written, which is the switch from
 * the old loader to the new, nothing is touched that the old one needs. */
#ifndef INSTALL_INSTALL_H
#define INSTALL_INSTALL_H

#include "disk/blockdev.h"
#include "part/partition.h"

/* --- target.c: the disk or the image of one. */
struct target {
	struct blockdev dev;            /* first */
	int             fd;
	const char     *path;
	bool            is_block;
};

enum {
	TARGET_WRITE  = 1,
	TARGET_YES    = 2,              /* what a person may know better: in use, unusual */
	TARGET_SYSTEM = 4,              /* may be the disk that the running system is on */
	TARGET_WHOLE  = 8,              /* all of it will be overwritten */
};

/* Open `path`, or say why it is not a disk to install to. */
err_t target_open(struct target *t, const char *path, unsigned flags) MUST_CHECK;
err_t target_sync(struct target *t) MUST_CHECK;
void  target_close(struct target *t);

/* --- in_use.c: what Linux does with it right now. */

/* NULL, or what uses the disk, one of its partitions, or a volume that lies on it.  *system:
 * the running system does. */
err_t disk_in_use(u64 device, bool *system);
/* NULL, or the loop device that an image file is attached to. */
err_t image_in_use(const char *path);

/* --- sysfs.c: what Linux says of a device. */

/* "", or where else /sys, /proc and /dev lie: a test's own. */
extern const char *host_root;

/* The path of a file in the device's folder. */
void sys_path(u64 device, const char *name, char *to, size_t size);
bool sys_exists(u64 device, const char *name);
/* The first line of a file, without blanks at its end; "" when there is none. */
void sys_read(u64 device, const char *name, char *to, size_t size);
void read_line(const char *path, char *to, size_t size);
/* A file that says "8:1": the number of another device. */
bool sys_number(u64 device, const char *name, u64 *number);
/* "sda" */
bool sys_name(u64 device, char *to, size_t size);

/* --- ask.c: what a person sees of a disk, and what they say. */

/* Print model, size, partitions and what is mounted. */
void show_disk(u64 device);
/* NULL once the name of the disk was typed. */
err_t ask_for_name(const char *path) MUST_CHECK;

/* --- whole.c: an image in place of everything. */

/* Copy the image to the disk and read it back. */
err_t whole_check(struct target *t, struct target *image) MUST_CHECK;
err_t whole_write(struct target *t, struct target *image) MUST_CHECK;

/* --- place.c: where core.img goes. */
struct place {
	u64  lba;                       /* first sector for core.img */
	u32  sectors;                   /* from there on that belong to nobody else */
	char what[64];                  /* "the gap before the first partition" */
};

err_t place_find(struct target *t, bool yes, struct place *place) MUST_CHECK;

/* --- images.c: boot.img and core.img. */
struct images {
	u8    boot[SECTOR];
	u8   *core;                     /* whole sectors */
	u32   sectors;
};

/* Read both and check every checksum in them. */
err_t images_read(struct images *images, const char *boot, const char *core) MUST_CHECK;
/* Write into them where core.img will lie, in one piece from `lba` on. */
void  images_patch(struct images *images, u64 lba);

/* --- backup.c: what was there before us. */

/* What an installation wrote. */
struct installed {
	le32 boot_crc;                  /* of bytes 0..439 of sector 0 */
	le32 core_sectors, core_crc;
	le64 core_lba;                  /* 0: nothing was installed */
};
ONDISK(struct installed, 20);

/* On disk and in a file: sector 0, the `sectors` sectors from `lba` on that core.img
 * overwrote, mostly none, and this trailer in a sector of its own.  On disk it is the last
 * that lies in core.img's place, in sectors that were all zero: to undo it is to clear them. */
struct backup_trailer {
	char magic[8];                  /* BACKUP_MAGIC */
	le32 version;                   /* 2 */
	le32 sectors;
	le64 lba;
	le64 here;                      /* sector of this trailer; 0: in a file */
	le32 data_crc;                  /* of all saved sectors, sector 0 first */
	/* It is written before the switch: sector 0 tells which of the two is there. */
	struct installed now, before;
	u8   zero[432];
	le32 crc;                       /* of the bytes before this field */
};
ONDISK(struct backup_trailer, SECTOR);

struct backup {
	bool        exists;             /* read from the disk or the file, not made now */
	struct backup_trailer trailer;
	u8         *data;               /* (1 + sectors) * SECTOR bytes */
	u64         lba;                /* where it lies or will; 0: in the file */
	const char *file;
};

/* Which installation sector 0 belongs to: &trailer.now, &trailer.before, or NULL. */
const struct installed *backup_active(const struct backup *b, const u8 sector[SECTOR]);
/* Is sector 0 as it was before anything was installed? */
bool backup_is_original(const struct backup *b, const u8 sector[SECTOR]);

/* Look for a backup in `place`, else in `file`.  b->exists tells; an error is a backup
 * that cannot be trusted. */
err_t backup_find(struct backup *b, struct target *t, const struct place *place,
		  const char *file) MUST_CHECK;
/* Save sector 0 and the first `sectors` of core.img's place, which will be overwritten: the
 * oldest state known, so an existing backup only grows.  Decides where it goes, outside of
 * the `used` sectors from used_lba on; writes nothing. */
err_t backup_make(struct backup *b, struct target *t, const struct place *place, u32 sectors,
		  u64 used_lba, u32 used, const char *file) MUST_CHECK;
/* Record what is installed and write the backup to its place. */
err_t backup_write(struct backup *b, struct target *t, const struct images *images,
		   u64 core_lba) MUST_CHECK;
/* NULL when the disk still holds what we installed. */
err_t backup_matches(const struct backup *b, struct target *t) MUST_CHECK;
/* Put everything back and remove the backup. */
err_t backup_restore(struct backup *b, struct target *t) MUST_CHECK;

/* Number of sectors the backup takes. */
u32 backup_size(const struct backup *b);

/* --- home.c: which sectors of its place core.img takes. */
struct home {
	u64  lba;
	bool overwrites;                /* sectors from place->lba on that were in use */
};

/* `sectors` sectors that are all zero, or an installation's that is not the active one;
 * else, when there are none, the first of the place. */
err_t home_find(struct target *t, const struct place *place, const struct backup *b, u32 sectors,
		struct home *home) MUST_CHECK;
/* Make the sectors of an installation zeros again, unless the backup has what was there. */
err_t home_clear(struct target *t, const struct backup *b, const struct installed *old) MUST_CHECK;
/* Is the sector part of that core.img?  NULL: no. */
bool installed_holds(const struct installed *i, u64 lba);
err_t sector_is_zero(struct target *t, u64 lba, bool *zero) MUST_CHECK;

/* --- file_io.c: whole files. */

/* A file of at most `limit` bytes to malloc memory, NULs up to a whole sector behind it. */
err_t file_load(const char *path, size_t limit, u8 **bytes, size_t *size) MUST_CHECK;
/* Written under another name, synced, then renamed. */
err_t file_save(const char *path, const void *bytes, size_t size) MUST_CHECK;

#endif
