/* room.c - core.img's place on a disk, what of it is free, and fl-install's backup in it. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "tools/inspect/inspect.h"

static err_t add_free(json_t *to, struct target *t, const struct place *place)
{
	u32 unused = 0, run = 0, longest = 0;

	for (u32 i = 0; i < place->sectors; i++) {
		bool zero;

		TRY(sector_is_zero(t, place->lba + i, &zero));
		unused += zero;
		run = zero ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	add_number(to, "in_use", place->sectors - unused);
	add_number(to, "free", unused);
	add_number(to, "free_in_one_piece", longest);
	return NULL;
}

static void add_installed(json_t *list, const char *what, const struct installed *i, bool active)
{
	json_t *row;

	if (!get64(i->core_lba))
		return;
	row = add_row(list);
	add_text(row, "installed", "%s", what);
	add_number(row, "core_lba", get64(i->core_lba));
	add_number(row, "core_sectors", get32(i->core_sectors));
	add_number(row, "core_crc", get32(i->core_crc));
	add_number(row, "boot_crc", get32(i->boot_crc));
	add_flag(row, "in_sector_0", active);
}

static void add_backup(json_t *report, struct target *t, const struct backup *b)
{
	json_t *to = add_object(report, "backup"), *list = add_list(to, "installations");
	const struct installed *active = NULL;
	u8 sector[SECTOR];
	err_t err = block_read(&t->dev, 0, 1, sector);

	if (!err)
		active = backup_active(b, sector);
	if (b->lba)
		add_number(to, "lba", b->lba);
	else
		add_text(to, "file", "%s", b->file);
	add_number(to, "sectors", backup_size(b));
	add_number(to, "version", get32(b->trailer.version));
	add_number(to, "saved_sectors", get32(b->trailer.sectors));
	add_number(to, "crc", get32(b->trailer.data_crc));
	add_flag(to, "sector_0_is_the_saved_one", !err && backup_is_original(b, sector));
	add_installed(list, "last", &b->trailer.now, active == &b->trailer.now);
	add_installed(list, "before", &b->trailer.before, active == &b->trailer.before);
	if (!err)
		err = backup_matches(b, t);
	/* Who installs another loader over ours leaves a backup that does not match. */
	add_text(to, "uninstall", "%s", err ? err : "possible");
}

void inspect_room(json_t *report, struct target *t)
{
	json_t *to = add_object(report, "room");
	struct place place;
	struct backup backup = { 0 };
	char file[PATH_MAX];
	err_t err = place_find(t, true, &place);

	if (err) {
		add_text(to, "none", "%s", err);
		return;
	}
	add_text(to, "where", "%s", place.what);
	add_number(to, "lba", place.lba);
	add_number(to, "sectors", place.sectors);
	snprintf(file, sizeof file, "%s.firstlight-backup", t->path);
	add_problem(to, add_free(to, t, &place));
	err = backup_find(&backup, t, &place, t->is_block ? NULL : file);
	if (err)
		add_text(add_object(report, "backup"), "problem", "%s", err);
	else if (backup.exists)
		add_backup(report, t, &backup);
	free(backup.data);
}
