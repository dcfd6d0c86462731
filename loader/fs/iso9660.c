/* iso9660.c - mounting ISO 9660: the volume descriptors. */
#include "base/error.h"
#include "common/fmt.h"
#include "common/str.h"
#include "fs/iso9660.h"

enum {
	FIRST_DESCRIPTOR = 16,          /* block */
	DESCRIPTORS_MAX  = 64,
	PRIMARY = 1, SUPPLEMENTARY = 2, TERMINATOR = 255,
};

/* ECMA-119, 8.4 and 8.5. */
struct descriptor {
	u8   type;
	char magic[5];
	u8   version, flags;
	char system[32], label[32];
	u8   unused1[8];
	le32 blocks, blocks_big;
	char escapes[32];
	u8   unused2[8];
	le16 block_size, block_size_big;
	u8   unused3[24];
	u8   root[34];
	u8   unused4[623];
	char created[17], modified[17];         /* 16 digits, and the zone */
};
ONDISK(struct descriptor, 847);
ONDISK_AT(struct descriptor, block_size, 128);
ONDISK_AT(struct descriptor, root, 156);
ONDISK_AT(struct descriptor, modified, 830);

/* As blkid has it. */
static void set_uuid(struct iso *iso, const char *t)
{
	fmt(iso->fs.uuid, sizeof iso->fs.uuid, "%.4s-%.2s-%.2s-%.2s-%.2s-%.2s-%.2s", t, t + 4,
	    t + 6, t + 8, t + 10, t + 12, t + 14);
}

/* Take the root from the descriptor in block `at`, if it is one that helps. */
static err_t take(struct iso *iso, const struct descriptor *d, u32 at)
{
	bool joliet = d->type == SUPPLEMENTARY && d->escapes[0] == '%' && d->escapes[1] == '/';

	/* Rock Ridge's names are the better ones. */
	if (iso->fs.root ? !joliet || iso->skip >= 0 : d->type != PRIMARY)
		return NULL;
	if (get16(d->block_size) != ISO_BLOCK)
		return errf("iso9660: blocks of %u bytes", get16(d->block_size));
	iso->joliet = joliet;
	iso->fs.root = (u64)at * ISO_BLOCK + offsetof(struct descriptor, root);
	if (joliet)
		return NULL;
	fs_set_label(&iso->fs, d->label, sizeof d->label);
	set_uuid(iso, d->modified);
	return iso_find_rock(iso);
}

static err_t iso_mount(struct fs *fs)
{
	struct iso *iso = (struct iso *)fs;
	struct descriptor d;
	u32 at = FIRST_DESCRIPTOR;

	iso->skip = -1;
	for (; at < FIRST_DESCRIPTOR + DESCRIPTORS_MAX; at++) {
		TRY(block_read_bytes(fs->dev, (u64)at * ISO_BLOCK, sizeof d, &d));
		if (memcmp(d.magic, "CD001", sizeof d.magic) || d.type == TERMINATOR)
			break;
		TRY(take(iso, &d, at));
	}
	return fs->root ? NULL : ERR_NOT_THIS_FS;
}

const struct fs_driver iso9660_driver = {
	.name = "iso9660", .size = sizeof(struct iso),
	.least = (FIRST_DESCRIPTOR + 2) * ISO_BLOCK / SECTOR, .mount = iso_mount,
	.stat = fs_fine, .map = iso_map, .list = iso_list,
};
