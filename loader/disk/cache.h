/* cache.h - recently read pieces of the drives, for metadata. */
#ifndef DISK_CACHE_H
#define DISK_CACHE_H

#include "disk/drive.h"

/* A call of the BIOS costs more than copying 8 KiB, so a sector's neighbours are read
 * with it.  32 pieces hold the metadata of a boot several times over. */
enum { PIECE_SECTORS = 16, CACHE_PIECES = 32 };

/* The piece that `lba` is in: *data is its first byte, that of sector
 * ALIGN_DOWN(lba, PIECE_SECTORS).  Sectors past the end of the disk are undefined.  Lives
 * until the next call. */
err_t cache_piece(struct disk *disk, u64 lba, u8 **data) MUST_CHECK;

/* Forget everything. */
void cache_drop(void);

#endif
