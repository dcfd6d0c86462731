/* gather.c - sectors from here and there on a disk, in one piece. */
#include <stdlib.h>
#include "base/error.h"
#include "tools/inspect/inspect.h"

err_t gather(struct gathered *g, struct target *t, u64 lba, u64 count)
{
	size_t have = g->size / SECTOR;
	u8 *bytes;
	u64 *lbas;

	if (count > GATHER_MAX - have)
		return errf("a block list of more than %u sectors", GATHER_MAX);
	bytes = realloc(g->bytes, (have + count + 1) * SECTOR);
	if (bytes)
		g->bytes = bytes;
	lbas = realloc(g->lba, (have + count + 1) * sizeof *lbas);
	if (lbas)
		g->lba = lbas;
	if (!bytes || !lbas)
		return ERR_NO_MEMORY;
	TRY(block_read(&t->dev, lba, (u32)count, bytes + g->size));
	for (size_t i = 0; i < count; i++)
		lbas[have + i] = lba + i;
	g->size += count * SECTOR;
	return NULL;
}

u64 gathered_lba(const struct gathered *g, size_t at)
{
	return g->lba && at < g->size ? g->lba[at / SECTOR] : NO_LBA;
}

void gathered_free(struct gathered *g)
{
	free(g->bytes);
	free(g->lba);
}
