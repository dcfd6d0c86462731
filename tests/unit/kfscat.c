/* kfscat.c - the kernel's fs folder over an image file, as a program.
 *
 *   kfscat IMAGE COMMAND
 *     disks          name, first sector, sectors of each block device
 *     tree DEVICE    mounts it: for each file its path, octal mode, links, uid, gid, size, ns
 *                    of its last change, and a symlink's target or a file's CRC-32
 *     look DEVICE    the same, but without a word: for damaged images
 *
 * Exit 0, or 1 with what the kernel said on stderr. */
#include "fake_kfs.h"
#include "fs/block.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#undef O_LARGEFILE               /* the host's: 0 */

u32 crc32(u32 crc, const void *data, size_t size);

enum { DEPTH_MAX = 40, PIECE = 100001 };        /* odd: pieces end inside of blocks */

static struct path root;
static bool quiet;
/* A damaged image may show one directory in many places: the walk ends after so much. */
static long names_left = 3000;
static long long bytes_left = 256ll * MiB;

struct names { char **name; size_t n; };

static bool add_name(void *ctx, const char *name, size_t len, u64 ino, u8 type, u64 next)
{
	struct names *names = ctx;

	(void)ino, (void)type, (void)next;
	if ((len == 1 && name[0] == '.') || (len == 2 && !memcmp(name, "..", 2)))
		return true;
	if (quiet && --names_left < 0)
		return false;
	names->name = realloc(names->name, (names->n + 1) * sizeof *names->name);
	names->name[names->n++] = strndup(name, len);
	return true;
}

static int checksum(struct file *f, u32 *crc)
{
	static u8 piece[PIECE];
	u64 at = 0;
	long n;

	*crc = 0;
	while ((n = vfs_read(f, piece, sizeof piece, &at)) > 0 && (bytes_left -= n) > 0)
		*crc = crc32(*crc, piece, (size_t)n);
	/* mmap sees what read sees. */
	if (!n && f->inode->size) {
		struct page *page = f->fops->map_page(f->inode, 0);

		at = 0;
		if (is_err(page) || vfs_read(f, piece, PAGE_SIZE, &at) < 0 ||
		    memcmp(page_to_virt(page), piece, MIN(at, PAGE_SIZE)))
			n = -EIO;
		if (!is_err(page))
			put_page(page);
	}
	return (int)MIN(n, 0);
}

static void show(const char *path, const struct inode *inode, const char *more)
{
	if (!quiet)
		printf("%s %o %u %u %u %llu %lld %s\n", path, inode->mode, inode->nlink, inode->uid,
		       inode->gid, (unsigned long long)(S_ISDIR(inode->mode) ? 0 : inode->size),
		       (long long)inode->mtime, more);
}

static void fault(const char *path, long error)
{
	if (!quiet)
		printf("%s: error %ld\n", path, error);
}

static void tree(const char *path, unsigned depth);

static void tree_dir(const char *path, struct file *f, unsigned depth)
{
	struct names names = { NULL, 0 };
	int error = f->fops->readdir(f, add_name, &names);

	if (error)
		fault(path, error);
	for (size_t i = 0; i < names.n; i++) {
		char *child = malloc(strlen(path) + strlen(names.name[i]) + 2);

		sprintf(child, "%s/%s", path, names.name[i]);
		if (depth < DEPTH_MAX)
			tree(child, depth + 1);
		free(child);
		free(names.name[i]);
	}
	free(names.name);
}

static void tree_open(const char *path, struct inode *inode, unsigned depth)
{
	struct file *f = vfs_open(&root, path, O_RDONLY | O_NOFOLLOW | O_LARGEFILE, 0);
	char text[16] = "";
	u32 crc;
	int error = is_err(f) ? (int)ptr_err(f) : 0;

	if (!error && S_ISREG(inode->mode)) {
		error = checksum(f, &crc);
		snprintf(text, sizeof text, "%08x", crc);
	}
	if (error)
		fault(path, error);
	else
		show(path, inode, text);
	if (!error && S_ISDIR(inode->mode))
		tree_dir(path, f, depth);
	if (!is_err(f))
		file_put(f);
}

static void tree(const char *path, unsigned depth)
{
	char target[PAGE_SIZE + 1];
	struct path at;
	int error = path_lookup(&root, path, 0, &at);
	struct inode *inode;
	long n;

	if (error) {
		fault(path, error);
		return;
	}
	inode = at.dentry->inode;
	if (S_ISLNK(inode->mode)) {
		n = inode->ops->readlink(inode, target, PAGE_SIZE);
		target[MAX(n, 0)] = '\0';
		n < 0 ? fault(path, n) : show(path, inode, target);
	} else if (S_ISREG(inode->mode) || S_ISDIR(inode->mode)) {
		tree_open(path, inode, depth);
	} else {
		snprintf(target, sizeof target, "%llx", (unsigned long long)inode->rdev);
		show(path, inode, target);
	}
	path_put(&at);
}

static int run(const char *command, const char *device)
{
	char source[64];
	int error;

	if (!strcmp(command, "disks")) {
		for (struct block_device *d = NULL; (d = blkdev_next(d)); )
			printf("%s %llu %llu\n", d->name, (unsigned long long)d->first,
			       (unsigned long long)d->sectors);
		return 0;
	}
	quiet = !strcmp(command, "look");
	snprintf(source, sizeof source, "/dev/%s", device);
	assert_int_equal(vfs_mknod(NULL, "/dev", S_IFDIR | 0755, 0), 0);
	assert_int_equal(vfs_mknod(NULL, "/mnt", S_IFDIR | 0755, 0), 0);
	assert_int_equal(vfs_mount("dev", "/dev", "devtmpfs", 0, NULL), 0);
	error = vfs_mount(source, "/mnt", "ext2", 0, NULL);
	if (error)
		return error;
	assert_int_equal(path_lookup(NULL, "/mnt", LOOKUP_FOLLOW, &root), 0);
	tree(".", 0);
	path_put(&root);
	assert_int_equal(vfs_umount("/mnt", 0), 0);
	return 0;
}

int main(int argc, char **argv)
{
	int fd = argc > 2 ? open(argv[1], O_RDONLY) : -1, error;
	u64 pages, objects;

	if (fd < 0)
		return 2;
	fake_disk_size = (size_t)lseek(fd, 0, SEEK_END);
	fake_disk = mmap(NULL, fake_disk_size + !fake_disk_size, PROT_READ, MAP_PRIVATE, fd, 0);
	fake_kfs_start();
	pages = fake_pages_used();
	objects = fake_objects_used();
	error = run(argv[2], argc > 3 ? argv[3] : "sda");
	if (error)
		fprintf(stderr, "error %d\n%s", error, fake_log);
	/* But for /dev and /mnt and the cache of blocks, all memory is given back. */
	assert_in_range(fake_pages_used(), pages, pages + 256 + 64);
	assert_in_range(fake_objects_used(), objects, objects + 64);
	return error ? 1 : 0;
}
