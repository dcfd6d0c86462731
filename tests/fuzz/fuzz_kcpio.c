/* fuzz_kcpio.c - any bytes as an initramfs: cpio archives, plain and gzip, into an empty
 * filesystem; when that is unmounted, nothing is left. */
#include "fake_kfs.h"
#include "fs/initramfs.h"
#include "mutate.h"

/* An archive may be large when it is unpacked; memory, then, ends. */
enum { ALLOCATIONS = 3000 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed);

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned seed)
{
	return mutate_gzip(data, size, max, seed);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	fake_kfs_start();
	if (vfs_mknod(NULL, "/m", S_IFDIR | 0755, 0))
		abort();
	return 0;
}

/* unpack_initramfs() with /m as the root. */
static int unpack_below(const u8 *data, size_t size)
{
	struct path above = current->fs->root, root;
	int error;

	if (path_lookup(NULL, "/m", 0, &root))
		abort();
	current->fs->root = current->fs->cwd = root;
	fake_allocations_left = ALLOCATIONS;
	error = unpack_initramfs(data, size);
	fake_allocations_left = SIZE_MAX;
	current->fs->root = current->fs->cwd = above;
	path_put(&root);
	return error;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u64 objects = fake_objects_used(), pages = fake_pages_used();
	u32 umask = current->fs->umask;
	int error;

	if (vfs_mount("none", "/m", "tmpfs", 0, NULL))
		abort();
	error = unpack_below(data, size);
	if (error > 0 || error < -200 || current->fs->umask != umask)
		abort();
	if (vfs_umount("/m", 0))
		abort();
	if (fake_objects_used() != objects || fake_pages_used() != pages)
		abort();
	return 0;
}
