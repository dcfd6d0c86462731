/* fuzz_kext2.c - random bytes as an ext2, ext3 or ext4 filesystem, for the kernel. */
#include "fake_kfs.h"
#include "fs/block.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { LINES = 256, LINE = 4096, SECTORS = 2048, NAMES = 24, DEPTH = 3 };

static const u8 *bytes;
static size_t bytes_size;
static struct path root;

struct names { char name[NAMES][256]; unsigned n; };

static int disk_read(void *disk, u64 sector, u32 n, void *to)
{
	u64 at = sector * SECTOR, size = (u64)n * SECTOR;
	u64 there = !disk || at >= bytes_size ? 0 : MIN(size, bytes_size - at);

	memcpy(to, bytes + (there ? at : 0), there);
	memset((u8 *)to + there, 0, size - there);
	return 0;
}

static struct block_device disk = {
	.name = "fuzz", .rdev = 1, .sectors = SECTORS, .read = disk_read, .disk = &disk,
}, empty = { .name = "none", .rdev = 2, .sectors = SECTORS, .read = disk_read };

static bool add_name(void *ctx, const char *name, size_t len, u64 ino, u8 type, u64 next)
{
	struct names *names = ctx;

	(void)ino, (void)type, (void)next;
	if (names->n == NAMES)
		return false;
	memcpy(names->name[names->n], name, len);
	names->name[names->n++][len] = '\0';
	return true;
}

static void walk(const char *path, unsigned depth)
{
	static u8 buf[16384];
	struct names *names;
	struct file *f = vfs_open(&root, path, O_RDONLY, 0);
	u64 at = 0;

	if (is_err(f))
		return;
	if (S_ISREG(f->inode->mode)) {
		(void)vfs_read(f, buf, sizeof buf, &at);
		at = f->inode->size / 2;
		(void)vfs_read(f, buf, 7, &at);
	}
	if (S_ISDIR(f->inode->mode) && depth) {
		names = calloc(1, sizeof *names);
		(void)f->fops->readdir(f, add_name, names);
		for (unsigned i = 0; i < names->n; i++) {
			char child[2048];

			snprintf(child, sizeof child, "%s/%s", path, names->name[i]);
			walk(child, depth - 1);
		}
		free(names);
	}
	file_put(f);
}

static void start(void)
{
	fake_kfs_start();
	blkdev_register(&disk);
	blkdev_register(&empty);
	assert_int_equal(vfs_mknod(NULL, "/fuzz", S_IFBLK | 0600, disk.rdev), 0);
	assert_int_equal(vfs_mknod(NULL, "/mnt", S_IFDIR | 0755, 0), 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static bool started;
	u64 objects;
	u8 byte;

	if (!started)
		start();
	started = true;
	bytes = data;
	bytes_size = size;
	fake_log[0] = '\0';
	/* Out of the cache with what the last one read. */
	for (u64 line = 0; line < LINES; line++)
		assert_int_equal(blkdev_read(&empty, line * LINE, &byte, 1), 0);
	objects = fake_objects_used();
	if (vfs_mount("/fuzz", "/mnt", "ext2", 0, NULL))
		return 0;
	assert_int_equal(path_lookup(NULL, "/mnt", LOOKUP_FOLLOW, &root), 0);
	walk(".", DEPTH);
	walk("link/../a/b", DEPTH);
	path_put(&root);
	assert_int_equal(vfs_umount("/mnt", 0), 0);
	if (fake_objects_used() != objects)
		abort();
	return 0;
}
