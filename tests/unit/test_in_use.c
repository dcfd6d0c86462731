/* test_in_use.c - who uses a disk, through all layers, on a /sys of the test's own. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "check.h"
#include "tools/install/install.h"

static char root[] = "/tmp/test-in-use-XXXXXX";

static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
}

static void put_file(const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", root, name);
	make_folders(path);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void put_link(const char *name, const char *to)
{
	char path[PATH_MAX], target[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", root, name);
	snprintf(target, sizeof target, "%s/%s", root, to);
	make_folders(path);
	assert_int_equal(symlink(target, path), 0);
}

/* A device where the kernel shows it, found by number and by name. */
static void put_device(const char *folder, const char *number)
{
	char name[PATH_MAX], line[64];

	snprintf(name, sizeof name, "sys/devices/%s/dev", folder);
	snprintf(line, sizeof line, "%s\n", number);
	put_file(name, line);
	snprintf(name, sizeof name, "sys/devices/%s", folder);
	snprintf(line, sizeof line, "sys/dev/block/%s", number);
	put_link(line, name);
	snprintf(line, sizeof line, "sys/class/block/%s", basename(folder));
	put_link(line, name);
}

static void put_slave(const char *upper, const char *lower_folder)
{
	char name[PATH_MAX], to[PATH_MAX];

	snprintf(name, sizeof name, "sys/devices/%s/slaves/%s", upper, basename(lower_folder));
	snprintf(to, sizeof to, "sys/devices/%s", lower_folder);
	put_link(name, to);
}

enum { SDA = 0, SDB = 16, SDC = 32, SDD = 48 };

/* sda and sdb with two partitions each, sdc with one, sdd with none.  sda1 is encrypted
 * (dm-0) and holds a volume (dm-1); sda2 and sdb1 are a RAID (md0). */
static int make_tree(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(root));
	host_root = root;
	put_device("ata1/sda", "8:0");
	put_device("ata1/sda/sda1", "8:1");
	put_device("ata1/sda/sda2", "8:2");
	put_device("ata2/sdb", "8:16");
	put_device("ata2/sdb/sdb1", "8:17");
	put_device("ata2/sdb/sdb2", "8:18");
	put_device("usb1/sdc", "8:32");
	put_device("usb1/sdc/sdc1", "8:33");
	put_device("usb1/sdd", "8:48");
	put_file("sys/devices/ata1/sda/sda1/partition", "1\n");
	put_file("sys/devices/ata1/sda/sda2/partition", "2\n");
	put_file("sys/devices/ata2/sdb/sdb1/partition", "1\n");
	put_file("sys/devices/ata2/sdb/sdb2/partition", "2\n");
	put_file("sys/devices/usb1/sdc/sdc1/partition", "1\n");
	put_device("virtual/dm-0", "253:0");
	put_device("virtual/dm-1", "253:1");
	put_device("virtual/md0", "9:0");
	put_slave("virtual/dm-0", "ata1/sda/sda1");
	put_slave("virtual/dm-1", "virtual/dm-0");
	put_slave("virtual/md0", "ata1/sda/sda2");
	put_slave("virtual/md0", "ata2/sdb/sdb1");
	put_file("dev/dm-1", "");
	put_link("dev/mapper/vg-root", "dev/dm-1");
	return 0;
}

static int remove_tree(void **state)
{
	char command[PATH_MAX];

	(void)state;
	snprintf(command, sizeof command, "rm -r %s", root);
	return system(command);
}

static void uses(const char *mounts, const char *swaps)
{
	char text[PATH_MAX];

	put_file("proc/self/mountinfo", mounts);
	snprintf(text, sizeof text, "Filename\tType\tSize\tUsed\tPriority\n%s", swaps);
	put_file("proc/swaps", text);
}

static void expect_use(unsigned number, const char *what, bool expected_system)
{
	bool is_system = !expected_system;
	err_t used = disk_in_use(makedev(8, number), &is_system);

	if (what)
		assert_non_null(used);
	else
		assert_null(used);
	if (what)
		assert_string_equal(used, what);
	assert_int_equal(is_system, expected_system);
}

static void test_not_used(void **state)
{
	(void)state;
	uses("20 1 0:19 / /proc rw - proc proc rw\n"
	     "21 1 8:18 / /mnt rw,relatime shared:1 - ext4 /dev/sdb2 rw\n", "");
	expect_use(SDA, NULL, false);
	expect_use(SDC, NULL, false);
	expect_use(SDD, NULL, false);
}

static void test_a_mounted_stick(void **state)
{
	(void)state;
	uses("21 1 8:33 / /media/my\\040stick rw - vfat /dev/sdc1 rw\n", "");
	expect_use(SDC, "/dev/sdc1 is mounted at /media/my stick", false);
	expect_use(SDC + 1, "/dev/sdc1 is mounted at /media/my stick", false);
	expect_use(SDD, NULL, false);
}

static void test_root_on_a_partition(void **state)
{
	(void)state;
	uses("21 1 8:17 / /srv rw - ext4 /dev/sdb1 rw\n22 1 8:18 / / rw - ext4 /dev/sdb2 rw\n", "");
	expect_use(SDB, "/dev/sdb2 is mounted at /", true);
	expect_use(SDB + 1, "/dev/sdb1 is mounted at /srv", false);
}

static void test_root_on_an_encrypted_volume(void **state)
{
	(void)state;
	uses("22 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw\n", "");
	expect_use(SDA, "/dev/mapper/vg-root is mounted at /", true);
	expect_use(SDB, NULL, false);
}

static void test_boot_on_raid(void **state)
{
	(void)state;
	uses("22 1 9:0 / /boot rw master:3 propagate_from:2 - ext4 /dev/md0 rw\n", "");
	expect_use(SDA, "/dev/md0 is mounted at /boot", true);
	expect_use(SDB, "/dev/md0 is mounted at /boot", true);
	expect_use(SDC, NULL, false);
}

/* Btrfs has numbers of its own. */
static void test_by_name(void **state)
{
	(void)state;
	uses("22 1 0:31 /@ / rw - btrfs /dev/sdb2 rw\n", "");
	expect_use(SDB, "/dev/sdb2 is mounted at /", true);
	uses("22 1 0:31 /@ /usr rw - btrfs /dev/mapper/vg-root rw\n", "");
	expect_use(SDA, "/dev/mapper/vg-root is mounted at /usr", true);
}

static void test_swap(void **state)
{
	(void)state;
	uses("21 1 8:33 / /mnt rw - vfat /dev/sdc1 rw\n", "/dev/sdc1 partition\t1\t0\t-2\n");
	expect_use(SDC, "/dev/sdc1 is swap space in use", true);
	uses("", "/dev/dm-1 partition\t1\t0\t-2\n");
	expect_use(SDA, "/dev/dm-1 is swap space in use", true);
	expect_use(SDC, NULL, false);
}

/* A device that would be made of itself: no end of layers, and no answer but to be careful. */
static void test_in_doubt(void **state)
{
	(void)state;
	put_device("virtual/dm-9", "253:9");
	put_slave("virtual/dm-9", "virtual/dm-9");
	uses("22 1 253:9 / / rw - ext4 /dev/dm-9 rw\n", "");
	expect_use(SDD, "/dev/dm-9 is mounted at /", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_used),
		cmocka_unit_test(test_a_mounted_stick),
		cmocka_unit_test(test_root_on_a_partition),
		cmocka_unit_test(test_root_on_an_encrypted_volume),
		cmocka_unit_test(test_boot_on_raid),
		cmocka_unit_test(test_by_name),
		cmocka_unit_test(test_swap),
		cmocka_unit_test(test_in_doubt),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
