/* test_kfs_pipe.c - pipes, FIFOs, poll, tables of files, devices, proc: what one task can
 * see of them; fake_schedule plays the others. */
#include "fake_kfs.h"
#include "common/str.h"
#include "fs/proc.h"

static u8 data[2 * MiB], back[2 * MiB];
static struct file *end[2];

static long give(size_t n) { return file_write(end[1], (u64)data, n, &end[1]->pos); }
static long take(size_t n) { return file_read(end[0], (u64)back, n, &end[0]->pos); }

static void start(u32 flags)
{
	assert_int_equal(pipe_create(end, flags), 0);
	fake_schedule = NULL;
	fake_sent = 0;
}

static void close_end(int i)
{
	file_put(end[i]);
	end[i] = NULL;
}

static void stop(void)
{
	for (int i = 0; i < 2; i++)
		if (end[i])
			close_end(i);
}

/* Any sizes, in order, nothing lost, at every position of the ring. */
static void bytes_come_out_as_they_went_in(void **state)
{
	size_t in = 0, got = 0;
	u32 r = 12345;

	(void)state;
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (u8)(i * 7 + i / 251);
	start(O_NONBLOCK);
	while (got < sizeof data) {
		size_t n = MIN(1 + (r = r * 1103515245 + 12345) / 65536 % 9000, sizeof data - in);
		long put = n ? file_write(end[1], (u64)data + in, n, &end[1]->pos) : 0, part;

		/* What fits PIPE_BUF goes whole or not at all. */
		assert_true(put == -EAGAIN || put == (long)n || (n > PIPE_BUF && put > 0));
		in += put > 0 ? (size_t)put : 0;
		n = 1 + (r = r * 1103515245 + 12345) / 65536 % 9000;
		part = file_read(end[0], (u64)back + got, MIN(n, sizeof data - got), &end[0]->pos);
		assert_true(part > 0 || part == -EAGAIN);
		got += part > 0 ? (size_t)part : 0;
		assert_true(got <= in);
	}
	assert_memory_equal(data, back, sizeof data);
	stop();
}

static void full_and_empty(void **state)
{
	(void)state;
	start(O_NONBLOCK);
	assert_int_equal(take(1), -EAGAIN);
	assert_int_equal(give(70000), 65536);
	assert_int_equal(give(1), -EAGAIN);
	assert_int_equal(take(4095), 4095);
	assert_int_equal(give(1), -EAGAIN);
	assert_int_equal(take(1), 1);
	assert_int_equal(give(4097), 4096);
	assert_int_equal(take(100000), 65536);
	assert_int_equal(give(4096), 4096);
	assert_int_equal(pipe_capacity(end[0]), 65536);
	assert_int_equal(pipe_resize(end[0], 100000), 131072);
	assert_int_equal(pipe_resize(end[0], 2 * MiB), -EPERM);
	assert_int_equal(give(200000), 131072 - 4096);
	assert_int_equal(pipe_resize(end[0], 4096), -EBUSY);
	assert_int_equal(take(200000), 131072);
	assert_int_equal(pipe_resize(end[0], 1), 4096);
	stop();
}

static void ends_close(void **state)
{
	(void)state;
	start(0);
	assert_int_equal(give(3), 3);
	close_end(1);
	assert_int_equal(take(10), 3);
	assert_int_equal(take(10), 0);
	stop();
	start(0);
	close_end(0);
	assert_int_equal(give(3), -EPIPE);
	assert_int_equal(fake_sent, SIGPIPE);
	stop();
}

static void writer_wakes(void)
{
	assert_int_equal(give(5), 5);
}

static void closer_wakes(void)
{
	close_end(1);
}

static void reader_wakes(void)
{
	assert_int_equal(take(4096), 4096);
}

static void sleepers_go_on(void **state)
{
	(void)state;
	start(0);
	fake_schedule = writer_wakes;
	assert_int_equal(take(10), 5);
	fake_schedule = closer_wakes;
	assert_int_equal(take(10), 0);
	stop();
	start(0);
	fake_schedule = reader_wakes;
	assert_int_equal(give(200000), 200000);
	fake_signal = true;
	assert_int_equal(take(65536), 200000 - 33 * 4096);
	assert_int_equal(take(1), -ERESTARTSYS);
	fake_signal = false;
	stop();
}

static void bad_addresses(void **state)
{
	(void)state;
	start(O_NONBLOCK);
	fake_user_end = (u64)data + 8192;
	assert_int_equal(file_write(end[1], (u64)data + 8000, 500, &end[1]->pos), -EFAULT);
	fake_user_end = UINT64_MAX;
	assert_int_equal(take(1), -EAGAIN);
	assert_int_equal(give(10), 10);
	fake_user_end = 4096;
	assert_int_equal(take(10), -EFAULT);
	fake_user_end = UINT64_MAX;
	assert_int_equal(take(10), 10);
	stop();
}

static void poll_waits(void **state)
{
	struct pollfd_k fds[3];

	(void)state;
	start(0);
	fds[0] = (struct pollfd_k){ fd_install(end[0], 0, false), POLLIN, 0 };
	fds[1] = (struct pollfd_k){ fd_install(end[1], 0, false), POLLIN, 0 };
	fds[2] = (struct pollfd_k){ -1, POLLIN, 9 };
	file_get(end[0]);
	file_get(end[1]);
	assert_int_equal(do_poll(fds, 3, 0), 0);
	assert_int_equal(do_poll(fds, 3, fake_now + 1000), 0);
	fake_schedule = writer_wakes;
	assert_int_equal(do_poll(fds, 3, UINT64_MAX), 1);
	assert_int_equal(fds[0].revents, POLLIN);
	assert_int_equal(fds[1].revents, 0);
	assert_int_equal(fds[2].revents, 0);
	assert_int_equal(take(100), 5);
	fake_signal = true;
	assert_int_equal(do_poll(fds, 3, UINT64_MAX), -EINTR);
	fake_signal = false;
	fds[1].events = POLLOUT;
	assert_int_equal(do_poll(fds, 3, UINT64_MAX), 1);
	assert_int_equal(fds[1].revents, POLLOUT);
	assert_int_equal(fd_close((u32)fds[0].fd), 0);
	assert_int_equal(do_poll(fds, 1, UINT64_MAX), 1);
	assert_int_equal(fds[0].revents, POLLNVAL);
	assert_int_equal(fd_close((u32)fds[1].fd), 0);
	stop();
}

static void table_of_files(void **state)
{
	struct files_struct *copy;
	struct file *f;

	(void)state;
	start(0);
	f = end[0];
	for (int i = 0; i < 100; i++) {
		file_get(f);
		assert_int_equal(fd_install(f, 0, i % 2), i);
	}
	fd_close(3);
	fd_close(50);
	file_get(f);
	assert_int_equal(fd_install(f, 10, false), 50);
	file_get(f);
	assert_int_equal(fd_install(f, 0, false), 3);
	file_get(f);
	assert_int_equal(fd_install(f, 1000, false), 1000);
	assert_int_equal(fd_install(f, 1024, false), -EMFILE);
	assert_null(fd_file(4000000000u));
	copy = files_copy(current->files);
	assert_int_equal(f->refs, 1 + 101 + 101);
	files_close_on_exec(copy);
	files_put(copy);
	assert_int_equal(f->refs, 1 + 101);
	for (u32 i = 0; i < 100; i++)
		assert_int_equal(fd_close(i), 0);
	assert_int_equal(fd_close(1000), 0);
	assert_int_equal(fd_close(1000), -EBADF);
	assert_int_equal(f->refs, 1);
	stop();
}

static long read_all(const char *name)
{
	struct file *f = vfs_open(NULL, name, O_RDONLY, 0);
	long n;

	if (is_err(f))
		return ptr_err(f);
	n = file_read(f, (u64)back, 65536, &f->pos);
	file_put(f);
	back[n > 0 ? n : 0] = 0;
	return n;
}

static void devices_and_proc(void **state)
{
	struct file *f;

	(void)state;
	assert_int_equal(vfs_mknod(NULL, "/dev", S_IFDIR | 0755, 0), 0);
	assert_int_equal(vfs_mknod(NULL, "/proc", S_IFDIR | 0755, 0), 0);
	assert_int_equal(vfs_mount("dev", "/dev", "devtmpfs", 0, NULL), 0);
	assert_int_equal(vfs_mount("proc", "/proc", "proc", 0, NULL), 0);
	assert_int_equal(vfs_mount("x", "/proc", "nosuch", 0, NULL), -ENODEV);
	assert_int_equal(read_all("/dev/null"), 0);
	assert_int_equal(read_all("/dev/zero"), 65536);
	assert_int_equal(back[65535], 0);
	assert_int_equal(read_all("/dev/urandom") > 0, 1);
	f = vfs_open(NULL, "/dev/full", O_WRONLY, 0);
	assert_int_equal(file_write(f, (u64)data, 1, &f->pos), -ENOSPC);
	file_put(f);
	assert_true(read_all("/proc/self/stat") > 100);
	assert_int_equal(memcmp(back, "1 (test) R ", 11), 0);
	assert_true(read_all("/proc/self/status") > 100);
	assert_true(read_all("/proc/1/task/1/limits") > 500);
	assert_true(read_all("/proc/mounts") > 0);
	assert_non_null(strstr((char *)back, "rootfs / rootfs rw,relatime 0 0\ndev /dev devtmpfs rw,relatime 0 0\n"));
	assert_true(read_all("/proc/meminfo") > 100);
	assert_true(read_all("/proc/cpuinfo") > 50);
	assert_true(read_all("/proc/sys/kernel/osrelease") > 5);
	assert_int_equal(read_all("/proc/77/stat"), -ENOENT);
	assert_int_equal(read_all("/proc/01/stat"), -ENOENT);
	assert_int_equal(read_all("/proc/self/exe"), -ENOENT);
}

static void opened_again_by_number(void **state)
{
	struct path path;
	char name[64];
	struct file *f;

	(void)state;
	start(0);
	file_get(end[0]);
	assert_int_equal(fd_install(end[0], 7, false), 7);
	f = vfs_open(NULL, "/dev/fd/7", O_WRONLY | O_CREAT, 0600);
	assert_false(is_err(f));
	assert_int_equal(file_write(f, (u64)"abc", 3, &f->pos), 3);
	file_put(f);
	assert_int_equal(take(9), 3);
	assert_int_equal(path_lookup(NULL, "/proc/self/fd/7", LOOKUP_FOLLOW, &path), 0);
	assert_memory_equal(path_name(&path, name, sizeof name), "pipe:[", 6);
	path_put(&path);
	fd_close(7);
	stop();
}

static void fifos(void **state)
{
	(void)state;
	assert_int_equal(vfs_mknod(NULL, "/fifo", S_IFIFO | 0666, 0), 0);
	assert_int_equal(ptr_err(vfs_open(NULL, "/fifo", O_WRONLY | O_NONBLOCK, 0)), -ENXIO);
	end[0] = vfs_open(NULL, "/fifo", O_RDONLY | O_NONBLOCK, 0);
	assert_false(is_err(end[0]));
	assert_int_equal(take(1), 0);
	end[1] = vfs_open(NULL, "/fifo", O_WRONLY, 0);
	assert_int_equal(give(10), 10);
	assert_int_equal(take(20), 10);
	assert_int_equal(take(20), -EAGAIN);
	stop();
	fake_signal = true;
	assert_int_equal(ptr_err(vfs_open(NULL, "/fifo", O_RDONLY, 0)), -ERESTARTSYS);
	fake_signal = false;
	assert_int_equal(vfs_unlink(NULL, "/fifo", false), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_out_as_they_went_in),
		cmocka_unit_test(full_and_empty),
		cmocka_unit_test(ends_close),
		cmocka_unit_test(sleepers_go_on),
		cmocka_unit_test(bad_addresses),
		cmocka_unit_test(poll_waits),
		cmocka_unit_test(table_of_files),
		cmocka_unit_test(devices_and_proc),
		cmocka_unit_test(opened_again_by_number),
		cmocka_unit_test(fifos),
	};

	fake_kfs_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
