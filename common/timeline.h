/* timeline.h - the boot timeline: one TSC value a milestone, at TIMELINE_START.
 *
 * boot.img writes the first slot; the decompressor clears those of the stages to come and
 * writes the rest of the struct; each stage writes its own slot.  A slot of 0 was not
 * reached, or the CPU has no TSC.  The loader gives the whole struct to the kernel as a
 * setup_data node of type TIMELINE_SETUP_DATA. */
#ifndef COMMON_TIMELINE_H
#define COMMON_TIMELINE_H

#include "common/ondisk.h"

/* name, what has just happened when it is written: those that a command of the loader can
 * look back at, then all */
#define MILESTONES_BEFORE_BOOT(M) \
	M(MBR,        "boot.img: first instruction") \
	M(DISKBOOT,   "diskboot.img: first instruction") \
	M(UNPACK,     "lzma_decompress.img: first instruction") \
	M(UNPACKED,   "payload checked and decoded") \
	M(LOADER,     "loader: first instruction") \
	M(PROBED,     "loader: consoles, memory, disks known") \
	M(CONFIG,     "loader: grub.cfg found and run") \
	M(DRAWN,      "loader: menu on the screen") \
	M(CHOSEN,     "loader: an entry was chosen")

#define MILESTONES(M) \
	MILESTONES_BEFORE_BOOT(M) \
	M(LOADED,     "loader: kernel and initrd in place") \
	M(HANDOFF,    "loader: jump to the kernel")

/* Behind them, no moments but sums of ticks: what the loader's reads and writes took. */
#define MILESTONE_SUMS(M) \
	M(BIOS,       "loader: in INT 13h") \
	M(COPIED,     "loader: copying what INT 13h read")

#define MILESTONE_ENUM(name, what) MILESTONE_##name,
enum milestone { MILESTONES(MILESTONE_ENUM) MILESTONE_SUMS(MILESTONE_ENUM) MILESTONE_COUNT };

enum {
	TIMELINE_MAGIC      = 0x31544c46,       /* "FLT1" */
	TIMELINE_SETUP_DATA = 0x4c544c46,       /* "FLTL"; Linux skips types it does not know */
};

struct timeline {
	le32 magic;
	le32 count;                     /* MILESTONE_COUNT of whoever wrote it */
	le64 tsc[MILESTONE_COUNT];      /* order of MILESTONES, then MILESTONE_SUMS */
};
ONDISK(struct timeline, 8 + 8 * MILESTONE_COUNT);

#endif
