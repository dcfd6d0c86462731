/* block.c - disks and partitions as files and as arrays of bytes. */
#include "fs/block.h"
#include "fs/devtmpfs.h"
#include "fs/internal.h"

/* The sectors read last, of any device: filesystems ask for the same metadata again and
 * again, and a disk by programmed I/O is slow. */
enum { CACHE_LINES = 256, LINE_SECTORS = 8, LINE = LINE_SECTORS * SECTOR };

static struct line {
	const struct block_device *dev;
	u64 number;                     /* of LINE bytes */
	struct page *page;
} cache[CACHE_LINES];

static struct block_device *devices;

void blkdev_register(struct block_device *dev)
{
	struct block_device **p = &devices;

	while (*p)
		p = &(*p)->next;
	*p = dev;
	devtmpfs_node(dev->name, S_IFBLK, dev->rdev);
}

struct block_device *blkdev_next(struct block_device *dev)
{
	return dev ? dev->next : devices;
}

struct block_device *blkdev_find(u64 rdev)
{
	struct block_device *dev = devices;

	while (dev && dev->rdev != rdev)
		dev = dev->next;
	return dev;
}

void blkdev_nodes(void)
{
	for (struct block_device *dev = devices; dev; dev = dev->next)
		devtmpfs_node(dev->name, S_IFBLK, dev->rdev);
}

/* LINE bytes, the last of a device perhaps fewer. */
static const u8 *line_get(struct block_device *dev, u64 number)
{
	struct line *l = &cache[(number ^ dev->rdev) % CACHE_LINES];
	u64 sector = number * LINE_SECTORS;
	u32 n = (u32)MIN(LINE_SECTORS, dev->sectors - sector);

	if (l->page && l->dev == dev && l->number == number)
		return page_to_virt(l->page);
	if (!l->page)
		l->page = alloc_page();
	/* No memory: the page of another line will do. */
	for (struct line *other = cache; !l->page; other++) {
		if (other == cache + CACHE_LINES)
			return NULL;
		*l = *other;
		*other = (struct line){ 0 };
	}
	l->dev = NULL;
	if (dev->read(dev->disk, dev->first + sector, n, page_to_virt(l->page)))
		return NULL;
	l->dev = dev;
	l->number = number;
	return page_to_virt(l->page);
}

int blkdev_read(struct block_device *dev, u64 at, void *to, size_t n)
{
	u64 size = dev->sectors * SECTOR;
	u8 *p = to;

	if (at > size || n > size - at)
		return -EINVAL;
	while (n) {
		size_t off = at % LINE, part = MIN(n, LINE - off);
		const u8 *line = line_get(dev, at / LINE);

		if (!line)
			return -EIO;
		memcpy(p, line + off, part);
		p += part;
		at += part;
		n -= part;
	}
	return 0;
}

static int open(struct inode *inode, struct file *f)
{
	f->private = blkdev_find(inode->rdev);
	if (!f->private)
		return -ENXIO;
	inode->size = ((struct block_device *)f->private)->sectors * SECTOR;
	return (f->flags & O_ACCMODE) == O_RDONLY ? 0 : -EROFS;
}

static long read(struct file *f, void *buf, size_t n, u64 *pos)
{
	struct block_device *dev = f->private;
	u64 size = dev->sectors * SECTOR;
	int error;

	if (*pos >= size)
		return 0;
	n = MIN(n, size - *pos);
	error = blkdev_read(dev, *pos, buf, n);
	if (error)
		return error;
	*pos += n;
	return (long)n;
}

enum { BLKGETSIZE = 0x1260, BLKSSZGET = 0x1268 };
#define BLKGETSIZE64 0x80081272u

static long ioctl(struct file *f, u32 cmd, u64 arg, bool compat)
{
	struct block_device *dev = f->private;
	u64 bytes = dev->sectors * SECTOR;
	u32 sector = SECTOR;

	switch (cmd) {
	case BLKGETSIZE64: return copy_to_user(arg, &bytes, sizeof bytes);
	case BLKGETSIZE:   return copy_to_user(arg, &dev->sectors, compat ? 4 : 8);
	case BLKSSZGET:    return copy_to_user(arg, &sector, sizeof sector);
	}
	return -ENOTTY;
}

const struct file_operations blkdev_fops = { .open = open, .read = read, .ioctl = ioctl };
