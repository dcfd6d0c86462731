/* core_image.h - core.img as it lies on disk: who checks what before jumping to it.
 *
 *   sector 0   diskboot.img         checked by boot.img      (diskboot_tail.crc)
 *   then       lzma_decompress.img  checked by diskboot.img  (diskboot_tail.stub_crc)
 *   then       LZMA-alone stream    checked by the decompressor (core_header.payload_crc)
 *
 * The stream is the loader with its code in streams of its own (decompress/x86_join.h), in
 * two parts: what every boot needs of it comes first; the decompressor pauses there, and goes
 * on when the rest is called for the first time.
 *
 * fl-mkimage fills all of it in; an installer changes the block list and
 * diskboot_tail.crc, and the 64-bit LBA in boot.img, nothing else.  Every checksum is
 * CRC-32 as in zlib (common/crc32.h). */
#ifndef COMMON_CORE_IMAGE_H
#define COMMON_CORE_IMAGE_H

#include "common/ondisk.h"

enum {
	SECTOR          = 512,
	BOOT_CODE_BYTES = 440,          /* boot.img's own; 440..509 belong to the disk */
	BOOT_LBA_OFFSET = 0x5c,         /* le64 in boot.img: LBA of core.img's first sector;
					 * GRUB keeps its kernel_sector at the same place */
	BLOCK_RUNS      = 4,            /* fragments core.img may lie in, and the end */
	CORE_MAGIC      = 0x31434c46,   /* "FLC1" */

	/* LZMA's properties of the payload, found by trying.  DECODER (layout.h) has room for
	 * what these ask for. */
	CORE_LZMA_LC = 2, CORE_LZMA_LP = 0, CORE_LZMA_PB = 2,
};

/* One piece of core.img behind its first sector; `sectors` 0 ends the list.  The last of
 * the BLOCK_RUNS always does: diskboot.img does not count them. */
struct block_run {
	le64 lba;
	le32 sectors;
};
ONDISK(struct block_run, 12);

/* The last bytes of diskboot.img, behind its code. */
struct diskboot_tail {
	struct block_run run[BLOCK_RUNS];
	le32 stub_bytes;                /* lzma_decompress.img, header included */
	le32 stub_crc;
	le32 crc;                       /* of the sector's bytes before this field */
};
ONDISK(struct diskboot_tail, 60);

enum { DISKBOOT_TAIL_OFFSET = SECTOR - 60 };

/* The first bytes of lzma_decompress.img, at CORE_START in memory. */
struct core_header {
	u8   jump[4];                   /* entered here in real mode */
	le32 magic;                     /* CORE_MAGIC */
	le32 stub_bytes;                /* this image; the payload starts right behind */
	le32 payload_bytes;             /* LZMA-alone stream with its 13-byte header; a multiple of 4 */
	le32 payload_crc;
	le32 start_bytes;               /* unpacked: the tables and what every boot needs */
	le32 unpack_rest;               /* address of unpack_rest() in this image, regparm(3) */
};
ONDISK(struct core_header, 28);

#endif
