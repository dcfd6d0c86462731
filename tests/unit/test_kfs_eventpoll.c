/* test_kfs_eventpoll.c - epoll: levels, edges, one shot, sets in sets, and what is closed. */
#include "fake_kfs.h"
#include "common/str.h"

enum { ADD = 1, DEL, MOD };
#define EPOLLET      (1u << 31)
#define EPOLLONESHOT (1u << 30)

static struct file *end[2], *set;
static int fd;

static long give(void) { return file_write(end[1], (u64)"x", 1, &end[1]->pos); }

static void take(size_t n)
{
	char bytes[8];

	assert_int_equal(file_read(end[0], (u64)bytes, n, &end[0]->pos), n);
}

static long change(struct file *in, int op, int of, u32 events)
{
	struct epoll_event_k event = { events, { (u32)of, 77 } };

	return epoll_change(in, op, of, &event);
}

/* Events of the one file that is ready, 0: none. */
static u32 look(void)
{
	struct epoll_event_k event;
	long n = epoll_wait(set, &event, 1, 0);

	assert_in_range(n, 0, 1);
	if (!n)
		return 0;
	assert_int_equal(event.data[1], 77);
	return event.events;
}

/* A pipe, its reading end as fd and in a set. */
static int start(void **state)
{
	(void)state;
	fake_schedule = NULL;
	assert_int_equal(pipe_create(end, 0), 0);
	fd = fd_install(end[0], 5, false);
	set = epoll_new();
	assert_false(is_err(set));
	assert_int_equal(change(set, ADD, fd, POLLIN), 0);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (fd >= 0)
		assert_int_equal(fd_close((u32)fd), 0);
	if (end[1])
		file_put(end[1]);
	if (set)
		file_put(set);
	set = end[1] = NULL;
	return 0;
}

static void levels(void **state)
{
	(void)state;
	assert_int_equal(look(), 0);
	give();
	assert_int_equal(look(), POLLIN);
	assert_int_equal(look(), POLLIN);
	take(1);
	assert_int_equal(look(), 0);
	assert_int_equal(change(set, ADD, fd, POLLIN), -EEXIST);
	assert_int_equal(change(set, DEL, fd, 0), 0);
	assert_int_equal(change(set, DEL, fd, 0), -ENOENT);
	assert_int_equal(change(set, MOD, fd, POLLIN), -ENOENT);
	assert_int_equal(change(set, 9, fd, POLLIN), -EINVAL);
	give();
	assert_int_equal(look(), 0);
	assert_int_equal(change(set, ADD, fd, POLLIN), 0);
	assert_int_equal(look(), POLLIN);
}

static void edges(void **state)
{
	(void)state;
	assert_int_equal(change(set, MOD, fd, POLLIN | EPOLLET), 0);
	give();
	assert_int_equal(look(), POLLIN);
	assert_int_equal(look(), 0);
	give();
	assert_int_equal(look(), POLLIN);
	assert_int_equal(change(set, MOD, fd, POLLIN | EPOLLONESHOT), 0);
	assert_int_equal(look(), POLLIN);
	give();
	assert_int_equal(look(), 0);
	assert_int_equal(change(set, MOD, fd, POLLIN | EPOLLONESHOT), 0);
	assert_int_equal(look(), POLLIN);
	take(3);
}

static void closed(void **state)
{
	(void)state;
	file_get(end[0]);
	assert_int_equal(fd_install(end[0], 9, false), 9);
	assert_int_equal(change(set, ADD, 9, POLLIN), 0);
	give();
	assert_int_equal(fd_close(9), 0);
	/* It is open elsewhere: both stay. */
	assert_int_equal(look(), POLLIN);
	assert_int_equal(look(), POLLIN);
	file_put(end[1]);
	end[1] = NULL;
	assert_int_equal(look(), POLLIN | POLLHUP);
	assert_int_equal(fd_close((u32)fd), 0);
	fd = -1;
	assert_int_equal(look(), 0);
}

static void wrong_files(void **state)
{
	struct file *plain = vfs_open(NULL, "/plain", O_RDWR | O_CREAT, 0600);
	int number = fd_install(plain, 0, false);
	struct epoll_event_k event;

	(void)state;
	assert_int_equal(change(set, ADD, 99, POLLIN), -EBADF);
	assert_int_equal(change(set, ADD, number, POLLIN), -EPERM);
	assert_int_equal(change(end[1], ADD, fd, POLLIN), -EINVAL);
	assert_int_equal(epoll_wait(end[1], &event, 1, 0), -EINVAL);
	fd_close((u32)number);
}

static void sets_in_sets(void **state)
{
	struct file *outer[6];
	int number[6], inner;

	(void)state;
	file_get(set);
	inner = fd_install(set, 20, false);
	assert_int_equal(change(set, ADD, inner, POLLIN), -EINVAL);
	for (int i = 0; i < 6; i++) {
		outer[i] = epoll_new();
		number[i] = fd_install(outer[i], 30, false);
	}
	for (int i = 0; i < 4; i++)
		assert_int_equal(change(outer[i], ADD, i ? number[i - 1] : inner, POLLIN), 0);
	assert_int_equal(change(outer[4], ADD, number[3], POLLIN), -ELOOP);
	assert_int_equal(change(set, ADD, number[1], POLLIN), -ELOOP);
	assert_int_equal(epoll_wait(outer[3], &(struct epoll_event_k){ 0 }, 1, 0), 0);
	give();
	assert_int_equal(epoll_wait(outer[3], &(struct epoll_event_k){ 0 }, 1, 0), 1);
	take(1);
	assert_int_equal(epoll_wait(outer[3], &(struct epoll_event_k){ 0 }, 1, 0), 0);
	for (int i = 0; i < 6; i++)
		fd_close((u32)number[i]);
	fd_close((u32)inner);
}

static void writer_wakes(void)
{
	give();
}

static void waits(void **state)
{
	struct epoll_event_k event;
	struct pollfd_k poll;
	int number;

	(void)state;
	assert_int_equal(epoll_wait(set, &event, 1, fake_now + 1000), 0);
	fake_schedule = writer_wakes;
	assert_int_equal(epoll_wait(set, &event, 1, UINT64_MAX), 1);
	take(1);
	file_get(set);
	number = fd_install(set, 0, false);
	poll = (struct pollfd_k){ number, POLLIN, 0 };
	assert_int_equal(do_poll(&poll, 1, 0), 0);
	assert_int_equal(do_poll(&poll, 1, UINT64_MAX), 1);
	take(1);
	fd_close((u32)number);
	fake_signal = true;
	assert_int_equal(epoll_wait(set, &event, 1, UINT64_MAX), -EINTR);
	fake_signal = false;
}

/* Many that are ready come in turn. */
static void in_turn(void **state)
{
	struct epoll_event_k event[2];
	u32 seen = 0;

	(void)state;
	give();
	for (int i = 0; i < 5; i++) {
		file_get(end[0]);
		assert_int_equal(fd_install(end[0], 10, false), 10 + i);
		assert_int_equal(change(set, ADD, 10 + i, POLLIN), 0);
	}
	for (int i = 0; i < 3; i++) {
		assert_int_equal(epoll_wait(set, event, 2, 0), 2);
		seen |= 1u << event[0].data[0] | 1u << event[1].data[0];
	}
	assert_int_equal(seen, 1u << fd | 0x7c00);
	for (u32 i = 0; i < 5; i++)
		fd_close(10 + i);
}

static void without_memory(void **state)
{
	u64 objects;

	(void)state;
	assert_int_equal(change(set, DEL, fd, 0), 0);
	objects = fake_objects_used();
	for (size_t left = 0; left < 2; left++) {
		fake_allocations_left = left;
		assert_int_equal(ptr_err(epoll_new()), -ENOMEM);
	}
	fake_allocations_left = 0;
	assert_int_equal(change(set, ADD, fd, POLLIN), -ENOMEM);
	fake_allocations_left = SIZE_MAX;
	assert_int_equal(fake_objects_used(), objects);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(levels), TEST(edges), TEST(closed), TEST(wrong_files), TEST(sets_in_sets),
		TEST(waits), TEST(in_turn), TEST(without_memory),
	};

	fake_kfs_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
