/* posix_files.c - files and directories. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include "posix.h"
#include "say.h"

#define FILE_NAME "posix.tmp"
#define DIR_NAME  "posix.dir"

static void offsets(int fd)
{
	char text[32] = "";

	say("write", write(fd, "0123456789", 10));
	say("lseek to 4", lseek(fd, 4, SEEK_SET));
	say("read", read(fd, text, 3));
	tell("'%s'\n", text);
	say("lseek -2", lseek(fd, -2, SEEK_CUR));
	say("lseek end+100", lseek(fd, 100, SEEK_END));
	say("lseek before the start", lseek(fd, -1, SEEK_SET));
	say("write far", write(fd, "!", 1));
	say("pread of the hole", pread(fd, text, sizeof text, 50));
	say("its bytes", text[0] | text[31]);
	say("pwrite", pwrite(fd, "abc", 3, 5));
	say("pread", pread(fd, text, 10, 0));
	tell("'%.10s'\n", text);
	say("ftruncate", ftruncate(fd, 8));
	say("read beyond the end", read(fd, text, 8));
	say("lseek end", lseek(fd, 0, SEEK_END));
}

static void vectors(int fd)
{
	char a[3] = "", b[10] = "";
	struct iovec out[3] = { { "one", 3 }, { "", 0 }, { "two", 3 } };
	struct iovec in[2] = { { a, 2 }, { b, 9 } };

	lseek(fd, 0, SEEK_SET);
	say("writev", writev(fd, out, 3));
	lseek(fd, 0, SEEK_SET);
	say("readv", readv(fd, in, 2));
	tell("'%s' '%s'\n", a, b);
	say("writev of none", writev(fd, out, 0));
	say("readv from no file", readv(77, in, 2));
}

static void flags(int fd)
{
	int copy = fcntl(fd, F_DUPFD, 20);

	say("F_DUPFD", copy);
	say("F_GETFD", fcntl(copy, F_GETFD));
	say("F_SETFD", fcntl(copy, F_SETFD, FD_CLOEXEC));
	say("F_GETFD", fcntl(copy, F_GETFD));
	say("F_GETFL accmode", fcntl(copy, F_GETFL) & O_ACCMODE);
	say("F_SETFL append", fcntl(copy, F_SETFL, O_APPEND));
	say("F_GETFL append", !!(fcntl(fd, F_GETFL) & O_APPEND));
	lseek(fd, 0, SEEK_SET);
	say("write appends", write(fd, "end", 3));
	say("lseek", lseek(copy, 0, SEEK_CUR));
	say("dup2", dup2(fd, 21));
	say("dup2 to itself", dup2(21, 21));
	say("dup2 of nothing", dup2(77, 78));
	say("close", close(21) | close(copy));
	say("close again", close(copy));
}

/* Memory with a good page and a bad one behind it. */
static void half_good(int fd)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	munmap(page + 4096, 4096);
	memset(page, 'g', 4096);
	say("write, half good", pwrite(fd, page + 4000, 200, 0));
	say("write, bad", pwrite(fd, page + 4096, 200, 0));
	say("read, half good", pread(fd, page + 4092, 200, 0));
	say("write", pwrite(fd, page, 4096, 4090));
	say("read over pages", pread(fd, page + 10, 8000, 20));
	say("the last byte", page[4095]);
	say("ftruncate", ftruncate(fd, 8));
	munmap(page, 4096);
}

static void bad_calls(void)
{
	char c;

	say("read no file", read(77, &c, 1));
	say("write no file", write(-1, &c, 1));
	say("read a folder", read(open(".", O_RDONLY), &c, 1));
	say("write to a folder", open(".", O_WRONLY));
	say("open none", open("posix.none", O_RDONLY));
	say("open in none", open("posix.none/x", O_RDWR | O_CREAT, 0600));
	say("create twice", open(FILE_NAME, O_RDWR | O_CREAT | O_EXCL, 0600));
	say("open ''", open("", O_RDONLY));
	say("file as folder", open(FILE_NAME "/x", O_RDONLY));
	say("rmdir a file", rmdir(FILE_NAME));
	say("chdir to a file", chdir(FILE_NAME));
}

void files(void)
{
	struct stat st;
	int fd = open(FILE_NAME, O_RDWR | O_CREAT | O_TRUNC, 0640);

	tell("-- files\n");
	umask(022);
	offsets(fd);
	vectors(fd);
	half_good(fd);
	flags(fd);
	bad_calls();
	say("fstat", fstat(fd, &st));
	say("size", st.st_size);
	say("mode", st.st_mode & 07777);
	say("links", st.st_nlink);
	say("chmod", chmod(FILE_NAME, 04711));
	say("link", link(FILE_NAME, FILE_NAME "2"));
	say("fstat", fstat(fd, &st));
	say("mode", st.st_mode & 07777);
	say("links", st.st_nlink);
	say("rename over itself", rename(FILE_NAME, FILE_NAME "2"));
	say("unlink", unlink(FILE_NAME));
	say("unlink", unlink(FILE_NAME "2"));
	say("unlink", unlink(FILE_NAME "2"));
	say("fstat", fstat(fd, &st));
	say("links", st.st_nlink);
	say("write", write(fd, "x", 1));
	close(fd);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void print_folder(void)
{
	char names[16][32];
	unsigned n = 0;
	DIR *dir = opendir(".");
	struct dirent *entry;

	while (dir && n < COUNT_OF(names) && (entry = readdir(dir)))
		strcpy(names[n++], entry->d_name);
	if (dir)
		closedir(dir);
	qsort(names, n, sizeof *names, by_name);
	for (unsigned i = 0; i < n; i++)
		tell("entry '%s'\n", names[i]);
}

void directories(void)
{
	char path[4096] = "";
	struct stat st;

	tell("-- directories\n");
	say("mkdir", mkdir(DIR_NAME, 0755));
	say("mkdir again", mkdir(DIR_NAME, 0755));
	say("chdir", chdir(DIR_NAME));
	say("symlink", symlink("some/where", "link"));
	say("readlink", readlink("link", path, sizeof path));
	tell("'%s'\n", path);
	say("readlink, short", readlink("link", path, 4));
	say("readlink of a folder", readlink(".", path, 4));
	say("stat of it", stat("link", &st));
	say("lstat of it", lstat("link", &st));
	say("a link", S_ISLNK(st.st_mode));
	say("its size", st.st_size);
	say("a fifo", mkfifo("fifo", 0600));
	print_folder();
	say("getcwd", getcwd(path, sizeof path) != NULL);
	tell("'%s'\n", strrchr(path, '/'));
	say("getcwd, short", getcwd(path, 3) != NULL);
	say("rename", rename("fifo", "link"));
	print_folder();
	say("rename to above", rename("link", "../posix.moved"));
	say("unlink", unlink("../posix.moved"));
	say("chdir", chdir(".."));
	say("rmdir", rmdir(DIR_NAME));
	say("rmdir", rmdir(DIR_NAME));
}
