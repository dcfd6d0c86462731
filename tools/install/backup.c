/* backup.c - what was there before us: saved once, kept over reinstalls, put back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/error.h"
#include "common/crc32.h"
#include "tools/install/install.h"

#define BACKUP_MAGIC "FLBACKUP"

enum { BACKUP_VERSION = 2, BACKUP_FILE_MAX = 8 * MiB, BOOT_MAGIC_OFFSET = 510 };

/* Saved sectors are stored backwards, from the trailer down: last of core.img's place
 * first, sector 0 right before the trailer.  So growing leaves what is there alone. */
static u32 data_sectors(const struct backup *b)
{
	return get32(b->trailer.sectors) + 1;
}

static u8 *saved(const struct backup *b, u32 i)        /* 0: sector 0; i: lba + i - 1 */
{
	return b->data + (size_t)(data_sectors(b) - 1 - i) * SECTOR;
}

u32 backup_size(const struct backup *b)
{
	return data_sectors(b) + 1;
}

static u32 trailer_crc(const struct backup_trailer *t)
{
	return crc32(0, t, offsetof(struct backup_trailer, crc));
}

static u32 data_crc(const struct backup *b)
{
	return crc32(0, b->data, (size_t)data_sectors(b) * SECTOR);
}

/* What is made zeros again when it goes must lie where core.img may. */
static bool in_place(const struct installed *i, const struct place *place)
{
	u64 lba = get64(i->core_lba);
	u32 n = get32(i->core_sectors);

	if (!lba)
		return !n;
	return lba >= place->lba && n <= place->sectors && lba - place->lba <= place->sectors - n;
}

static err_t check_trailer(const struct backup_trailer *t, u64 here, const struct place *place)
{
	if (trailer_crc(t) != get32(t->crc) || get64(t->here) != here)
		return "the backup of what was there before is damaged (checksum)";
	if (get32(t->version) != BACKUP_VERSION)
		return errf("backup of version %u, this program knows %d", get32(t->version),
			    BACKUP_VERSION);
	if (get64(t->lba) != place->lba || get32(t->sectors) > place->sectors)
		return errf("the disk was partitioned anew: the backup is of %u sectors from %llu on,"
			    " core.img's place has %u from %llu on", get32(t->sectors),
			    (unsigned long long)get64(t->lba), place->sectors,
			    (unsigned long long)place->lba);
	if (!in_place(&t->now, place) || !in_place(&t->before, place))
		return "the backup of what was there before tells of a core.img outside of its place";
	return NULL;
}

static err_t find_on_disk(struct backup *b, struct target *t, const struct place *place)
{
	for (u64 at = place->lba + place->sectors; at-- > place->lba;) {
		TRY(block_read(&t->dev, at, 1, &b->trailer));
		if (memcmp(b->trailer.magic, BACKUP_MAGIC, sizeof b->trailer.magic))
			continue;
		TRY(check_trailer(&b->trailer, at, place));
		if (data_sectors(b) > at - place->lba)
			return "the backup of what was there before does not fit its place";
		b->lba = at - data_sectors(b);
		b->data = malloc((size_t)data_sectors(b) * SECTOR);
		b->exists = true;
		if (!b->data)
			return ERR_NO_MEMORY;
		return block_read(&t->dev, b->lba, data_sectors(b), b->data);
	}
	return NULL;
}

static err_t find_in_file(struct backup *b, const struct place *place)
{
	struct stat st;
	size_t size;

	if (!b->file || stat(b->file, &st))
		return NULL;
	if (!S_ISREG(st.st_mode))       /* to open a pipe waits for its writer */
		return errf("%s is there and is no file", b->file);
	TRY(file_load(b->file, BACKUP_FILE_MAX, &b->data, &size));
	if (size < 2 * SECTOR || size % SECTOR)
		return errf("%s: %zu bytes are no backup", b->file, size);
	memcpy(&b->trailer, b->data + size - SECTOR, SECTOR);
	if (memcmp(b->trailer.magic, BACKUP_MAGIC, sizeof b->trailer.magic))
		return errf("%s is no backup of fl-install", b->file);
	TRY(check_trailer(&b->trailer, 0, place));
	if (size / SECTOR != backup_size(b))
		return errf("%s: %zu bytes, but its trailer says %u sectors", b->file, size,
			    backup_size(b));
	b->exists = true;
	return NULL;
}

err_t backup_find(struct backup *b, struct target *t, const struct place *place,
		  const char *file)
{
	*b = (struct backup){ .file = file };
	TRY(find_on_disk(b, t, place));
	if (!b->exists)
		TRY(find_in_file(b, place));
	if (b->exists && data_crc(b) != get32(b->trailer.data_crc))
		return "the backup of what was there before is damaged (checksum)";
	return NULL;
}

/* What was there before us; where an installation of ours lies and was not saved, zeros. */
static err_t save_sector(const struct backup *b, struct target *t, u64 lba, u8 *to)
{
	if (lba && (installed_holds(&b->trailer.now, lba) || installed_holds(&b->trailer.before, lba))) {
		memset(to, 0, SECTOR);
		return NULL;
	}
	return block_read(&t->dev, lba, 1, to);
}

/* Copy sectors that core.img will overwrite and that are not saved yet. */
static err_t grow(struct backup *b, struct target *t, const struct place *place, u32 sectors)
{
	u32 old = b->exists ? data_sectors(b) : 0;
	u8 *bytes = malloc((size_t)(sectors + 1) * SECTOR);

	if (!bytes)
		return ERR_NO_MEMORY;
	if (old)
		memcpy(bytes + (size_t)(sectors + 1 - old) * SECTOR, b->data, (size_t)old * SECTOR);
	free(b->data);
	b->data = bytes;
	b->trailer.sectors = put32(sectors);
	for (u32 i = old; i <= sectors; i++)
		TRY(save_sector(b, t, i ? place->lba + i - 1 : 0, saved(b, i)));
	return NULL;
}

static err_t all_zero(struct target *t, u64 lba, u64 end, bool *zero)
{
	for (*zero = true; *zero && lba < end; lba++)
		TRY(sector_is_zero(t, lba, zero));
	return NULL;
}

/* To the end of core.img's place, into sectors that hold nothing; else to the file. */
static err_t choose_home(struct backup *b, struct target *t, const struct place *place,
			 u64 used_lba, u32 used)
{
	u64 end = b->lba ? get64(b->trailer.here) + 1 : place->lba + place->sectors;
	u64 free_end = b->lba ? b->lba : end, start = end - backup_size(b);
	bool zero = false;

	if (backup_size(b) <= end - place->lba && (start >= used_lba + used || end <= used_lba))
		TRY(all_zero(t, start, free_end, &zero));
	if (zero) {
		b->lba = start;
		b->trailer.here = put64(end - 1);
		return NULL;
	}
	if (b->lba)
		return "core.img has grown and its place has no room for that and the backup;"
		       " uninstall first";
	if (b->file)
		return NULL;
	return errf("no %u unused sectors in %s for a backup of what is there;"
		    " name a file for it with --backup", backup_size(b), place->what);
}

err_t backup_make(struct backup *b, struct target *t, const struct place *place, u32 sectors,
		  u64 used_lba, u32 used, const char *file)
{
	if (!b->exists)
		*b = (struct backup){ .file = file };
	memcpy(b->trailer.magic, BACKUP_MAGIC, sizeof b->trailer.magic);
	b->trailer.version = put32(BACKUP_VERSION);
	b->trailer.lba = put64(place->lba);
	if (!b->exists || sectors > get32(b->trailer.sectors))
		TRY(grow(b, t, place, sectors));
	if (b->exists && !b->lba)
		return NULL;            /* in a file: it grows there */
	return choose_home(b, t, place, used_lba, used);
}

static err_t write_file(const struct backup *b)
{
	size_t size = (size_t)data_sectors(b) * SECTOR;
	u8 *bytes = malloc(size + SECTOR);
	err_t err;

	if (!bytes)
		return ERR_NO_MEMORY;
	memcpy(bytes, b->data, size);
	memcpy(bytes + size, &b->trailer, SECTOR);
	err = file_save(b->file, bytes, size + SECTOR);
	free(bytes);
	return err;
}

static struct installed describe(const struct images *images, u64 core_lba)
{
	return (struct installed){
		.boot_crc = put32(crc32(0, images->boot, BOOT_CODE_BYTES)),
		.core_sectors = put32(images->sectors), .core_lba = put64(core_lba),
		.core_crc = put32(crc32(0, images->core, (size_t)images->sectors * SECTOR)),
	};
}

err_t backup_write(struct backup *b, struct target *t, const struct images *images, u64 core_lba)
{
	struct backup_trailer *trailer = &b->trailer;
	const struct installed *active;
	u8 sector[SECTOR];

	TRY(block_read(&t->dev, 0, 1, sector));
	active = b->exists ? backup_active(b, sector) : NULL;
	trailer->before = active ? *active : (struct installed){ 0 };
	trailer->now = describe(images, core_lba);
	trailer->data_crc = put32(data_crc(b));
	trailer->crc = put32(trailer_crc(trailer));
	if (!b->lba)
		return write_file(b);
	TRY(block_write(&t->dev, b->lba, data_sectors(b), b->data));
	TRY(target_sync(t));
	TRY(block_write(&t->dev, get64(trailer->here), 1, trailer));
	return target_sync(t);
}

const struct installed *backup_active(const struct backup *b, const u8 sector[SECTOR])
{
	u32 crc = crc32(0, sector, BOOT_CODE_BYTES);

	if (crc == get32(b->trailer.now.boot_crc))
		return &b->trailer.now;
	if (get64(b->trailer.before.core_lba) && crc == get32(b->trailer.before.boot_crc))
		return &b->trailer.before;
	return NULL;
}

bool backup_is_original(const struct backup *b, const u8 sector[SECTOR])
{
	return !memcmp(saved(b, 0), sector, BOOT_CODE_BYTES);
}

err_t backup_matches(const struct backup *b, struct target *t)
{
	const struct installed *active;
	u8 sector[SECTOR];
	u32 crc = 0;

	TRY(block_read(&t->dev, 0, 1, sector));
	active = backup_active(b, sector);
	/* An installation that was cut off before the switch has nothing to compare. */
	if (!active)
		return backup_is_original(b, sector) ? NULL :
		       "the boot code in sector 0 was changed since it was installed";
	for (u32 i = 0; i < get32(active->core_sectors); i++) {
		TRY(block_read(&t->dev, get64(active->core_lba) + i, 1, sector));
		crc = crc32(crc, sector, SECTOR);
	}
	if (crc != get32(active->core_crc))
		return "core.img was changed since it was installed";
	return NULL;
}

static err_t remove_backup(struct backup *b, struct target *t)
{
	size_t size = (size_t)backup_size(b) * SECTOR;
	u8 *zero;
	err_t err;

	if (!b->lba)
		return unlink(b->file) ? errf("cannot remove %s: %s", b->file, strerror(errno)) : NULL;
	zero = calloc(1, size);
	if (!zero)
		return ERR_NO_MEMORY;
	err = block_write(&t->dev, b->lba, backup_size(b), zero);
	free(zero);
	return err ? err : target_sync(t);
}

/* The table in sector 0 may have changed since: only what we replaced goes back.  The
 * backup is removed last, so that a restore that was cut off can be done again. */
err_t backup_restore(struct backup *b, struct target *t)
{
	u64 lba = get64(b->trailer.lba);
	u8 sector[SECTOR];

	for (u32 i = get32(b->trailer.sectors); i >= 1; i--)
		TRY(block_write(&t->dev, lba + i - 1, 1, saved(b, i)));
	TRY(target_sync(t));
	TRY(block_read(&t->dev, 0, 1, sector));
	memcpy(sector, saved(b, 0), BOOT_CODE_BYTES);
	memcpy(sector + BOOT_MAGIC_OFFSET, saved(b, 0) + BOOT_MAGIC_OFFSET, 2);
	TRY(block_write(&t->dev, 0, 1, sector));
	TRY(target_sync(t));
	TRY(home_clear(t, b, &b->trailer.before));
	TRY(home_clear(t, b, &b->trailer.now));
	return remove_backup(b, t);
}
