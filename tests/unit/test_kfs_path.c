/* test_kfs_path.c - the walk of a path: dots, slashes, symlinks, mounts, permissions, roots,
 * and all that without memory. */
#include "fake_kfs.h"

enum { CHAIN = 41 };

static struct path place(const char *name)
{
	struct path at;

	if (path_lookup(NULL, name, LOOKUP_FOLLOW, &at))
		fail_msg("no %s", name);
	return at;
}

static void make_dir(const char *name)
{
	assert_int_equal(vfs_mknod(NULL, name, S_IFDIR | 0755, 0), 0);
}

static void make_file(const char *name)
{
	assert_int_equal(vfs_mknod(NULL, name, S_IFREG | 0644, 0), 0);
}

static void make_link(const char *name, const char *target)
{
	assert_int_equal(vfs_symlink(target, NULL, name), 0);
}

static void make_tree(void)
{
	char name[24], target[24];

	make_dir("/a");
	make_dir("/a/b");
	make_file("/a/b/c");
	make_link("/a/up", "..");
	make_link("/a/abs", "/a/b");
	make_link("/a/rel", "b");
	make_link("/a/file", "b/c");
	make_link("/a/slash", "b/");
	make_link("/a/fileslash", "b/c/");
	make_link("/a/none", "nowhere/at/all");
	make_link("/a/root", "/");
	make_link("/a/dots", "./../a/./b/..");
	make_link("/a/self", "self");
	make_link("/loop1", "loop2");
	make_link("/loop2", "/loop1");
	/* chain0 -> chain1 -> ... -> a */
	for (int i = 0; i < CHAIN; i++) {
		snprintf(name, sizeof name, "/chain%d", i);
		snprintf(target, sizeof target, i + 1 < CHAIN ? "chain%d" : "a", i + 1);
		make_link(name, target);
	}
	make_dir("/mnt");
	make_dir("/mnt/hidden");
	assert_int_equal(vfs_mount("t", "/mnt", "tmpfs", 0, NULL), 0);
	make_dir("/mnt/x");
	make_file("/mnt/x/y");
	make_link("/mnt/out", "../a/b");
	make_dir("/bind");
	assert_int_equal(vfs_mount("/a/b", "/bind", NULL, MS_BIND, NULL), 0);
	make_dir("/twice");
	assert_int_equal(vfs_mount("t", "/twice", "tmpfs", 0, NULL), 0);
	make_dir("/twice/first");
	assert_int_equal(vfs_mount("t", "/twice", "tmpfs", 0, NULL), 0);
	make_dir("/twice/second");
}

static const struct row { const char *from, *name; u32 flags; int error; const char *is; } rows[] = {
	{ "/", "/", 0, 0, "/" }, { "/", "//", 0, 0, "/" }, { "/", "///a///b//c", 0, 0, "/a/b/c" },
	{ "/", "", 0, -ENOENT, "" }, { "/a", "", LOOKUP_EMPTY, 0, "/a" },
	{ "/", ".", 0, 0, "/" }, { "/", "..", 0, 0, "/" }, { "/", "../../..", 0, 0, "/" },
	{ "/a/b", "..", 0, 0, "/a" }, { "/a/b", "../..", 0, 0, "/" }, { "/a/b", "./c", 0, 0, "/a/b/c" },
	{ "/a", "b/../b/./c", 0, 0, "/a/b/c" }, { "/a", "b/", 0, 0, "/a/b" },
	{ "/a", "b/c/", 0, -ENOTDIR, "" }, { "/a", "b/c/.", 0, -ENOTDIR, "" },
	{ "/a", "b/c/..", 0, -ENOTDIR, "" }, { "/a", "b/c/d", 0, -ENOTDIR, "" },
	{ "/a", "b/d", 0, -ENOENT, "" }, { "/a", "d/..", 0, -ENOENT, "" },
	{ "/a", "b/c", LOOKUP_DIRECTORY, -ENOTDIR, "" }, { "/a", "b", LOOKUP_DIRECTORY, 0, "/a/b" },
	{ "/a", "...", 0, -ENOENT, "" },
	/* symlinks: followed inside of a path, and at its end if asked to or before a slash */
	{ "/a", "rel", 0, 0, "/a/rel" }, { "/a", "rel", LOOKUP_FOLLOW, 0, "/a/b" },
	{ "/a", "rel/", 0, 0, "/a/b" }, { "/a", "rel/c", 0, 0, "/a/b/c" },
	{ "/", "a/abs/../up/a", 0, 0, "/a" }, { "/", "a/root/a/b", 0, 0, "/a/b" },
	{ "/a", "file/", 0, -ENOTDIR, "" }, { "/a", "file", LOOKUP_FOLLOW, 0, "/a/b/c" },
	{ "/a", "slash", LOOKUP_FOLLOW, 0, "/a/b" }, { "/a", "fileslash", LOOKUP_FOLLOW, -ENOTDIR, "" },
	{ "/a", "fileslash", 0, 0, "/a/fileslash" }, { "/a", "none", LOOKUP_FOLLOW, -ENOENT, "" },
	{ "/a", "none", 0, 0, "/a/none" }, { "/a", "none/x", 0, -ENOENT, "" },
	{ "/a", "dots", LOOKUP_FOLLOW, 0, "/a" }, { "/a", "up/up", 0, -ENOENT, "" },
	{ "/", "a/up/a/up/a/up", LOOKUP_FOLLOW, 0, "/" },
	{ "/a", "self", LOOKUP_FOLLOW, -ELOOP, "" }, { "/", "loop1", LOOKUP_FOLLOW, -ELOOP, "" },
	{ "/", "loop1", 0, 0, "/loop1" }, { "/", "loop2/x", 0, -ELOOP, "" },
	{ "/", "chain1/b", 0, 0, "/a/b" }, { "/", "chain0/b", 0, -ELOOP, "" },
	/* mounts: into them, out of them, and never to what they hide */
	{ "/", "mnt", 0, 0, "/mnt" }, { "/", "mnt/x/y", 0, 0, "/mnt/x/y" },
	{ "/", "mnt/hidden", 0, -ENOENT, "" }, { "/mnt", "..", 0, 0, "/" },
	{ "/mnt/x", "../../a", 0, 0, "/a" }, { "/", "mnt/..", 0, 0, "/" },
	{ "/", "mnt/out/c", 0, 0, "/a/b/c" }, { "/", "bind/c", 0, 0, "/bind/c" },
	{ "/bind", "..", 0, 0, "/" }, { "/bind", "../a/b/c", 0, 0, "/a/b/c" },
	{ "/", "twice/second", 0, 0, "/twice/second" }, { "/", "twice/first", 0, -ENOENT, "" },
	{ "/twice", "..", 0, 0, "/" }, { "/twice/second", "../../mnt/x", 0, 0, "/mnt/x" },
};

static int look(const struct row *r, const char **name)
{
	static char buf[PATH_MAX];
	struct path from = place(r->from), at;
	int error = path_lookup(&from, r->name, r->flags, &at);

	path_put(&from);
	*name = "";
	if (error)
		return error;
	*name = path_name(&at, buf, sizeof buf);
	path_put(&at);
	return 0;
}

static void walks(void **state)
{
	u64 objects = fake_objects_used();

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++) {
		const char *name;
		int error = look(&rows[i], &name);

		if (error != rows[i].error || strcmp(name, rows[i].is))
			fail_msg("%s from %s, %x: %d %s", rows[i].name, rows[i].from, rows[i].flags,
				 error, name);
	}
	assert_int_equal(fake_objects_used(), objects);
}

/* The same with one allocation less each time, until all succeed. */
static void walks_without_memory(void **state)
{
	u64 objects = fake_objects_used();
	const char *name;

	(void)state;
	for (unsigned i = 0; i < COUNT(rows); i++)
		for (size_t left = 0; ; left++) {
			struct path from = place(rows[i].from), at;
			int error;

			fake_allocations_left = left;
			error = path_lookup(&from, rows[i].name, rows[i].flags, &at);
			fake_allocations_left = SIZE_MAX;
			path_put(&from);
			if (!error)
				path_put(&at);
			if (error == rows[i].error)
				break;
			assert_int_equal(error, -ENOMEM);
			assert_int_equal(fake_objects_used(), objects);
		}
	assert_int_equal(look(&rows[0], &name), 0);
}

static void parents(void **state)
{
	static const struct { const char *name; int error; const char *is, *last; } want[] = {
		{ "a", 0, "/", "a" }, { "/a/b/c", 0, "/a/b", "c" }, { "/a/new", 0, "/a", "new" },
		{ "a//new//", 0, "/a", "new" }, { "a/rel", 0, "/a", "rel" },
		{ "a/rel/new", 0, "/a/b", "new" }, { "new/new", -ENOENT, "", "" },
		{ "a/b/c/new", -ENOTDIR, "", "" }, { "a/.", 0, "/a", "." }, { "a/..", 0, "/a", ".." },
		{ "/", 0, "/", "" }, { "mnt/new", 0, "/mnt", "new" }, { "mnt", 0, "/", "mnt" },
		{ "", -ENOENT, "", "" },
	};
	char last[NAME_MAX + 1], buf[PATH_MAX];
	struct path at;

	(void)state;
	for (unsigned i = 0; i < COUNT(want); i++) {
		assert_int_equal(path_parent(NULL, want[i].name, &at, last), want[i].error);
		if (want[i].error)
			continue;
		assert_string_equal(path_name(&at, buf, sizeof buf), want[i].is);
		assert_string_equal(last, want[i].last);
		path_put(&at);
	}
}

static void names_of_all_lengths(void **state)
{
	char name[PATH_MAX + 8] = "/";
	struct path at;

	(void)state;
	memset(name + 1, 'n', NAME_MAX);
	assert_int_equal(vfs_mknod(NULL, name, S_IFREG | 0644, 0), 0);
	assert_int_equal(path_lookup(NULL, name, 0, &at), 0);
	path_put(&at);
	assert_int_equal(vfs_unlink(NULL, name, false), 0);
	name[NAME_MAX + 1] = 'n';
	assert_int_equal(path_lookup(NULL, name, 0, &at), -ENAMETOOLONG);
	assert_int_equal(vfs_mknod(NULL, name, S_IFREG | 0644, 0), -ENAMETOOLONG);
	strcat(name, "/x");
	assert_int_equal(path_lookup(NULL, name, 0, &at), -ENAMETOOLONG);
}

/* As nobody: what the bits of each directory on the way say. */
static void permissions(void **state)
{
	struct cred *cred = &current->cred, root = *cred;
	struct inode *dir, *sub;
	struct path above = place("/a"), below = place("/a/b"), at;

	(void)state;
	dir = above.dentry->inode;
	sub = below.dentry->inode;
	cred->fsuid = cred->euid = cred->uid = 1000;
	cred->fsgid = cred->egid = cred->gid = 1000;
	cred->effective = 0;
	for (u32 mode = 0; mode < 01000; mode++) {
		struct path found;
		u32 mine;
		int error;

		dir->mode = S_IFDIR | mode;
		dir->uid = mode % 3 == 0 ? 1000 : 0;
		dir->gid = mode % 3 == 1 ? 1000 : 0;
		mine = mode % 3 == 0 ? mode >> 6 : mode % 3 == 1 ? mode >> 3 : mode;
		error = path_lookup(NULL, "/a/b/c", 0, &found);
		assert_int_equal(error, mine & 1 ? 0 : -EACCES);
		if (!error)
			path_put(&found);
		/* The directory itself is found without a right to it. */
		assert_int_equal(path_lookup(NULL, "/a", 0, &found), 0);
		path_put(&found);
		for (u32 mask = 0; mask < 8; mask++)
			assert_int_equal(permission(dir, mask), mask & ~mine ? -EACCES : 0);
	}
	/* ".." needs the right to search where one is. */
	dir->mode = S_IFDIR | 0755;
	sub->mode = S_IFDIR | 0600;
	assert_int_equal(path_lookup(&below, "..", 0, &at), -EACCES);
	sub->mode = S_IFDIR | 0755;
	/* One capability reads and searches, another does all but execute what nobody may. */
	cred->effective = 1 << CAP_DAC_READ_SEARCH;
	dir->mode = S_IFDIR;
	assert_int_equal(permission(dir, 5), 0);
	assert_int_equal(permission(dir, 2), -EACCES);
	dir->mode = S_IFREG;
	assert_int_equal(permission(dir, 4), 0);
	assert_int_equal(permission(dir, 1), -EACCES);
	assert_int_equal(permission(dir, 5), -EACCES);
	*cred = root;
	dir->mode = S_IFDIR;
	assert_int_equal(permission(dir, 7), 0);
	dir->mode = S_IFREG | 0644;
	assert_int_equal(permission(dir, 6), 0);
	assert_int_equal(permission(dir, 1), -EACCES);
	dir->mode = S_IFDIR | 0755;
	path_put(&below);
	path_put(&above);
}

/* Nothing leads out of another root, and what lies outside has no name there. */
static void other_roots(void **state)
{
	struct fs_struct *fs = current->fs;
	struct path old = fs->root, out = place("/mnt"), at;
	char buf[PATH_MAX];

	(void)state;
	fs->root = place("/a");
	assert_int_equal(path_lookup(NULL, "/../../b", 0, &at), 0);
	assert_string_equal(path_name(&at, buf, sizeof buf), "/b");
	path_put(&at);
	assert_int_equal(path_lookup(NULL, "/up", LOOKUP_FOLLOW, &at), 0);
	assert_string_equal(path_name(&at, buf, sizeof buf), "/");
	path_put(&at);
	assert_int_equal(path_lookup(NULL, "/abs", LOOKUP_FOLLOW, &at), -ENOENT);
	assert_false(path_reachable(&out));
	/* Who stands outside can go on outside. */
	assert_int_equal(path_lookup(&out, "../mnt/x/y", 0, &at), 0);
	path_put(&at);
	path_put(&fs->root);
	fs->root = old;
	path_put(&out);
}

/* A directory that was removed below somebody's feet. */
static void removed(void **state)
{
	struct path gone, at;

	(void)state;
	make_dir("/gone");
	gone = place("/gone");
	assert_int_equal(vfs_unlink(NULL, "/gone", true), 0);
	assert_int_equal(path_lookup(&gone, "x", 0, &at), -ENOENT);
	assert_int_equal(path_lookup(&gone, ".", 0, &at), 0);
	path_put(&at);
	assert_int_equal(path_lookup(&gone, "..", 0, &at), 0);
	path_put(&at);
	assert_int_equal(vfs_mknod(&gone, "x", S_IFREG | 0644, 0), -ENOENT);
	path_put(&gone);
}

/* A directory whose lookups let another task run, which looks for the same name. */
static bool asked;
static struct path *late_dir;
static struct path others;

static int late_lookup(struct inode *dir, struct dentry *d)
{
	struct inode *inode;

	if (!asked) {
		asked = true;
		assert_int_equal(path_lookup(late_dir, "name", 0, &others), 0);
	}
	inode = inode_new(dir->sb, S_IFREG | 0644);
	inode->ops = dir->ops;
	d_set_inode(d, inode);
	return 0;
}

static void lookup_that_sleeps(void **state)
{
	static const struct inode_operations ops = { .lookup = late_lookup };
	const struct inode_operations *was;
	struct path dir, mine;
	u64 objects = fake_objects_used();

	(void)state;
	make_dir("/late");
	dir = place("/late");
	late_dir = &dir;
	was = dir.dentry->inode->ops;
	dir.dentry->inode->ops = &ops;
	assert_int_equal(path_lookup(&dir, "name", 0, &mine), 0);
	assert_ptr_equal(mine.dentry, others.dentry);
	path_put(&mine);
	path_put(&others);
	assert_int_equal(path_lookup(&dir, "name", 0, &mine), 0);
	path_put(&mine);
	dir.dentry->inode->ops = was;
	path_put(&dir);
	assert_int_equal(vfs_unlink(NULL, "/late", true), 0);
	assert_int_equal(fake_objects_used(), objects);
}

/* What is no plain file is not opened to run: a FIFO would wait for a writer. */
static void programs(void **state)
{
	static const struct { const char *name; u32 lookup; int error; } bad[] = {
		{ "/a", LOOKUP_FOLLOW, -EACCES }, { "/fifo", LOOKUP_FOLLOW, -EACCES },
		{ "/loop1", LOOKUP_FOLLOW, -ELOOP }, { "/a/file", 0, -ELOOP }, { "/nothing", 0, -ENOENT },
		{ "", LOOKUP_EMPTY, -EACCES }, { "", 0, -ENOENT },
	};
	struct file *f;

	(void)state;
	assert_int_equal(vfs_mknod(NULL, "/fifo", S_IFIFO | 0777, 0), 0);
	for (unsigned i = 0; i < COUNT(bad); i++)
		assert_int_equal(ptr_err(vfs_open_program(NULL, bad[i].name, bad[i].lookup)), bad[i].error);
	f = vfs_open_program(NULL, "/a/file", LOOKUP_FOLLOW);
	assert_false(is_err(f));
	file_put(f);
}

static int setup(void **state)
{
	(void)state;
	fake_kfs_start();
	make_tree();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks), cmocka_unit_test(walks_without_memory),
		cmocka_unit_test(parents), cmocka_unit_test(names_of_all_lengths),
		cmocka_unit_test(permissions), cmocka_unit_test(other_roots),
		cmocka_unit_test(removed), cmocka_unit_test(lookup_that_sleeps),
		cmocka_unit_test(programs),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
