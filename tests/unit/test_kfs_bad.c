/* test_kfs_bad.c - files asked for what they do not do, and filesystems filled. */
#include "fake_kfs.h"
#include "abi/mman.h"
#include "common/fmt.h"
#include "fs/proc.h"
#include "mm/vm.h"

enum { FD = 7 };

static struct file *end[2];

static struct file *opened(const char *name, u32 flags)
{
	struct file *f = vfs_open(NULL, name, flags, 0777);

	assert_false(is_err(f));
	return f;
}

static void make_file(const char *name)
{
	file_put(opened(name, O_RDWR | O_CREAT));
}

/* --- mounts --- */

/* A pipe has no place in the tree of mounts, but a name in /proc. */
static void no_mount_of_a_pipe(void **state)
{
	static const char pipe[] = "/proc/self/fd/7";

	(void)state;
	assert_int_equal(pipe_create(end, 0), 0);
	file_get(end[0]);
	assert_int_equal(fd_install(end[0], FD, false), FD);
	assert_int_equal(vfs_umount(pipe, 0), -EINVAL);
	assert_int_equal(vfs_mount("x", pipe, "tmpfs", 0, NULL), -EINVAL);
	assert_int_equal(vfs_mount("x", pipe, NULL, MS_REMOUNT, NULL), -EINVAL);
	assert_int_equal(vfs_mount("/m", pipe, NULL, MS_BIND, NULL), -EINVAL);
	assert_int_equal(vfs_mount(pipe, "/m", NULL, MS_BIND, NULL), -EINVAL);
	assert_int_equal(vfs_mount(pipe, "/m", NULL, MS_MOVE, NULL), -EINVAL);
	fd_close(FD);
	file_put(end[0]);
	file_put(end[1]);
}

static void directories_on_directories(void **state)
{
	(void)state;
	make_file("/f");
	make_file("/g");
	assert_int_equal(vfs_mount("x", "/f", "tmpfs", 0, NULL), -ENOTDIR);
	assert_int_equal(vfs_mount("/m", "/f", NULL, MS_BIND, NULL), -ENOTDIR);
	assert_int_equal(vfs_mount("/f", "/m", NULL, MS_BIND, NULL), -ENOTDIR);
	assert_int_equal(vfs_mount("/f", "/g", NULL, MS_BIND, NULL), 0);
	assert_int_equal(vfs_unlink(NULL, "/g", false), -EBUSY);
	assert_int_equal(vfs_umount("/g", 0), 0);
	vfs_unlink(NULL, "/f", false);
	vfs_unlink(NULL, "/g", false);
}

/* What is seen at two places has one mount at most, and a removed place has none. */
static void one_mount_a_place(void **state)
{
	struct path gone;

	(void)state;
	vfs_mknod(NULL, "/m/a", S_IFDIR | 0755, 0);
	vfs_mknod(NULL, "/n", S_IFDIR | 0755, 0);
	assert_int_equal(vfs_mount("/m", "/n", NULL, MS_BIND, NULL), 0);
	assert_int_equal(vfs_mount("x", "/m/a", "tmpfs", 0, NULL), 0);
	assert_int_equal(vfs_mount("x", "/n/a", "tmpfs", 0, NULL), -EBUSY);
	assert_int_equal(vfs_umount("/m/a", 0), 0);
	assert_int_equal(vfs_umount("/n", 0), 0);
	assert_int_equal(path_lookup(NULL, "/n", 0, &gone), 0);
	current->fs->cwd = gone;
	assert_int_equal(vfs_unlink(NULL, "/n", true), 0);
	assert_int_equal(vfs_mount("x", ".", "tmpfs", 0, NULL), -ENOENT);
	current->fs->cwd = current->fs->root;
	path_put(&gone);
	vfs_unlink(NULL, "/m/a", true);
}

/* --- running programs --- */

static void running_program_is_not_written(void **state)
{
	struct file *program, *writer;

	(void)state;
	make_file("/prog");
	program = opened("/prog", O_RDONLY);
	assert_int_equal(program->inode->writers, 0);
	file_run_get(program);
	assert_int_equal(ptr_err(vfs_open(NULL, "/prog", O_WRONLY, 0)), -ETXTBSY);
	assert_int_equal(ptr_err(vfs_open(NULL, "/prog", O_RDONLY | O_TRUNC, 0)), -ETXTBSY);
	assert_int_equal(ptr_err(vfs_open(NULL, "/prog", O_RDWR | O_CREAT, 0)), -ETXTBSY);
	assert_int_equal(vfs_truncate(program->inode, 0), -ETXTBSY);
	file_put(opened("/prog", O_PATH | O_RDWR));
	file_run_put(program);
	writer = opened("/prog", O_RDWR);
	assert_int_equal(program->inode->writers, 1);
	file_put(writer);
	assert_int_equal(program->inode->writers, 0);
	file_put(program);
	vfs_unlink(NULL, "/prog", false);
}

/* --- limits of filesystems in memory --- */

static void small_tmpfs(const char *options)
{
	assert_int_equal(vfs_mount("x", "/m", "tmpfs", 0, options), 0);
}

static u64 in_use(void)
{
	struct kstatfs k;
	struct path path;

	assert_int_equal(path_lookup(NULL, "/m", 0, &path), 0);
	vfs_statfs(&path, &k);
	path_put(&path);
	return k.blocks - k.bfree;
}

/* What finds a big file's pages is the file's, too. */
static void nodes_are_counted(void **state)
{
	struct file *f;
	u64 pos;

	(void)state;
	small_tmpfs("size=40k");
	f = opened("/m/far", O_RDWR | O_CREAT | O_LARGEFILE);
	/* Each with two nodes of its own. */
	for (u64 n = 1; n <= 8; n++) {
		pos = (n - 1) << 12 << PAGE_SHIFT;
		assert_int_equal(vfs_write(f, "x", 1, &pos), 1);
		if (n > 2)
			assert_in_range(in_use(), n + n / 4 - 1, n + n / 4);
	}
	pos = 20ull << 12 << PAGE_SHIFT;
	for (int i = 0; i < 3 && vfs_write(f, "x", 1, &pos) == 1; i++)
		pos += 1ull << 12 << PAGE_SHIFT;
	assert_int_equal(vfs_write(f, "x", 1, &pos), -ENOSPC);
	assert_in_range(in_use(), 9, 10);
	assert_int_equal(vfs_truncate(f->inode, PAGE_SIZE), 0);
	assert_int_equal(in_use(), 1);
	file_put(f);
	vfs_unlink(NULL, "/m/far", false);
	assert_int_equal(in_use(), 0);
	assert_int_equal(vfs_umount("/m", 0), 0);
}

static u64 seed = 1;

static u64 any(u64 n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (seed >> 33) % n;
}

/* Bytes anywhere up to the end of all files, and cuts: against a list of them. */
static void far_and_wide(void **state)
{
	enum { BYTES = 200, ROUNDS = 3000 };
	struct { u64 pos; char value; } model[BYTES];
	struct file *f;
	unsigned n = 0;

	(void)state;
	small_tmpfs("size=4m");
	f = opened("/m/far", O_RDWR | O_CREAT | O_LARGEFILE);
	for (unsigned i = 0; i < ROUNDS; i++) {
		u64 pos = any(1ull << 31) << any(33) >> any(31), at = pos;
		char value = (char)(1 + any(100)), got = 0;

		pos = at = MIN(at, (u64)INT64_MAX - 1);
		if (n == BYTES || !any(40)) {
			unsigned kept = 0;

			assert_int_equal(vfs_truncate(f->inode, pos), 0);
			for (unsigned k = 0; k < n; k++)
				if (model[k].pos < pos)
					model[kept++] = model[k];
			n = kept;
			continue;
		}
		assert_int_equal(vfs_write(f, &value, 1, &at), 1);
		for (unsigned k = 0; k < n; k++)
			if (model[k].pos == pos)
				model[k--] = model[--n];
		model[n].pos = pos;
		model[n++].value = value;
		at = model[any(n)].pos;
		for (unsigned k = 0; k < n; k++)
			if (model[k].pos == at)
				value = model[k].value;
		assert_int_equal(vfs_read(f, &got, 1, &at), 1);
		assert_int_equal(got, value);
	}
	assert_in_range(in_use(), 1, 1024);
	assert_int_equal(vfs_truncate(f->inode, 0), 0);
	assert_int_equal(in_use(), 0);
	file_put(f);
	assert_int_equal(vfs_umount("/m", 0), 0);
}

/* A hole behind a mapping that finds no room is not a lack of memory. */
static void full_behind_a_mapping(void **state)
{
	static u8 page[PAGE_SIZE];
	struct page *mapped;
	struct file *f;

	(void)state;
	small_tmpfs("size=8k");
	f = opened("/m/f", O_RDWR | O_CREAT);
	assert_int_equal(vfs_truncate(f->inode, 5 * PAGE_SIZE), 0);
	for (unsigned i = 0; i < 2; i++) {
		u64 pos = i * PAGE_SIZE;

		assert_int_equal(vfs_write(f, page, sizeof page, &pos), sizeof page);
	}
	assert_int_equal(ptr_err(file_vm_ops.page(f, 3)), -EIO);
	mapped = file_vm_ops.page(f, 1);
	assert_false(is_err(mapped) || !mapped);
	put_page(mapped);
	fake_allocations_left = 0;
	assert_int_equal(vfs_truncate(f->inode, 0), 0);
	assert_int_equal(vfs_truncate(f->inode, PAGE_SIZE), 0);
	assert_int_equal(ptr_err(file_vm_ops.page(f, 0)), -ENOMEM);
	fake_allocations_left = SIZE_MAX;
	assert_null(file_vm_ops.page(f, 7));
	file_put(f);
	assert_int_equal(vfs_umount("/m", 0), 0);
}

static void long_links_are_counted(void **state)
{
	char target[200];

	(void)state;
	memset(target, 'a', sizeof target - 1);
	target[sizeof target - 1] = 0;
	small_tmpfs("size=8k");
	assert_int_equal(vfs_symlink("short", NULL, "/m/0"), 0);
	assert_int_equal(vfs_symlink(target, NULL, "/m/1"), 0);
	assert_int_equal(vfs_symlink(target, NULL, "/m/2"), 0);
	assert_int_equal(vfs_symlink(target, NULL, "/m/3"), -ENOSPC);
	assert_int_equal(in_use(), 2);
	vfs_unlink(NULL, "/m/1", false);
	vfs_unlink(NULL, "/m/0", false);
	assert_int_equal(in_use(), 1);
	assert_int_equal(vfs_umount("/m", 0), 0);
}

/* Names cost memory, so there is an end to them; links are names. */
static void names_are_counted(void **state)
{
	u64 pages = fake_pages_used(), objects = fake_objects_used();
	struct kstatfs k;
	struct path root;
	char name[32];
	u64 made = 0, linked = 0;

	(void)state;
	small_tmpfs("size=8k");
	assert_int_equal(path_lookup(NULL, "/m", 0, &root), 0);
	vfs_statfs(&root, &k);
	assert_true(k.ffree > 1000);
	for (int error = 0; !error; made += !error) {
		fmt(name, sizeof name, "f%llu", (unsigned long long)made);
		error = vfs_mknod(&root, name, S_IFREG | 0600, 0);
		assert_true(!error || error == -ENOSPC);
		if (made > 2000 && !error) {            /* the rest by links, which are cheaper here */
			fmt(name, sizeof name, "l%llu", (unsigned long long)linked);
			error = vfs_link(&root, "f0", &root, name, 0);
			linked += !error;
		}
	}
	assert_in_range(made + linked, k.ffree - 1, k.ffree + 1);
	assert_int_equal(vfs_unlink(&root, "l0", false), 0);
	assert_int_equal(vfs_mknod(&root, "again", S_IFREG | 0600, 0), 0);
	path_put(&root);
	assert_int_equal(vfs_umount("/m", 0), 0);
	assert_int_equal(fake_pages_used(), pages);
	assert_int_equal(fake_objects_used(), objects);
}

/* --- what files hold, for the memory killer; files that are written to act --- */

static char stored[16];

static long store(struct task_struct *task, const char *text, size_t n)
{
	assert_null(task);
	memcpy(stored, text, MIN(n, sizeof stored - 1));
	return (long)n;
}

static void show(struct seq *s, struct task_struct *task)
{
	(void)task;
	for (int i = 0; i < 3 * PAGE_SIZE; i++)
		seq_put(s, "x", 1);
}

static void what_open_files_hold(void **state)
{
	static u8 bytes[3 * PAGE_SIZE];
	struct file *f;
	u64 pos = 0;

	(void)state;
	assert_int_equal(pipe_create(end, O_NONBLOCK), 0);
	assert_int_equal(end[1]->fops->memory(end[1]), 0);
	assert_int_equal(vfs_write(end[1], bytes, sizeof bytes - 1, &pos), sizeof bytes - 1);
	assert_int_equal(end[0]->fops->memory(end[0]), 3);
	file_put(end[0]);
	file_put(end[1]);
	assert_int_equal(proc_register("big", show, NULL), 0);
	f = opened("/proc/big", O_RDONLY);
	assert_int_equal(f->fops->memory(f), 0);
	pos = 0;
	assert_int_equal(vfs_read(f, bytes, 10, &pos), 10);
	assert_int_equal(f->fops->memory(f), 4);
	file_put(f);
}

static void written_to_act(void **state)
{
	struct file *f;
	u64 pos = 0;
	u8 byte;

	(void)state;
	assert_int_equal(proc_register("act", NULL, store), 0);
	f = opened("/proc/act", O_RDWR);
	assert_int_equal(f->inode->mode, S_IFREG | 0200);
	assert_int_equal(vfs_write(f, "go", 2, &pos), 2);
	assert_string_equal(stored, "go");
	assert_int_equal(vfs_read(f, &byte, 1, &pos), -EIO);
	file_put(f);
	current->cred.fsuid = 1000;
	current->cred.effective = 0;
	assert_int_equal(ptr_err(vfs_open(NULL, "/proc/act", O_WRONLY, 0)), -EACCES);
	current->cred.fsuid = 0;
	current->cred.effective = CAP_ALL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_mount_of_a_pipe),
		cmocka_unit_test(directories_on_directories),
		cmocka_unit_test(one_mount_a_place),
		cmocka_unit_test(running_program_is_not_written),
		cmocka_unit_test(nodes_are_counted), cmocka_unit_test(far_and_wide),
		cmocka_unit_test(full_behind_a_mapping),
		cmocka_unit_test(long_links_are_counted),
		cmocka_unit_test(names_are_counted),
		cmocka_unit_test(what_open_files_hold),
		cmocka_unit_test(written_to_act),
	};

	fake_kfs_start();
	vfs_mknod(NULL, "/proc", S_IFDIR | 0755, 0);
	vfs_mknod(NULL, "/m", S_IFDIR | 0755, 0);
	vfs_mount("proc", "/proc", "proc", 0, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
