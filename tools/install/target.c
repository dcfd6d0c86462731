/* target.c - the disk to install to, or the image of one: opened, or refused with a reason. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/error.h"
#include "tools/install/install.h"

static struct target *target_of(struct blockdev *dev)
{
	return (struct target *)dev;
}

static err_t read_sectors(struct blockdev *dev, u64 lba, u32 count, void *to)
{
	struct target *t = target_of(dev);
	size_t left = (size_t)count * SECTOR;
	off_t at = (off_t)(lba * SECTOR);

	while (left) {
		ssize_t n = pread(t->fd, to, left, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errf("%s: cannot read sector %llu: %s", t->path,
				    (unsigned long long)at / SECTOR,
				    n ? strerror(errno) : "the file ends there");
		to = (u8 *)to + n;
		at += n;
		left -= (size_t)n;
	}
	return NULL;
}

static err_t write_sectors(struct blockdev *dev, u64 lba, u32 count, const void *from)
{
	struct target *t = target_of(dev);
	size_t left = (size_t)count * SECTOR;
	off_t at = (off_t)(lba * SECTOR);

	while (left) {
		ssize_t n = pwrite(t->fd, from, left, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errf("%s: cannot write sector %llu: %s", t->path,
				    (unsigned long long)at / SECTOR, strerror(errno));
		from = (const u8 *)from + n;
		at += n;
		left -= (size_t)n;
	}
	return NULL;
}

static err_t move_sectors(struct blockdev *dev, u64 lba, u32 count, void *memory, bool write)
{
	return write ? write_sectors(dev, lba, count, memory)
		     : read_sectors(dev, lba, count, memory);
}

/* "/dev/sda" for the number of /dev/sda1. */
static err_t refuse_partition(const char *path, u64 device)
{
	char name[NAME_MAX + 1];
	u64 disk;

	if (sys_number(device, "../dev", &disk) && sys_name(disk, name, sizeof name))
		return errf("%s is a partition; the disk is /dev/%s", path, name);
	return errf("%s is a partition, not a disk", path);
}

/* What no --yes is for: to write over the running system's disk, or over all of a disk
 * that is in use. */
static err_t check_users(const char *path, u64 device, unsigned flags)
{
	bool system;
	err_t used = disk_in_use(device, &system);

	if (!used || (system && flags & TARGET_SYSTEM))
		return NULL;
	if (system)
		return errf("%s is the running system's own disk: %s%s", path, used,
			    flags & TARGET_WHOLE ? "" : "; --system-disk installs to it");
	if (flags & TARGET_WHOLE)
		return errf("%s is in use: %s", path, used);
	if (flags & TARGET_YES)
		return NULL;
	return errf("%s is in use: %s; --yes installs anyway", path, used);
}

static err_t check_block_device(const char *path, u64 device, unsigned flags)
{
	if (sys_exists(device, "partition"))
		return refuse_partition(path, device);
	if (!(flags & TARGET_YES) && (sys_exists(device, "dm") || sys_exists(device, "md")))
		return errf("%s is made of other devices, no disk that a BIOS sees;"
			    " --yes goes on anyway", path);
	return check_users(path, device, flags);
}

static err_t check_kind(const char *path, const struct stat *st, unsigned flags)
{
	err_t used;

	if (S_ISBLK(st->st_mode))
		return check_block_device(path, st->st_rdev, flags);
	if (S_ISDIR(st->st_mode))
		return errf("%s is a directory, not a disk", path);
	if (!S_ISREG(st->st_mode))
		return errf("%s is neither a disk nor the image of one", path);
	used = flags & TARGET_YES ? NULL : image_in_use(path);
	return used ? errf("%s is in use: %s; --yes installs anyway", path, used) : NULL;
}

/* A device may be opened to be written to, and each write fails. */
static err_t check_writable(struct target *t)
{
	int protected = 0;

	if (t->is_block && !ioctl(t->fd, BLKROGET, &protected) && protected)
		return errf("%s is write-protected", t->path);
	return NULL;
}

static err_t find_size(struct target *t, const struct stat *st)
{
	u64 bytes = (u64)st->st_size;
	int unit = SECTOR;

	if (t->is_block && (ioctl(t->fd, BLKGETSIZE64, &bytes) || ioctl(t->fd, BLKSSZGET, &unit)))
		return errf("%s: cannot ask for its size: %s", t->path, strerror(errno));
	if (unit != SECTOR)
		return errf("%s has sectors of %d bytes; boot.img reads sectors of 512", t->path, unit);
	t->dev = (struct blockdev){
		.sectors = bytes / SECTOR, .move = move_sectors,
	};
	return NULL;
}

err_t target_open(struct target *t, const char *path, unsigned flags)
{
	struct stat st;
	int how = (flags & TARGET_WRITE ? O_RDWR : O_RDONLY) | O_CLOEXEC;

	if (stat(path, &st))
		return errf("cannot open %s: %s", path, strerror(errno));
	TRY(check_kind(path, &st, flags));
	*t = (struct target){ .path = path, .is_block = S_ISBLK(st.st_mode) };
	/* O_EXCL on a disk also finds users that no list names: LVM, RAID, a virtual machine. */
	if (t->is_block && (flags & TARGET_WHOLE || !(flags & (TARGET_YES | TARGET_SYSTEM))))
		how |= O_EXCL;
	t->fd = open(path, how);
	if (t->fd < 0 && errno == EBUSY)
		return errf("%s is in use by the kernel%s", path,
			    flags & TARGET_WHOLE ? "" : "; --yes installs anyway");
	if (t->fd < 0)
		return errf("cannot open %s: %s", path, strerror(errno));
	if (flags & TARGET_WRITE)
		TRY(check_writable(t));
	return find_size(t, &st);
}

err_t target_sync(struct target *t)
{
	return fsync(t->fd) ? errf("%s: cannot sync: %s", t->path, strerror(errno)) : NULL;
}

void target_close(struct target *t)
{
	close(t->fd);
}
