/* fuzz_kdisk.c - any bytes as a disk of the kernel's: each partition lies on it, and has a
 * number of its own. */
#include "fs/block.h"
#include "fs/disks.h"
#include "mm/slab.h"
#include "printk.h"
#include "fs/internal.h"
#include "mutate.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTORS = 4096, MAJOR = 8 };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);

static const u8 *disk_data;
static size_t disk_size;
static u32 seen;
#define REQUIRE(c) do { if (!(c)) abort(); } while (0)

/* --- Doubles. */

void *kmalloc(size_t size) { return malloc(size); }
void *kzalloc(size_t size) { return calloc(1, size); }
void kfree(const void *p) { free((void *)(size_t)p); }
char *kstrdup(const char *s) { return strdup(s); }
void printk(const char *format, ...) { (void)format; }

unsigned ata_probe(struct ata_disk disk[ATA_DISKS])
{
	disk[0] = (struct ata_disk){ .sectors = SECTORS };
	return 1;
}

int ata_read(struct ata_disk *disk, u64 sector, u32 n, void *to)
{
	size_t at = sector * SECTOR, all = (size_t)n * SECTOR, part;

	if (!n || sector > disk->sectors || n > disk->sectors - sector)
		return -1;
	part = at < disk_size ? MIN(all, disk_size - at) : 0;
	memset(to, 0, all);
	memcpy(to, disk_data + (part ? at : 0), part);
	return 0;
}

void blkdev_register(struct block_device *dev)
{
	unsigned minor = (unsigned)dev->rdev & 0xff;
	char name[16];

	REQUIRE(minor < DISK_MINORS && dev->rdev >> 8 == MAJOR);
	REQUIRE(!(seen & 1u << minor));
	seen |= 1u << minor;
	snprintf(name, sizeof name, minor ? "sda%u" : "sda", minor);
	REQUIRE(!strcmp(dev->name, name));
	REQUIRE(dev->sectors && dev->first < SECTORS && dev->sectors <= SECTORS - dev->first);
	kfree(dev->name);
	kfree(dev);
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	size = LLVMFuzzerMutate(data, size, max);
	if (mutate_mends(seed))
		mend_gpt(data, size, 1, 0);
	return size;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	disk_data = data;
	disk_size = size;
	seen = 0;
	disks_init();
	REQUIRE(seen & 1);
	return 0;
}
