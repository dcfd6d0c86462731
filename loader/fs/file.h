/* file.h - open by path, read a range, read it all. */
#ifndef FS_FILE_H
#define FS_FILE_H

#include "common/span.h"
#include "fs/volume.h"

/* Open "(hd0,msdos1)/path", or "/path" on the device `root` ("hd0,msdos1", parentheses
 * allowed; NULL or "" = none set, an error).  "(hd0)0+1,5+2" and "(hd0)+1" are block lists
 * of 512-byte sectors: such a file points into `path`, which must live as long.  A
 * directory is an error; use file_stat or dir_list.  Nothing else is kept of an open file,
 * so there is no close but file_unpack()'s.
 * Errors start with the file and its device, and end in ERR_NOT_FOUND, ERR_NO_DEVICE,
 * ERR_NOT_FILE, ERR_BAD_NAME or another sentence. */
err_t file_open(const char *path, const char *root, struct file *f) MUST_CHECK;

/* The same, but a directory is no error; f->kind tells. */
err_t file_stat(const char *path, const char *root, struct file *f) MUST_CHECK;

/* Read exactly `size` bytes from `offset`.  Past the end is an error.  Long runs go to
 * the driver in one piece: no copy but the driver's own. */
err_t file_read(struct file *f, u64 offset, u64 size, void *to) MUST_CHECK;

/* Put the file and its device in front of an error about it; NULL stays NULL. */
err_t file_error(const char *path, const char *root, err_t err);

/* Write over all of what the file has.  Refused, and nothing is written, if it is not whole
 * sectors or of another size (packed, perhaps), if some of them have no place on the disk, or
 * the filesystem says that it is not theirs alone.  Then reads them back from the disk. */
err_t file_write(struct file *f, struct span all) MUST_CHECK;

/* If the file is packed (unpack/unpack.h), unpack it to the heap: size and file_read() are
 * those of what is in it from then on, until file_close().  It is an error when there is no
 * room, and so is damage; there is nothing to close after one. */
err_t file_unpack(struct file *f) MUST_CHECK;
void  file_close(struct file *f);

/* Read the whole file, unpacked, to the heap, with a NUL behind it that is not in the span.
 * More than `limit` bytes is an error with the numbers. */
err_t file_read_all(const char *path, const char *root, u32 limit, struct span *out) MUST_CHECK;

/* fs_list() of a directory, named as for file_open(), whose errors it has. */
err_t dir_list(const char *path, const char *root, list_fn *each, void *context) MUST_CHECK;

extern const char ERR_NO_ROOT[];        /* no device in the path, and no root */

/* Write "(root)/path" with parentheses and without a double slash into to[size]; what
 * already starts with '(' is copied.  `root` may change later, so plans store this. */
err_t path_with_device(char *to, size_t size, const char *path, const char *root) MUST_CHECK;

#endif
