/* devices.c - character devices by number, and those that are only numbers. */
#include "cpu/cpu.h"
#include "fs/internal.h"
#include "fs/devtmpfs.h"
#include "fs/random.h"

enum { CHRDEVS = 64 };

static struct chrdev { u64 rdev; const char *name; const struct file_operations *fops; }
	devices[CHRDEVS];
static unsigned device_count;

int chrdev_register(u32 major, u32 minor, const char *name,
		    const struct file_operations *fops)
{
	u64 rdev = makedev(major, minor);

	if (chrdev_find(rdev))
		return -EBUSY;
	if (device_count == CHRDEVS)
		return -ENOMEM;
	devices[device_count++] = (struct chrdev){ rdev, name, fops };
	return devtmpfs_node(name, S_IFCHR, rdev);
}

const struct file_operations *chrdev_find(u64 rdev)
{
	for (unsigned i = 0; i < device_count; i++)
		if (devices[i].rdev == rdev)
			return devices[i].fops;
	return NULL;
}

void chrdev_nodes(void)
{
	for (unsigned i = 0; i < device_count; i++)
		devtmpfs_node(devices[i].name, S_IFCHR, devices[i].rdev);
}

/* open() of any character device: from here on the file is the driver's. */
static int open(struct inode *inode, struct file *f)
{
	const struct file_operations *fops = chrdev_find(inode->rdev);

	if (!fops)
		return -ENXIO;
	f->fops = fops;
	return fops->open ? fops->open(inode, f) : 0;
}

const struct file_operations chrdev_fops = { .open = open };

/* --- null, zero, full --- */

static long null_read(struct file *f, void *buf, size_t n, u64 *pos)
{
	(void)f, (void)buf, (void)n, (void)pos;
	return 0;
}

static long null_read_user(struct file *f, u64 to, size_t n, u64 *pos)
{
	(void)f, (void)to, (void)n, (void)pos;
	return 0;
}

static long null_write(struct file *f, const void *buf, size_t n, u64 *pos)
{
	(void)f, (void)buf, (void)pos;
	return (long)n;
}

static long null_write_user(struct file *f, u64 from, size_t n, u64 *pos)
{
	(void)f, (void)from, (void)pos;
	return (long)n;
}

static long zero_read(struct file *f, void *buf, size_t n, u64 *pos)
{
	(void)f, (void)pos;
	memset(buf, 0, n);
	return (long)n;
}

/* Of bytes that the CPU could be asked for by a signal in between. */
enum { ZERO_PIECE = 256 * KiB };

static long zero_read_user(struct file *f, u64 to, size_t n, u64 *pos)
{
	size_t done = 0;
	bool by_pages = false;

	(void)f, (void)pos;
	while (done < n) {
		size_t part = MIN(n - done, by_pages ? page_rest(to + done) : ZERO_PIECE);
		long error = clear_user(to + done, part);

		if (error && part > page_rest(to + done)) {
			by_pages = true;
			continue;
		}
		if (error)
			return done ? (long)done : error;
		done += part;
		if (done < n && (sched_point() || signal_pending(current)))
			break;
	}
	return (long)done;
}

static long full_write(struct file *f, const void *buf, size_t n, u64 *pos)
{
	(void)f, (void)buf, (void)n, (void)pos;
	return -ENOSPC;
}

static long full_write_user(struct file *f, u64 from, size_t n, u64 *pos)
{
	(void)f, (void)from, (void)n, (void)pos;
	return -ENOSPC;
}

/* They have no positions: any seek leads to 0. */
static long no_seek(struct file *f, i64 offset, int whence)
{
	(void)offset, (void)whence;
	f->pos = 0;
	return 0;
}

static long random_read(struct file *f, void *buf, size_t n, u64 *pos)
{
	(void)f, (void)pos;
	random_bytes(buf, n);
	return (long)n;
}

static long random_write(struct file *f, const void *buf, size_t n, u64 *pos)
{
	(void)f, (void)pos;
	random_stir(buf, n);
	return (long)n;
}

/* What it has are controls of the pool, which there are none of. */
static long random_ioctl(struct file *f, u32 cmd, u64 arg, bool compat)
{
	(void)f, (void)cmd, (void)arg, (void)compat;
	return -EINVAL;
}

/* It never waits for anything that was written. */
static u32 random_poll(struct file *f, struct poll_table *pt)
{
	(void)f, (void)pt;
	return POLLIN | POLLRDNORM;
}

static const struct file_operations null_fops = {
	.read = null_read, .read_user = null_read_user, .write = null_write,
	.write_user = null_write_user, .seek = no_seek,
};
static const struct file_operations zero_fops = {
	.read = zero_read, .read_user = zero_read_user, .write = null_write,
	.write_user = null_write_user, .seek = no_seek, .map_memory = true,
};
static const struct file_operations full_fops = {
	.read = zero_read, .read_user = zero_read_user, .write = full_write,
	.write_user = full_write_user, .seek = no_seek,
};
static const struct file_operations random_fops = {
	.read = random_read, .write = random_write, .seek = no_seek, .ioctl = random_ioctl,
	.poll = random_poll,
};
static const struct file_operations urandom_fops = {
	.read = random_read, .write = random_write, .seek = no_seek, .ioctl = random_ioctl,
};

void devices_init(void)
{
	chrdev_register(1, 3, "null", &null_fops);
	chrdev_register(1, 5, "zero", &zero_fops);
	chrdev_register(1, 7, "full", &full_fops);
	chrdev_register(1, 8, "random", &random_fops);
	chrdev_register(1, 9, "urandom", &urandom_fops);
}
