/* home.c - which sectors of its place core.img takes: some that no loader uses. */
#include <string.h>
#include "tools/install/install.h"

err_t sector_is_zero(struct target *t, u64 lba, bool *zero)
{
	static const u8 nothing[SECTOR];
	u8 sector[SECTOR];

	TRY(block_read(&t->dev, lba, 1, sector));
	*zero = !memcmp(sector, nothing, SECTOR);
	return NULL;
}

bool installed_holds(const struct installed *i, u64 lba)
{
	return i && get64(i->core_lba) && lba >= get64(i->core_lba) &&
	       lba - get64(i->core_lba) < get32(i->core_sectors);
}

/* Who may be taken for ours: what fl-install wrote and sector 0 does not start. */
static const struct installed *idle_installation(const struct backup *b, const u8 *sector,
						 const struct installed *active)
{
	if (!b->exists)
		return NULL;
	if (active)
		return active == &b->trailer.now ? &b->trailer.before : &b->trailer.now;
	return backup_is_original(b, sector) ? &b->trailer.now : NULL;
}

static bool in_backup(const struct backup *b, u64 lba)
{
	return b->lba && lba >= b->lba && lba - b->lba < backup_size(b);
}

err_t home_find(struct target *t, const struct place *place, const struct backup *b, u32 sectors,
		struct home *home)
{
	const struct installed *active = NULL, *idle;
	u8 sector[SECTOR];
	u32 run = 0;

	TRY(block_read(&t->dev, 0, 1, sector));
	if (b->exists)
		active = backup_active(b, sector);
	idle = idle_installation(b, sector, active);
	for (u64 lba = place->lba; lba < place->lba + place->sectors; lba++) {
		bool is_free = true;

		if (installed_holds(active, lba) || in_backup(b, lba))
			is_free = false;
		else if (!installed_holds(idle, lba))
			TRY(sector_is_zero(t, lba, &is_free));
		run = is_free ? run + 1 : 0;
		if (run == sectors) {
			*home = (struct home){ lba + 1 - sectors, false };
			return NULL;
		}
	}
	*home = (struct home){ place->lba, true };
	return NULL;
}

err_t home_clear(struct target *t, const struct backup *b, const struct installed *old)
{
	static const u8 nothing[SECTOR];
	u64 saved = get64(b->trailer.lba);

	for (u32 i = 0; i < get32(old->core_sectors); i++) {
		u64 lba = get64(old->core_lba) + i;

		if (lba < saved || lba - saved >= get32(b->trailer.sectors))
			TRY(block_write(&t->dev, lba, 1, nothing));
	}
	return target_sync(t);
}
