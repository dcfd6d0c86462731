/* main.c - fl-install: make a disk boot with Firstlight, and undo it. */
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/error.h"
#include "mem/heap.h"
#include "tools/install/install.h"
#include "tools/standard_files.h"

static const char usage[] =
	"usage: fl-install [--core FILE] [--boot FILE] [--backup FILE] DISK\n"
	"       fl-install --uninstall [--backup FILE] DISK\n"
	"       fl-install --image FILE DISK\n"
	"all with [--dry-run] [--yes], the first two with [--system-disk]\n"
	"\n"
	"Makes DISK, a block device or an image file, boot with Firstlight: core.img goes into\n"
	"the gap before the first partition, or on a GPT disk into its BIOS boot partition;\n"
	"boot.img's code into sector 0, bytes 0..439.  The partition table and the disk\n"
	"signature (bytes 440..509) stay.  What is overwritten is saved at the end of the same\n"
	"gap or partition, or in a file when there is no room.\n"
	"\n"
	"  --core FILE    core image, else core.img beside this program or in\n"
	"                 ../lib/firstlight from there\n"
	"  --boot FILE    boot sector, else boot.img from the same place\n"
	"  --backup FILE  where to save what is overwritten when the disk has no room for it;\n"
	"                 for image files else DISK.firstlight-backup\n"
	"  --uninstall    put back what was there before\n"
	"  --image FILE   copy this image of a disk over all of DISK, which loses what it has\n"
	"  --system-disk  DISK is the one that the running system is on\n"
	"  --dry-run      say what would be done, change nothing\n"
	"  --yes          do not ask, and go on where a person may know better: a disk in use,\n"
	"                 no MBR\n";

struct options {
	const char *disk, *core, *boot, *backup, *image;
	bool yes, dry_run, uninstall, system_disk;
};

enum { HEAP = 16 * MiB };               /* a GPT may have 4 MiB of entries */

/* What make puts beside this program, make install into ../lib/firstlight. */
static const char *or_ours(const char *given, const char *name, char *to, size_t size)
{
	static const char *const folders[] = { ".", "../lib/firstlight" };
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *folder;

	if (given || n < 0)
		return given ? given : name;
	self[n] = '\0';
	folder = dirname(self);
	for (size_t i = 0; i < COUNT(folders); i++) {
		snprintf(to, size, "%s/%s/%s", folder, folders[i], name);
		if (access(to, F_OK) == 0)
			break;
	}
	return to;
}

/* Image files may have their backup beside them; for a disk somebody must say where. */
static const char *backup_file(const struct options *o, const struct target *t, char *to,
			       size_t size)
{
	if (o->backup || t->is_block)
		return o->backup;
	snprintf(to, size, "%s.firstlight-backup", o->disk);
	return to;
}

static void print_backup(const struct backup *b, const char *what)
{
	if (b->lba)
		printf("%s %u sectors: %llu to %llu\n", what, backup_size(b),
		       (unsigned long long)b->lba,
		       (unsigned long long)b->lba + backup_size(b) - 1);
	else
		printf("%s %u sectors: file %s\n", what, backup_size(b), b->file);
}

static void print_plan(const struct images *images, const struct place *place,
		       const struct home *home, const struct backup *b)
{
	printf("core.img  %u sectors: %llu to %llu, in %s (%u sectors)\n", images->sectors,
	       (unsigned long long)home->lba,
	       (unsigned long long)home->lba + images->sectors - 1, place->what, place->sectors);
	if (home->overwrites)
		printf("          over sectors in use, because too few others are free: keep the"
		       " power on until this ends\n");
	print_backup(b, b->exists ? "backup    (kept)" : "backup   ");
	printf("boot.img  bytes 0 to 439 of sector 0\n");
}

/* Is it to be done?  Nobody is asked about a file that only gets a loader. */
static err_t confirm(const struct target *t, const struct options *o)
{
	return o->yes || !(t->is_block || o->image) ? NULL : ask_for_name(o->disk);
}

static err_t write_boot(struct target *t, const struct images *images)
{
	u8 sector[SECTOR];

	TRY(block_read(&t->dev, 0, 1, sector));
	memcpy(sector, images->boot, BOOT_CODE_BYTES);
	memcpy(sector + SECTOR - 2, images->boot + SECTOR - 2, 2);
	TRY(block_write(&t->dev, 0, 1, sector));
	return target_sync(t);
}

/* The order matters when the power fails: the backup is whole before anything is
 * overwritten, core.img is whole before boot.img looks for it, and the old one stays until
 * then. */
static err_t write_all(struct target *t, const struct images *images, const struct home *home,
		       struct backup *b)
{
	const struct installed *old = &b->trailer.before;

	TRY(backup_write(b, t, images, home->lba));
	TRY(block_write(&t->dev, home->lba, images->sectors, images->core));
	TRY(target_sync(t));
	TRY(write_boot(t, images));
	if (home->overwrites || !get64(old->core_lba))
		return NULL;
	return home_clear(t, b, old);
}

static err_t find_backup(struct backup *b, struct target *t, const struct place *place,
			 const struct options *o, const char *file)
{
	err_t err = backup_find(b, t, place, file);

	if (!err || !o->yes || o->uninstall)
		return err;
	fprintf(stderr, "fl-install: %s; making a new one\n", err);
	b->exists = false;
	return NULL;
}

static err_t install(struct target *t, const struct options *o)
{
	char core[PATH_MAX], boot[PATH_MAX], file_name[PATH_MAX];
	const char *file = backup_file(o, t, file_name, sizeof file_name);
	struct images images;
	struct place place;
	struct home home;
	struct backup backup;

	TRY(images_read(&images, or_ours(o->boot, "boot.img", boot, sizeof boot),
			or_ours(o->core, "core.img", core, sizeof core)));
	TRY(place_find(t, o->yes, &place));
	if (images.sectors > place.sectors)
		return errf("core.img has %u sectors, but %s of %s has only %u",
			    images.sectors, place.what, o->disk, place.sectors);
	TRY(find_backup(&backup, t, &place, o, file));
	TRY(home_find(t, &place, &backup, images.sectors, &home));
	images_patch(&images, home.lba);
	TRY(backup_make(&backup, t, &place, home.overwrites ? images.sectors : 0, home.lba,
			images.sectors, file));
	print_plan(&images, &place, &home, &backup);
	if (o->dry_run)
		return NULL;
	TRY(confirm(t, o));
	return write_all(t, &images, &home, &backup);
}

static err_t uninstall(struct target *t, const struct options *o)
{
	char file_name[PATH_MAX];
	struct place place;
	struct backup backup;

	/* The checks for a foreign disk are for who overwrites; the backup is proof enough. */
	TRY(place_find(t, true, &place));
	TRY(find_backup(&backup, t, &place, o, backup_file(o, t, file_name, sizeof file_name)));
	if (!backup.exists)
		return errf("nothing to restore: %s has no backup of fl-install", o->disk);
	if (!o->yes) {
		err_t changed = backup_matches(&backup, t);

		if (changed)
			return errf("%s; --yes restores the older state anyway", changed);
	}
	print_backup(&backup, "restore  ");
	if (o->dry_run)
		return NULL;
	TRY(confirm(t, o));
	return backup_restore(&backup, t);
}

static err_t write_image(struct target *t, const struct options *o)
{
	struct target image;
	err_t err;

	TRY(target_open(&image, o->image, TARGET_YES | TARGET_SYSTEM));
	err = whole_check(t, &image);
	if (!err && !o->dry_run) {
		err = confirm(t, o);
		if (!err)
			err = whole_write(t, &image);
	}
	target_close(&image);
	return err;
}

static void parse_options(int argc, char **argv, struct options *o)
{
	static const struct option table[] = {
		{ "core", required_argument, NULL, 'c' }, { "boot", required_argument, NULL, 'b' },
		{ "backup", required_argument, NULL, 'B' }, { "yes", no_argument, NULL, 'y' },
		{ "dry-run", no_argument, NULL, 'n' }, { "uninstall", no_argument, NULL, 'u' },
		{ "image", required_argument, NULL, 'i' }, { "system-disk", no_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", table, NULL)) != -1)
		switch (c) {
		case 'c': o->core = optarg; break;
		case 'b': o->boot = optarg; break;
		case 'B': o->backup = optarg; break;
		case 'y': o->yes = true; break;
		case 'n': o->dry_run = true; break;
		case 'u': o->uninstall = true; break;
		case 'i': o->image = optarg; break;
		case 's': o->system_disk = true; break;
		case 'h': fputs(usage, stdout); exit(0);
		default:  fputs(usage, stderr); exit(2);
		}
	if (optind != argc - 1 ||
	    (o->image && (o->core || o->boot || o->backup || o->uninstall || o->system_disk))) {
		fputs(usage, stderr);
		exit(2);
	}
	o->disk = argv[optind];
}

static unsigned target_flags(const struct options *o)
{
	return (o->dry_run ? 0 : TARGET_WRITE) | (o->yes ? TARGET_YES : 0) |
	       (o->system_disk ? TARGET_SYSTEM : 0) | (o->image ? TARGET_WHOLE : 0);
}

static err_t run(const struct options *o)
{
	struct target t;
	struct stat st;

	if (stat(o->disk, &st) == 0 && S_ISBLK(st.st_mode))
		show_disk(st.st_rdev);
	TRY(target_open(&t, o->disk, target_flags(o)));
	if (o->image)
		return write_image(&t, o);
	return o->uninstall ? uninstall(&t, o) : install(&t, o);
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	err_t err;

	standard_files();
	parse_options(argc, argv, &o);
	heap_init(malloc(HEAP), HEAP);
	err = run(&o);
	if (!err)
		return 0;
	fprintf(stderr, "fl-install: %s\n", err);
	return 1;
}
