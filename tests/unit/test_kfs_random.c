/* test_kfs_random.c - the same random calls to our files in memory and to the host's: the
 * same results, errors, trees and contents. */
#include "fake_kfs.h"
#include "common/str.h"
#include "host_files.h"

enum { STEPS = 60000, NAMES = 5, DATA = 20000 };

static u64 seed = 88172645463325252ull;

static u32 any(u32 n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (u32)(seed >> 20) % n;
}

/* A path of one to three components, sometimes with ".", "..", "//" or a slash behind. */
static const char *any_path(char *to)
{
	static const char *const names[NAMES] = { "a", "b", "c", "dd", "long-name-of-a-file-that-needs-its-own-memory" };
	char *p = to;
	u32 n = 1 + any(3);

	for (u32 i = 0; i < n; i++) {
		u32 what = any(40);

		p += sprintf(p, "%s%s", i ? "/" : "", what == 0 ? "." : what == 1 && i ? ".." :
			     what == 2 && i ? "/a" : names[any(NAMES)]);
	}
	if (!any(25))
		strcpy(p, "/");
	return to;
}

static u8 pattern[DATA];

static void same(const char *call, const char *a, const char *b, int ours, int theirs)
{
	if (ours != theirs)
		{
		print_error("%s %s %s: %d, the host says %d\n", call, a, b, ours, theirs);
		fail();
	}
}

static int error_of(const struct file *f) { return is_err(f) ? (int)ptr_err(f) : 0; }

static void compare_file(const char *path)
{
	static u8 ours[2 * DATA], theirs[2 * DATA];
	struct file *f = vfs_open(NULL, path, O_RDONLY, 0);
	int fd = host_open(path, O_RDONLY);
	long n;

	same("open", path, "", error_of(f), MIN(fd, 0));
	if (fd < 0)
		return;
	n = host_read(fd, theirs, sizeof theirs);
	assert_int_equal(file_read(f, (u64)ours, sizeof ours, &f->pos), n);
	if (n > 0)
		assert_memory_equal(ours, theirs, (size_t)n);
	file_put(f);
	host_close(fd);
}

static void write_both(const char *path, int flags)
{
	struct file *f = vfs_open(NULL, path, (u32)flags, 0644);
	int fd = host_open(path, flags);
	u32 n = 1 + any(DATA / 2), at = any(DATA);
	u64 pos = at;

	same("create", path, "", error_of(f), MIN(fd, 0));
	if (fd < 0)
		return;
	assert_int_equal(file_write(f, (u64)pattern, n, &pos), host_write(fd, pattern, n, at));
	file_put(f);
	host_close(fd);
}

static void truncate_both(const char *path)
{
	struct path p;
	u32 size = any(2 * DATA);
	int error = path_lookup(NULL, path, LOOKUP_FOLLOW, &p);

	if (!error) {
		error = vfs_truncate(p.dentry->inode, size);
		path_put(&p);
	}
	assert_int_equal(error, host_truncate(path, size));
}

static void step(void)
{
	char a[256], b[256];

	any_path(a);
	any_path(b);
	switch (any(11)) {
	case 0: case 1:
		same("mkdir", a, b, vfs_mknod(NULL, a, S_IFDIR | 0755, 0), host_mkdir(a));
		break;
	case 2:
		same("rmdir", a, b, vfs_unlink(NULL, a, true), host_rmdir(a));
		break;
	case 3:
		same("unlink", a, b, vfs_unlink(NULL, a, false), host_unlink(a));
		break;
	case 4: case 5:
		same("rename", a, b, vfs_rename(NULL, a, NULL, b, 0), host_rename(a, b));
		break;
	case 6:
		same("link", a, b, vfs_link(NULL, a, NULL, b, 0), host_link(a, b));
		break;
	case 7:
		same("symlink", a, b, vfs_symlink(b, NULL, a), host_symlink(b, a));
		break;
	case 8:
		write_both(a, O_WRONLY | O_CREAT | (any(4) ? 0 : O_TRUNC) | (any(6) ? 0 : O_EXCL));
		break;
	case 9:
		truncate_both(a);
		break;
	default:
		compare_file(a);
	}
}

static bool count_entry(void *ctx, const char *name, size_t len, u64 ino, u8 type, u64 next)
{
	(void)name, (void)len, (void)ino, (void)type, (void)next;
	++*(unsigned *)ctx;
	return true;
}

struct place { const char *dir; unsigned all; };

static unsigned compare_tree(const char *dir);

static void compare_name(void *ctx, const char *name)
{
	struct place *place = ctx;
	struct host_stat st;
	struct kstat ours;
	struct path p;
	char path[4096];

	if (str_equal(name, ".") || str_equal(name, ".."))
		return;
	snprintf(path, sizeof path, "%s/%s", place->dir, name);
	assert_int_equal(host_stat(path, &st), 0);
	assert_int_equal(path_lookup(NULL, path, 0, &p), 0);
	vfs_stat(p.dentry->inode, &ours);
	path_put(&p);
	assert_int_equal(ours.mode, st.mode);
	if (!S_ISDIR(st.mode)) {
		assert_int_equal(ours.nlink, st.nlink);
		assert_int_equal(ours.size, st.size);
	}
	if (S_ISREG(st.mode))
		compare_file(path);
	if (S_ISDIR(st.mode))
		place->all += compare_tree(path);
	place->all++;
}

/* Below `dir`, everything the host has is ours, and nothing more; how many names. */
static unsigned compare_tree(const char *dir)
{
	struct place place = { dir, 0 };
	struct file *f = vfs_open(NULL, dir, O_RDONLY, 0);
	unsigned n = host_list(dir, compare_name, &place), ours = 0;

	assert_false(is_err(f));
	assert_int_equal(f->fops->readdir(f, count_entry, &ours), 0);
	assert_int_equal(ours, n);
	file_put(f);
	return place.all;
}

static void random_calls(void **state)
{
	unsigned names = 0;

	(void)state;
	for (int i = 0; i < HOST_DEPTH; i++) {
		struct path *cwd = &current->fs->cwd, deeper;

		assert_int_equal(vfs_mknod(NULL, "d", S_IFDIR | 0755, 0), 0);
		assert_int_equal(path_lookup(NULL, "d", 0, &deeper), 0);
		path_put(cwd);
		*cwd = deeper;
	}
	for (int i = 0; i < STEPS; i++) {
		step();
		if (i % 500 == 499)
			names += compare_tree(".");
	}
	assert_true(names > STEPS / 500);
}

/* Everything removed: all memory is back. */
static void nothing_is_lost(void **state)
{
	struct path root = current->fs->root;
	u64 pages, objects;

	(void)state;
	assert_int_equal(vfs_mknod(&root, "t", S_IFDIR | 0755, 0), 0);
	path_put(&current->fs->cwd);
	current->fs->cwd = root;
	path_get(&root);
	pages = fake_pages_used();
	objects = fake_objects_used();
	assert_int_equal(vfs_mount("none", "/t", "tmpfs", 0, NULL), 0);
	path_put(&current->fs->cwd);
	assert_int_equal(path_lookup(NULL, "/t", 0, &current->fs->cwd), 0);
	current->fs->root = current->fs->cwd;   /* no ".." leads out */
	for (int i = 0; i < 2000; i++) {
		char a[256], b[256];
		struct file *f;

		vfs_mknod(NULL, any_path(a), (any(2) ? S_IFDIR : S_IFREG) | 0755, 0);
		vfs_symlink(any_path(b), NULL, any_path(a));
		vfs_rename(NULL, any_path(a), NULL, any_path(b), 0);
		f = vfs_open(NULL, any_path(a), O_RDWR | O_CREAT, 0600);
		if (!is_err(f)) {
			f->pos = any(DATA);
			file_write(f, (u64)pattern, any(DATA), &f->pos);
			file_put(f);
		}
	}
	path_put(&current->fs->cwd);
	current->fs->cwd = current->fs->root = root;
	path_get(&root);
	assert_int_equal(vfs_umount("/t", 0), 0);
	assert_int_equal(fake_pages_used(), pages);
	assert_int_equal(fake_objects_used(), objects);
}

/* Wherever memory ends, a call fails cleanly. */
static void memory_ends(void **state)
{
	struct path root = current->fs->root;
	u64 objects, pages;

	(void)state;
	for (size_t left = 0; left < 40; left++) {
		struct file *f, *end[2];

		objects = fake_objects_used();
		pages = fake_pages_used();
		fake_allocations_left = left;
		vfs_mknod(&root, "d", S_IFDIR | 0755, 0);
		vfs_symlink("d/long-name-of-a-file-that-needs-its-own-memory", &root, "l");
		f = vfs_open(&root, "l", O_RDWR | O_CREAT, 0600);
		if (!is_err(f)) {
			file_write(f, (u64)pattern, DATA, &f->pos);
			file_put(f);
		}
		vfs_rename(&root, "d/long-name-of-a-file-that-needs-its-own-memory", &root,
			   "another-long-name-of-a-file-that-needs-memory", 0);
		if (!pipe_create(end, 0)) {
			file_put(end[0]);
			file_put(end[1]);
		}
		fake_allocations_left = SIZE_MAX;
		vfs_unlink(&root, "another-long-name-of-a-file-that-needs-memory", false);
		vfs_unlink(&root, "d/long-name-of-a-file-that-needs-its-own-memory", false);
		vfs_unlink(&root, "l", false);
		vfs_unlink(&root, "d", true);
		assert_int_equal(fake_objects_used(), objects);
		assert_int_equal(fake_pages_used(), pages);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_calls),
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(memory_ends),
	};
	int failed;

	for (int i = 0; i < DATA; i++)
		pattern[i] = (u8)any(256);
	fake_kfs_start();
	if (host_enter())
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	host_leave();
	return failed;
}
