/* rename.c - names moved, linked and removed: the corner cases. */
#include "calls.h"

static void make(void)
{
	MUST(mkdir("d", 0755));
	MUST(mkdir("d/e", 0755));
	MUST(mkdir("empty", 0755));
	put_file("f", "f");
	put_file("g", "g");
	put_file("d/x", "x");
	MUST(symlink("f", "l"));
	MUST(symlink("d", "ld"));
	MUST(symlink("nowhere", "dangling"));
	MUST(link("f", "h"));
}

static void remove_all(void)
{
	if (system("rm -rf ./*"))
		exit(99);
}

static void nlinks(const char *name)
{
	struct stat s;

	if (lstat(name, &s))
		printf("%s: %s\n", name, strerrorname_np(errno));
	else
		printf("%s: nlink %ld mode %o size %ld\n", name, (long)s.st_nlink, s.st_mode,
		       S_ISDIR(s.st_mode) ? 0L : (long)s.st_size);
}

static void renames(void)
{
	static const char *const names[] = {
		"f", "g", "h", "d", "d/e", "d/x", "empty", "l", "ld", "dangling", "none", "none/x",
		"f/x", "d/", "f/", "ld/", "l/", "empty/", "none/", ".", "..", "d/.", "d/..", "/", "",
		"d/e/sub", "d/e/", "./f", "d/../g", "ld/x", "empty/new",
	};

	for (unsigned i = 0; i < COUNT(names); i++)
		for (unsigned k = 0; k < COUNT(names); k++) {
			make();
			if (rename(names[i], names[k]))
				printf("rename %s %s: %s\n", names[i], names[k],
				       strerrorname_np(errno));
			else
				printf("rename %s %s: 0\n", names[i], names[k]);
			/* remove_all() by hand: 900 shells take too long */
			if (!access("d", F_OK) || !access("empty", F_OK) || 1) {
				static const char *const parts[] = {
					"d/e/sub/e", "d/e/sub/x", "d/e/sub", "d/e/x", "d/e/e", "d/e",
					"d/x", "d/new", "d", "empty/new/e", "empty/new/x", "empty/new",
					"empty/e", "empty/x", "empty", "f", "g", "h", "l", "ld",
					"dangling", "none/e", "none/x", "none", "nowhere",
				};

				for (unsigned p = 0; p < COUNT(parts); p++)
					if (unlink(parts[p]))
						rmdir(parts[p]);
			}
		}
}

static void links(void)
{
	make();
	nlinks("f");
	nlinks("d");
	nlinks(".");
	TRY(link("f", "f"));
	TRY(link("f", "g"));
	TRY(link("f", "new"));
	TRY(link("f", "new2/"));
	TRY(link("f/", "new2"));
	TRY(link("d", "new2"));
	TRY(link("l", "l2"));
	nlinks("l2");
	TRY(linkat(AT_FDCWD, "l", AT_FDCWD, "l3", AT_SYMLINK_FOLLOW));
	nlinks("l3");
	TRY(link("dangling", "dangling2"));
	TRY(linkat(AT_FDCWD, "dangling", AT_FDCWD, "dangling3", AT_SYMLINK_FOLLOW));
	TRY(link("none", "none2"));
	TRY(link("f", "none/f"));
	TRY(link("f", "g/f"));
	TRY(link("f", "dangling"));
	TRY(link("", "new2"));
	TRY(link("f", ""));
	TRY(linkat(AT_FDCWD, "f", AT_FDCWD, "n", 0x40000000));
	TRY(linkat(99, "f", AT_FDCWD, "n", 0));
	TRY(linkat(AT_FDCWD, "f", 99, "n", 0));
	nlinks("f");
	TRY(unlink("f"));
	nlinks("new");
	TRY(unlink("d"));
	TRY(unlink("ld/"));
	TRY(unlink("ld"));
	TRY(unlink("."));
	TRY(unlink("d/.."));
	TRY(unlink("/"));
	TRY(unlink(""));
	TRY(unlink("g/"));
	TRY(unlink("g/x"));
	TRY(rmdir("d"));
	TRY(rmdir("g"));
	TRY(rmdir("."));
	TRY(rmdir("d/."));
	TRY(rmdir("d/.."));
	TRY(rmdir("d/e/"));
	nlinks("d");
	TRY(rmdir("/"));
	TRY(rmdir("/proc"));
	TRY(rmdir("none"));
	TRY(unlinkat(AT_FDCWD, "empty", 0));
	TRY(unlinkat(AT_FDCWD, "empty", 1));
	TRY(unlinkat(AT_FDCWD, "empty", AT_REMOVEDIR));
	TRY(symlink("", "s"));
	TRY(symlink("x", ""));
	TRY(symlink("x", "g"));
	TRY(symlink("x", "s/"));
	TRY(symlink("x", "g/s"));
	TRY(mkdir("g", 0755));
	TRY(mkdir("m/", 0755));
	TRY(mkdir("m/.", 0755));
	TRY(mkdir("m/..", 0755));
	TRY(mkdir("/", 0755));
	TRY(mkdir("dangling", 0755));
	TRY(mkdir("dangling/", 0755));
	TRY(mknod("n", S_IFREG | 0644, 0));
	TRY(mknod("n", S_IFREG | 0644, 0));
	TRY(mknod("n1/", S_IFREG | 0644, 0));
	TRY(mknod("n2", S_IFDIR | 0755, 0));
	TRY(mknod("n3", 0644, 0));
	nlinks("n3");
	TRY(mknod("n4", S_IFLNK | 0644, 0));
	TRY(mknod("n5", S_IFSOCK | 0644, 0));
	TRY(open("n5", O_RDONLY));
	remove_all();
}

static long renameat2_(const char *from, const char *to, unsigned flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void flags(void)
{
	enum { NOREPLACE = 1, EXCHANGE = 2, WHITEOUT = 4 };
	char text[2] = "";
	int fd;

	make();
	TRY(renameat2_("f", "g", NOREPLACE));
	TRY(renameat2_("f", "new", NOREPLACE));
	TRY(renameat2_("new", "f", 8));
	TRY(renameat2_("new", "f", NOREPLACE | EXCHANGE));
	TRY(renameat2_("new", "none", EXCHANGE));
	TRY(renameat2_("new", "d/x", EXCHANGE));
	fd = (int)OK(open("new", O_RDONLY));
	TRY(read(fd, text, 1));
	printf("new holds %s\n", text);
	close(fd);
	TRY(renameat2_("d", "new", EXCHANGE));
	nlinks("new");
	nlinks("d");
	nlinks(".");
	TRY(renameat2_("new", "new/e", EXCHANGE));
	TRY(renameat2_("new/e", "new", EXCHANGE));
	TRY(renameat2_("new/e", "l", EXCHANGE));
	nlinks("new");
	nlinks("l");
	nlinks("new/e");
	TRY(renameat2_("l", "l", EXCHANGE));
	TRY(renameat2_("g", "f/", EXCHANGE));
	TRY(renameat2_("f", "h", NOREPLACE));
	remove_all();
}

/* Files and directories that are in use while their names go. */
static void in_use(void)
{
	char name[300], text[8] = "";
	struct stat s;
	int fd, dir;

	make();
	fd = (int)OK(open("g", O_RDWR));
	TRY(unlink("g"));
	TRY(write(fd, "still", 5));
	TRY(fstat(fd, &s));
	printf("nlink %ld size %ld\n", (long)s.st_nlink, (long)s.st_size);
	TRY(lseek(fd, 0, SEEK_SET));
	TRY(read(fd, text, 5));
	printf("read %s\n", text);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	TRY(linkat(AT_FDCWD, name, AT_FDCWD, "g2", AT_SYMLINK_FOLLOW));
	close(fd);
	dir = (int)OK(open("empty", O_RDONLY | O_DIRECTORY));
	TRY(chdir("empty"));
	TRY(rmdir("../empty"));
	TRY(fstat(dir, &s));
	printf("directory nlink %ld\n", (long)s.st_nlink);
	TRY(mkdir("x", 0755));
	TRY(open("x", O_CREAT | O_WRONLY, 0644));
	TRY(openat(dir, "x", O_CREAT | O_WRONLY, 0644));
	TRY(open(".", O_RDONLY) > 0);
	TRY(chdir(".."));
	TRY(access("d", F_OK));
	TRY(getcwd(name, sizeof name) != NULL);
	TRY(chdir("d/e"));
	TRY(rename("../../d", "../../moved"));
	TRY(access("../x", F_OK));
	TRY(access("../../moved", F_OK));
	TRY(rename("../../moved", "../../moved/e/deep"));
	TRY(rename("..", "../../up"));
	TRY(chdir("../.."));
	nlinks("moved");
	memset(name, 'n', sizeof name);
	name[255] = '\0';
	TRY(mkdir(name, 0755));
	TRY(rename(name, "short"));
	TRY(rename("short", name));
	name[255] = 'n';
	name[256] = '\0';
	TRY(mkdir(name, 0755));
	TRY(rename("f", name));
	TRY(unlink(name));
	TRY(link("f", name));
	remove_all();
}

/* Which times change. */
static void touched(const char *what, const char *name, const struct stat *old)
{
	struct stat s;

	MUST(lstat(name, &s));
#define NEW(field) (s.field.tv_sec != old->field.tv_sec || s.field.tv_nsec != old->field.tv_nsec)
	printf("%s: %s%s%s\n", what, NEW(st_atim) ? "a" : "-", NEW(st_mtim) ? "m" : "-",
	       NEW(st_ctim) ? "c" : "-");
}

static void times(void)
{
	struct timespec then[2] = { { 1000, 1 }, { 2000, 2 } };
	struct stat dir, file, e;
	static const char *const names[] = { ".", "f", "d/e" };
	struct stat *stats[] = { &dir, &file, &e };

#define CHANGES(call) do { \
	remove_all(); \
	make(); \
	for (unsigned i = 0; i < COUNT(names); i++) { \
		utimensat(AT_FDCWD, names[i], then, 0); \
		lstat(names[i], stats[i]); \
	} \
	nap(20); \
	TRY(call); \
	touched("  .", ".", &dir); \
	if (!access("f", F_OK)) \
		touched("  f", "f", &file); \
	if (!access("d/e", F_OK)) \
		touched("  d/e", "d/e", &e); \
} while (0)
	CHANGES(rename("g", "g2"));
	CHANGES(rename("g", "f"));
	CHANGES(rename("d/x", "d/e/x"));
	CHANGES(rename("d/e", "e") || rename("e", "d/e"));
	CHANGES(link("f", "f2"));
	CHANGES(unlink("h"));
	CHANGES(mkdir("d/e/m", 0755));
	CHANGES(symlink("x", "d/e/s"));
	CHANGES(mknod("d/e/n", S_IFIFO | 0644, 0));
	CHANGES(chmod("f", 0600));
	CHANGES(chown("f", 1, 1));
	CHANGES(truncate("f", 1));
	CHANGES(truncate("f", 0));
	CHANGES(close(open("f", O_RDONLY)));
	CHANGES(close(open("f", O_WRONLY | O_TRUNC)));
	CHANGES(access("f", R_OK));
	remove_all();
}

int main(void)
{
	renames();
	links();
	flags();
	in_use();
	times();
	return 0;
}
