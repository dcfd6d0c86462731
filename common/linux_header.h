/* linux_header.h - what a Linux kernel and its boot loader tell each other.
 *
 * Numbers from "The Linux/x86 Boot Protocol" and its zero page table.  Our loader fills
 * these in for any kernel, our kernel reads them from any loader. */
#ifndef COMMON_LINUX_HEADER_H
#define COMMON_LINUX_HEADER_H

#include "common/core_image.h"          /* SECTOR */
#include "common/ondisk.h"

enum {
	LINUX_BOOT_FLAG    = 0xaa55,
	LINUX_MAGIC        = 0x53726448,        /* "HdrS" */
	LINUX_LOADED_HIGH  = 0x01,              /* loadflags: a bzImage */
	LINUX_CAN_USE_HEAP = 0x80,              /* loadflags: heap_end_ptr is set */
	LINUX_KERNEL_64    = 0x01,              /* xloadflags: a 64-bit entry at 0x200 */
	LINUX_OTHER_LOADER = 0xff,              /* type_of_loader of the unregistered */
	LINUX_LOW_LOAD     = 0x100000,          /* where a bzImage goes unless it may move */
	LINUX_SETUP_SECTS  = 4,                 /* what a setup_sects of 0 means */
	LINUX_INITRD_MAX   = 0x37ffffff,        /* initrd_addr_max before 2.03 */
	LINUX_CMDLINE_SIZE = 255,               /* cmdline_size before 2.06 */
	LINUX_CS           = 0x10,              /* selectors at the 32-bit entry */
	LINUX_DS           = 0x18,
	LINUX_E820_MAX     = 128,               /* entries in boot_params itself */
	SETUP_E820_EXT     = 1,                 /* setup_data type: the entries beyond them */
	VIDEO_NORMAL = 0xffff, VIDEO_EXTENDED = 0xfffe, VIDEO_ASK = 0xfffd,
};

/* At 0x1f1 of the kernel file and of boot_params. */
struct linux_header {
	u8   setup_sects;               /* of 512 bytes behind the first; 0 means 4 */
	le16 root_flags;
	le32 syssize;                   /* protected-mode part in 16-byte units */
	le16 ram_size;
	le16 vid_mode;
	le16 root_dev;
	le16 boot_flag;
	u8   jump[2];                   /* 0xeb, and how far: the header's end */
	le32 magic;
	le16 version;                   /* 0x020c is 2.12 */
	le32 realmode_swtch;
	le16 start_sys_seg;
	le16 kernel_version;
	u8   type_of_loader;
	u8   loadflags;
	le16 setup_move_size;           /* from here: 2.00 and later */
	le32 code32_start;
	le32 ramdisk_image;
	le32 ramdisk_size;
	le32 bootsect_kludge;
	le16 heap_end_ptr;              /* 2.01 */
	u8   ext_loader_ver;
	u8   ext_loader_type;
	le32 cmd_line_ptr;              /* 2.02 */
	le32 initrd_addr_max;           /* 2.03: highest byte an initrd may have */
	le32 kernel_alignment;          /* 2.05 */
	u8   relocatable_kernel;
	u8   min_alignment;             /* 2.10, a power of two */
	le16 xloadflags;
	le32 cmdline_size;              /* 2.06: without the NUL */
	le32 hardware_subarch;          /* 2.07 */
	le64 hardware_subarch_data;
	le32 payload_offset;            /* 2.08 */
	le32 payload_length;
	le64 setup_data;                /* 2.09 */
	le64 pref_address;              /* 2.10 */
	le32 init_size;                 /* memory it needs to start, from its load address */
	le32 handover_offset;           /* 2.11 */
	le32 kernel_info_offset;        /* 2.15 */
};
ONDISK(struct linux_header, 0x26c - 0x1f1);

enum {
	LINUX_HEADER_OFFSET = 0x1f1,
	LINUX_CMD_MAGIC_OFFSET = 0x20,  /* before 2.02: le16 0xa33f, le16 offset of the text */
	LINUX_CMD_MAGIC     = 0xa33f,
};

struct linux_e820 {
	le64 start, size;
	le32 type;
};
ONDISK(struct linux_e820, 20);

/* One node of the list that starts at setup_data. */
struct linux_setup_data {
	le64 next;                      /* physical; 0 ends the list */
	le32 type, length;              /* of what follows the node */
};
ONDISK(struct linux_setup_data, 16);

struct linux_screen {
	u8   x, y;                      /* cursor */
	le16 ext_mem_k;                 /* KiB above 1 MiB by INT 15h AH=88h */
	le16 page;
	u8   mode, columns, flags, unused2;
	le16 ega_bx, unused3;
	u8   lines, is_vga;             /* is_vga 1: text at 0xb8000 */
	le16 points;
	u8   graphics[0x40 - 18];
};
ONDISK(struct linux_screen, 0x40);

/* The page a 32-bit entry gets in esi. */
struct boot_params {
	struct linux_screen screen;
	u8   unused1[0x1e0 - 0x040];
	le32 alt_mem_k;                 /* KiB above 1 MiB by INT 15h AX=E801h */
	u8   unused2[4];
	u8   e820_entries;
	u8   unused3[0x1ef - 0x1e9];
	u8   sentinel;                  /* 0, or Linux distrusts all that is not header */
	u8   unused4;
	struct linux_header header;
	u8   unused5[0x2d0 - 0x26c];
	struct linux_e820 e820[LINUX_E820_MAX];
	u8   unused6[0x1000 - 0xcd0];
};
ONDISK(struct boot_params, 0x1000);
ONDISK_AT(struct boot_params, e820_entries, 0x1e8);
ONDISK_AT(struct boot_params, header, LINUX_HEADER_OFFSET);
ONDISK_AT(struct boot_params, header.boot_flag, 0x1fe);
ONDISK_AT(struct boot_params, header.type_of_loader, 0x210);
ONDISK_AT(struct boot_params, header.cmd_line_ptr, 0x228);
ONDISK_AT(struct boot_params, header.cmdline_size, 0x238);
ONDISK_AT(struct boot_params, header.setup_data, 0x250);
ONDISK_AT(struct boot_params, header.init_size, 0x260);
ONDISK_AT(struct boot_params, e820, 0x2d0);

#endif
