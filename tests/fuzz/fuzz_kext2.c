/* fuzz_kext2.c - random bytes as a disk for the kernel's ext2: mount it, look at all of it,
 * unmount it, and nothing of it is left. */
#include "fake_kfs.h"
#include "fs/block.h"
#include <stdlib.h>

/* LINES lines of LINE bytes behind the data are only read to empty the cache of sectors. */
enum { DATA_SECTORS = 2048, LINES = 64, LINE = 4096, SECTORS = DATA_SECTORS + LINES * LINE / SECTOR,
       NAMES = 24, DEPTH = 3, READ = 16384 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static const u8 *disk;
static size_t disk_size;

static int read_disk(void *unused, u64 sector, u32 n, void *to)
{
	size_t at = sector * SECTOR, all = (size_t)n * SECTOR, part;

	(void)unused;
	part = at < disk_size ? MIN(all, disk_size - at) : 0;
	memset(to, 0, all);
	memcpy(to, disk + (part ? at : 0), part);
	return 0;
}

static struct block_device device = { .name = "fuzz", .rdev = 8 << 8, .sectors = SECTORS,
				      .read = read_disk };

static void forget_last_disk(void)
{
	u8 byte;

	for (unsigned i = 0; i < LINES; i++)
		if (blkdev_read(&device, DATA_SECTORS * SECTOR + i * LINE, &byte, 1))
			abort();
}

struct names { char name[NAMES][NAME_MAX + 1]; unsigned n; };

static bool take_name(void *ctx, const char *name, size_t len, u64 ino, u8 type, u64 next)
{
	struct names *names = ctx;

	(void)ino, (void)type, (void)next;
	if (names->n == NAMES)
		return false;
	memcpy(names->name[names->n], name, len);
	names->name[names->n++][len] = 0;
	return true;
}

static void read_file(struct file *f)
{
	static u8 buffer[READ];
	u64 pos = 0, size = f->inode->size;
	struct page *page;

	vfs_read(f, buffer, sizeof buffer, &pos);
	pos = size / 2;
	vfs_read(f, buffer, 7, &pos);
	pos = size - MIN(size, 100);
	vfs_read(f, buffer, sizeof buffer, &pos);
	page = f->fops && f->fops->map_page ? f->fops->map_page(f->inode, size / 2 / PAGE_SIZE) : NULL;
	if (page && !is_err(page))
		put_page(page);
}

static void walk(const struct path *at, unsigned depth)
{
	struct inode *inode = at->dentry->inode;
	static char text[PATH_MAX];
	struct names *names;
	struct file *f;

	if (S_ISLNK(inode->mode))
		inode->ops->readlink(inode, text, sizeof text);
	if (!S_ISDIR(inode->mode) && !S_ISREG(inode->mode))
		return;
	f = vfs_open(at, "", O_RDONLY | O_LARGEFILE, 0);
	if (is_err(f)) {
		f = file_alloc(at, O_RDONLY);
		if (!f)
			return;
	}
	if (S_ISREG(inode->mode)) {
		read_file(f);
		file_put(f);
		return;
	}
	names = calloc(1, sizeof *names);
	f->fops->readdir(f, take_name, names);
	file_put(f);
	for (unsigned i = 0; i < names->n && depth < DEPTH; i++) {
		struct path child;

		if (strchr(names->name[i], '/') || !strcmp(names->name[i], "..") ||
		    path_lookup(at, names->name[i], 0, &child))
			continue;
		walk(&child, depth + 1);
		path_put(&child);
	}
	free(names);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	fake_kfs_start();
	blkdev_register(&device);
	if (vfs_mknod(NULL, "/m", S_IFDIR | 0755, 0) ||
	    vfs_mknod(NULL, "/disk", S_IFBLK | 0600, device.rdev))
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct path root, found;
	u64 objects = fake_objects_used();

	disk = data;
	disk_size = size;
	forget_last_disk();
	if (vfs_mount("/disk", "/m", "ext4", 0, NULL))
		goto end;
	if (!path_lookup(NULL, "/m", 0, &root)) {
		walk(&root, 0);
		if (!path_lookup(&root, "link/../a/b", LOOKUP_FOLLOW, &found))
			path_put(&found);
		path_put(&root);
	}
	if (vfs_umount("/m", 0))
		abort();
end:
	if (fake_objects_used() != objects)
		abort();
	return 0;
}
