/* whole.c - an image of a disk, copied over everything that a disk has. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/error.h"
#include "tools/install/install.h"

enum { PIECE = MiB / SECTOR };          /* sectors at a time */

/* Sector 0 is made zeros first: of the image, too, if it is the disk by another name. */
static bool is_same(const struct target *t, const struct target *image)
{
	struct stat a, b;

	return !fstat(t->fd, &a) && !fstat(image->fd, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

err_t whole_check(struct target *t, struct target *image)
{
	u8 sector[SECTOR];

	if (image->is_block)
		return errf("%s is a device, not an image", image->path);
	if (is_same(t, image))
		return errf("%s is the disk itself, not an image of another", image->path);
	if (!image->dev.sectors || lseek(image->fd, 0, SEEK_END) % SECTOR)
		return errf("%s is not made of whole sectors", image->path);
	TRY(block_read(&image->dev, 0, 1, sector));
	if (get16(*(const le16 *)(sector + SECTOR - 2)) != 0xaa55)
		return errf("%s has no MBR, so it is no image of a disk", image->path);
	if (image->dev.sectors > t->dev.sectors)
		return errf("%s has %llu sectors, but %s only %llu", image->path,
			    (unsigned long long)image->dev.sectors, t->path,
			    (unsigned long long)t->dev.sectors);
	printf("%s    sectors 0 to %llu of %s; everything on it is lost\n", image->path,
	       (unsigned long long)image->dev.sectors - 1, t->path);
	return NULL;
}

static void show_progress(const char *what, u64 lba, u64 end)
{
	if (isatty(STDOUT_FILENO))
		printf("\r%s %llu of %llu MiB%s", what, (unsigned long long)lba / PIECE,
		       (unsigned long long)end / PIECE, lba == end ? "\n" : "");
	fflush(stdout);
}

/* Sector 0 comes last: what is half written has no loader that starts. */
static err_t copy(struct target *t, struct target *image, u8 *piece)
{
	u64 end = image->dev.sectors;

	memset(piece, 0, SECTOR);
	TRY(block_write(&t->dev, 0, 1, piece));
	TRY(target_sync(t));
	for (u64 lba = 1; lba < end; lba += PIECE) {
		u32 count = (u32)MIN(PIECE, end - lba);

		show_progress("writing", lba, end);
		TRY(block_read(&image->dev, lba, count, piece));
		TRY(block_write(&t->dev, lba, count, piece));
	}
	TRY(target_sync(t));
	TRY(block_read(&image->dev, 0, 1, piece));
	TRY(block_write(&t->dev, 0, 1, piece));
	TRY(target_sync(t));
	show_progress("writing", end, end);
	return NULL;
}

/* Sticks that lie about their size, or are worn out, take every write without a word. */
static err_t compare(struct target *t, struct target *image, u8 *piece)
{
	u64 end = image->dev.sectors;
	u8 *there = piece + PIECE * SECTOR;

	/* From the disk, not from memory. */
	if (t->is_block)
		ioctl(t->fd, BLKFLSBUF);
	posix_fadvise(t->fd, 0, 0, POSIX_FADV_DONTNEED);
	for (u64 lba = 0; lba < end; lba += PIECE) {
		u32 count = (u32)MIN(PIECE, end - lba);

		show_progress("reading back", lba, end);
		TRY(block_read(&image->dev, lba, count, piece));
		TRY(block_read(&t->dev, lba, count, there));
		if (memcmp(piece, there, (size_t)count * SECTOR))
			return errf("%s does not hold what was written, near sector %llu", t->path,
				    (unsigned long long)lba);
	}
	show_progress("reading back", end, end);
	return NULL;
}

err_t whole_write(struct target *t, struct target *image)
{
	u8 *piece = malloc(2 * PIECE * SECTOR);
	err_t err = piece ? copy(t, image, piece) : ERR_NO_MEMORY;

	if (!err)
		err = compare(t, image, piece);
	free(piece);
	/* The kernel still has the old partitions; it may keep them until the stick is drawn. */
	if (t->is_block && ioctl(t->fd, BLKRRPART) && errno == EBUSY)
		fputs("the kernel sees the new partitions after the disk was unplugged\n", stdout);
	if (!err)
		printf("written and read back: %llu sectors\n",
		       (unsigned long long)image->dev.sectors);
	return err;
}
