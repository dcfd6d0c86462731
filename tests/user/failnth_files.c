/* failnth_files.c - operations on files that need memory of the kernel. */
#include "failnth.h"
#include <dirent.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/wait.h>

int op_open(void)
{
	int fd, error;

	fail(armed);
	error = TRY(fd = open("/etc/passwd", O_RDONLY));
	if (!error)
		close(fd);
	return error;
}

int op_open_dev(void)
{
	int fd, error;

	fail(armed);
	error = TRY(fd = open("/dev/null", O_RDWR));
	if (!error)
		close(fd);
	return error;
}

int op_open_proc(void)
{
	int fd, error;

	fail(armed);
	error = TRY(fd = open("/proc/self/fd/0", O_PATH));
	if (!error)
		close(fd);
	return error;
}

int op_read_proc(void)
{
	int fd = open("/proc/self/maps", O_RDONLY), error;

	fail(armed);
	error = TRY(read(fd, memory, 40000));
	close(fd);
	return error;
}

int op_create(void)
{
	int fd, error;

	fail(armed);
	error = TRY(fd = open(LONG_NAME, O_RDWR | O_CREAT, 0600));
	if (!error)
		close(fd);
	unlink(LONG_NAME);
	return error;
}

int op_mkdir(void)
{
	int error;

	fail(armed);
	error = TRY(mkdir(FOLDER "/dir", 0700));
	rmdir(FOLDER "/dir");
	return error;
}

int op_symlink(void)
{
	int error;

	fail(armed);
	error = TRY(symlink("/some/target", FOLDER "/link"));
	unlink(FOLDER "/link");
	return error;
}

int op_follow(void)
{
	int error;

	fail(armed);
	error = TRY(access(FOLDER "/to-etc/passwd", R_OK));
	return error;
}

int op_rename(void)
{
	int error;

	close(open(FOLDER "/old", O_CREAT | O_WRONLY, 0600));
	fail(armed);
	error = TRY(rename(FOLDER "/old", FOLDER "/another-name-that-is-longer-than-fits-into-a-dentry"));
	unlink(FOLDER "/old");
	unlink(FOLDER "/another-name-that-is-longer-than-fits-into-a-dentry");
	return error;
}

int op_write(void)
{
	int fd = open(FOLDER "/file", O_CREAT | O_RDWR | O_TRUNC, 0600), error;
	long n;

	fail(armed);
	error = TRY(n = write(fd, memory, 20 * PAGE));
	close(fd);
	unlink(FOLDER "/file");
	return error ? error : n == 20 * PAGE ? 0 : ENOMEM;     /* a part is what there was room for */
}

int op_sparse_write(void)
{
	int fd = open(FOLDER "/file", O_CREAT | O_RDWR, 0600), error;

	fail(armed);
	error = TRY(pwrite(fd, "x", 1, 100 << 20));
	close(fd);
	unlink(FOLDER "/file");
	return error;
}

int op_long_path(void)
{
	static char path[3000];
	int error;

	memset(path, '/', sizeof path - 1);
	fail(armed);
	error = TRY(access(path, R_OK));
	return error;
}

int op_getcwd(void)
{
	char buffer[200];
	int error;

	fail(armed);
	error = TRY(getcwd(buffer, sizeof buffer) ? 0 : -1);
	return error;
}

int op_readdir(void)
{
	int fd = open("/proc", O_RDONLY), error;

	fail(armed);
	error = TRY(getdents64(fd, memory, 2000));
	close(fd);
	return error;
}

int op_pipe(void)
{
	int fd[2], error;

	fail(armed);
	error = TRY(pipe(fd));
	if (!error) {
		close(fd[0]);
		close(fd[1]);
	}
	return error;
}

int op_pipe_write(void)
{
	int fd[2], error;
	long n;

	pipe2(fd, O_NONBLOCK);
	fail(armed);
	error = TRY(n = write(fd[1], memory, 5 * PAGE));
	close(fd[0]);
	close(fd[1]);
	return error ? error : n == 5 * PAGE ? 0 : ENOMEM;
}

int op_pipe_resize(void)
{
	int fd[2], error;

	pipe2(fd, O_NONBLOCK);
	write(fd[1], memory, 5 * PAGE);
	fail(armed);
	error = TRY(fcntl(fd[1], F_SETPIPE_SZ, 1 << 18));
	close(fd[0]);
	close(fd[1]);
	return error;
}

int op_mkfifo(void)
{
	int fd = -1, error;

	fail(armed);
	error = mkfifo(FOLDER "/fifo", 0600) ? errno : 0;
	if (!error)
		error = (fd = open(FOLDER "/fifo", O_RDWR)) < 0 ? errno : 0;
	fail(0);
	close(fd);
	unlink(FOLDER "/fifo");
	return error;
}

/* In a child, whose table of files is small each time. */
int op_dup_high(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		fail(armed);
		_exit(TRY(fcntl(0, F_DUPFD, 500)));
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

int op_poll_many(void)
{
	struct pollfd fds[100];
	int error;

	memset(fds, 0, sizeof fds);
	fail(armed);
	error = TRY(poll(fds, 100, 1));
	return error;
}

int op_select(void)
{
	fd_set set;
	int error;

	FD_ZERO(&set);
	FD_SET(0, &set);
	fail(armed);
	error = TRY(select(1000, NULL, &set, NULL, &(struct timeval){ 0, 1000 }));
	return error;
}

int op_sendfile(void)
{
	int from = open("/etc/passwd", O_RDONLY), to = open("/dev/null", O_WRONLY), error;

	fail(armed);
	error = TRY(sendfile(to, from, NULL, 100));
	close(from);
	close(to);
	return error;
}

int op_mount(void)
{
	int error;

	fail(armed);
	error = TRY(mount("failnth", FOLDER "/mnt", "tmpfs", 0, "size=1m"));
	umount(FOLDER "/mnt");
	return error;
}

int op_bind(void)
{
	int error;

	fail(armed);
	error = TRY(mount("/etc", FOLDER "/mnt", NULL, MS_BIND, NULL));
	umount(FOLDER "/mnt");
	return error;
}

int op_mount_proc(void)
{
	int error;

	fail(armed);
	error = TRY(mount("proc", FOLDER "/mnt", "proc", 0, NULL));
	umount(FOLDER "/mnt");
	return error;
}
