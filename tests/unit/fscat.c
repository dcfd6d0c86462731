/* fscat.c - the loader's disk, part and fs folders over an image file, as a program.
 *
 *   fscat [-s NATIVE] [-c] IMAGE COMMAND [ARGUMENT]
 *     vols          name, first sector, sectors, filesystem, uuid, label of each volume
 *     cat PATH      the file to stdout
 *     list PATH     the names in a directory
 *     tree PATH     every file below: path, kind, size, CRC-32 of the contents
 *   -s  bytes of the drive's own sectors; -c  how often the drive was asked, on stderr
 *
 * Exit 0, or 1 with the sentence on stderr. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/crc32.h"
#include "fs/file.h"
#include "mem/heap.h"

enum { DEPTH_MAX = 40, PATH_SIZE = 4096 };

static int image;
static u32 native = 512;
static unsigned long calls, sectors_read;
/* A damaged image may show one directory in many places: the walk ends after so much. */
static long names_left = 30000;
static long long bytes_left = 256ll * MiB;

static unsigned image_drives(struct drive *out, unsigned max)
{
	(void)max;
	*out = (struct drive){ .number = 0x80, .kind = DRIVE_HARD, .lba = true,
			       .sector_size = native,
			       .sectors = (u64)lseek(image, 0, SEEK_END) / native };
	return 1;
}

static err_t image_move(const struct drive *drive, u64 lba, u32 count, void *to, bool write)
{
	size_t size = (size_t)count * drive->sector_size;

	if (write)
		return "fscat: writes nothing";
	calls++;
	sectors_read += count;
	if (lba > drive->sectors || count == 0 || count > drive->sectors - lba)
		return "fscat: the drive was asked for a sector it does not have";
	if (pread(image, to, size, (off_t)(lba * drive->sector_size)) != (ssize_t)size)
		return "fscat: read failed";
	return NULL;
}

static const struct platform platform = {
	.boot_drive = 0x80, .drives = image_drives, .drive_move = image_move,
};

static err_t show_volumes(void)
{
	for (struct volume *v = NULL; (v = volume_next(v)); ) {
		err_t err = volume_mount(v);

		printf("%s %llu %llu %s %s [%s]\n", v->name, (unsigned long long)v->slice.lba,
		       (unsigned long long)v->slice.dev.sectors,
		       v->fs ? v->fs->driver->name : "-", v->fs ? v->fs->uuid : "-",
		       v->fs ? v->fs->label : err);
	}
	return NULL;
}

static err_t cat(const char *path)
{
	struct span text;

	TRY(file_read_all(path, NULL, 1u << 31, &text));
	fwrite(text.p, 1, span_size(text), stdout);
	heap_free((void *)text.p);
	return NULL;
}

static err_t checksum(struct file *f, u32 *crc)
{
	enum { PIECE = 100000 };        /* odd on purpose: pieces end inside of blocks */
	u8 *piece = malloc(PIECE);
	err_t err = NULL;

	*crc = 0;
	for (u64 at = 0; at < f->size && !err; at += PIECE) {
		size_t n = (size_t)MIN(f->size - at, PIECE);

		if ((bytes_left -= (long long)n) < 0)
			err = "fscat: enough read";
		else if (!(err = file_read(f, at, n, piece)))
			*crc = crc32(*crc, piece, n);
	}
	free(piece);
	return err;
}

struct names { char **name; size_t n; };

static bool add_name(void *context, const char *name, const struct file *info)
{
	struct names *names = context;

	(void)info;
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return true;
	if (--names_left < 0)
		return false;
	names->name = realloc(names->name, (names->n + 1) * sizeof *names->name);
	names->name[names->n++] = strdup(name);
	return true;
}

static bool show_name(void *context, const char *name, const struct file *info)
{
	(void)context;
	printf("%s %d %llu %lld\n", name, info->kind, (unsigned long long)info->size,
	       (long long)info->mtime);
	return true;
}

static void tree(const char *path, unsigned depth);

static void tree_dir(const char *path, unsigned depth)
{
	struct names names = { NULL, 0 };
	err_t err = dir_list(path, NULL, add_name, &names);

	if (err)
		printf("%s\n", err);
	for (size_t i = 0; i < names.n; i++) {
		char child[PATH_SIZE];

		snprintf(child, sizeof child, "%s/%s", path, names.name[i]);
		if (depth < DEPTH_MAX)
			tree(child, depth + 1);
		free(names.name[i]);
	}
	free(names.name);
}

static void tree(const char *path, unsigned depth)
{
	struct file f;
	err_t err = file_stat(path, NULL, &f);
	bool dir = !err && f.kind == FILE_DIR;
	u32 crc = 0;

	if (!err && f.kind == FILE_REGULAR)
		err = file_error(path, NULL, checksum(&f, &crc));
	if (err)
		printf("%s\n", err);
	else
		printf("%s %d %llu %08x\n", path, f.kind, dir ? 0 : (unsigned long long)f.size,
		       crc);
	if (dir)
		tree_dir(path, depth);
}

static err_t run(const char *command, const char *path)
{
	static const struct fs_driver *const drivers[] = { &ext2_driver, &fat_driver,
							  &iso9660_driver, NULL };

	TRY(disks_probe(&platform));
	volumes_init(drivers);
	if (!strcmp(command, "vols"))
		return show_volumes();
	if (!strcmp(command, "cat"))
		return cat(path);
	if (!strcmp(command, "list"))
		return dir_list(path, NULL, show_name, NULL);
	if (strcmp(command, "tree"))
		return "fscat: unknown command";
	tree(path, 0);
	return NULL;
}

int main(int argc, char **argv)
{
	bool count = false;
	int option;
	err_t err;

	while ((option = getopt(argc, argv, "s:c")) != -1) {
		if (option == 's')
			native = (u32)atoi(optarg);
		else if (option == 'c')
			count = true;
		else
			return 2;
	}
	if (argc - optind < 2)
		return 2;
	image = open(argv[optind], O_RDONLY);
	if (image < 0) {
		perror(argv[optind]);
		return 2;
	}
	err = run(argv[optind + 1], argc - optind > 2 ? argv[optind + 2] : "");
	if (err)
		fprintf(stderr, "%s\n", err);
	volumes_forget();
	if (count)
		fprintf(stderr, "%lu calls, %lu sectors\n", calls, sectors_read);
	return err ? 1 : 0;
}
