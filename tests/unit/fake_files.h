/* fake_files.h - fs/file.h over buffers: what the tests say is on the disk. */
#ifndef UNIT_FAKE_FILES_H
#define UNIT_FAKE_FILES_H

#include "fs/file.h"

struct fake_file {
	const char *path;               /* with its device: "(hd0)/vmlinuz" */
	const void *data;
	u64         size;
	u64         bad_from;           /* reads beyond this byte fail; 0: none do */
};

/* The files there are, ended by path NULL. */
extern const struct fake_file *fake_files;

#endif
