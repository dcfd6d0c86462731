/* fuzz_install.c - any bytes as a disk to install to, and as a core.img to install: what is
 * found there can be put back, and only in core.img's place and sector 0. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "common/crc32.h"
#include "demand.h"
#include "mutate.h"
#include "tools/install/images.c"

enum { SECTORS = 4096, TRAILER = sizeof(struct backup_trailer) };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);

static u8 *disk;                /* a file of memory, which libblkid can read */
static struct target target = { .path = "disk" };
static struct place place;

/* --- The disk. */

static err_t move(struct blockdev *dev, u64 lba, u32 count, void *memory, bool write)
{
	(void)dev;
	if (write) {
		demand(lba == 0 || (lba >= place.lba && lba + count <= place.lba + place.sectors));
		memcpy(disk + lba * SECTOR, memory, (size_t)count * SECTOR);
	} else {
		memcpy(memory, disk + lba * SECTOR, (size_t)count * SECTOR);
	}
	return NULL;
}

err_t target_sync(struct target *t)
{
	(void)t;
	return NULL;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	target.fd = memfd_create("disk", MFD_CLOEXEC);
	if (target.fd < 0 || ftruncate(target.fd, SECTORS * SECTOR))
		abort();
	disk = mmap(NULL, SECTORS * SECTOR, PROT_READ | PROT_WRITE, MAP_SHARED, target.fd, 0);
	target.dev = (struct blockdev){ .sectors = SECTORS, .move = move };
	return disk == MAP_FAILED ? abort(), 1 : 0;
}

/* --- Checksums. */

static void mend_core(u8 *core, size_t size)
{
	struct diskboot_tail *tail = tail_of(core);
	struct core_header *header = (void *)(core + SECTOR);
	size_t room = size - SECTOR, stub = MIN(get32(header->stub_bytes), room);
	size_t payload = MIN(get32(header->payload_bytes), room - stub);

	header->payload_crc = put32(crc32(0, core + SECTOR + stub, payload));
	tail->stub_bytes = header->stub_bytes;
	tail->stub_crc = put32(crc32(0, core + SECTOR, stub));
	tail->crc = put32(diskboot_crc(core));
}

static void mend_trailer(u8 *data, size_t size, size_t at)
{
	struct backup_trailer *t = (void *)(data + at);
	u64 saved = ((u64)get32(t->sectors) + 1) * SECTOR;

	t->here = put64(at / SECTOR);
	t->version = put32(2);
	t->lba = put64(1);
	if (saved <= at)
		t->data_crc = put32(crc32(0, data + at - saved, saved));
	t->crc = put32(crc32(0, t, offsetof(struct backup_trailer, crc)));
	(void)size;
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	size = LLVMFuzzerMutate(data, size, max);
	if (!mutate_mends(seed))
		return size;
	mend_gpt(data, size, 1, 0);
	if (size >= SECTOR + sizeof(struct core_header) &&
	    get32(((struct core_header *)(data + SECTOR))->magic) == CORE_MAGIC)
		mend_core(data, size);
	for (size_t at = SECTOR; at + TRAILER <= size; at += SECTOR)
		if (!memcmp(data + at, "FLBACKUP", 8))
			mend_trailer(data, size, at);
	return size;
}

/* --- What fl-install does. */

static void check_core(const u8 *data, size_t size)
{
	u8 *copy = malloc(size);

	memcpy(copy, data, size);
	(void)!core_check(copy, size, "core.img");
	free(copy);
}

static void uninstall(void)
{
	struct backup b;

	if (!backup_find(&b, &target, &place, NULL) && b.exists) {
		demand(backup_size(&b) <= place.sectors);
		(void)!backup_matches(&b, &target);
		if (!backup_restore(&b, &target)) {
			free(b.data);
			demand(!backup_find(&b, &target, &place, NULL));
		}
	}
	free(b.data);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	size = MIN(size, (size_t)SECTORS * SECTOR);
	check_core(data, size);
	memset(disk, 0, SECTORS * SECTOR);
	memcpy(disk, data, size);
	place = (struct place){ 0 };
	if (place_find(&target, true, &place))
		return 0;
	demand(place.lba && place.lba < SECTORS && place.sectors <= SECTORS - place.lba);
	uninstall();
	return 0;
}
