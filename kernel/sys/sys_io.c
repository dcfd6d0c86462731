/* sys_io.c - bytes in and out of descriptors. */
#include "sys/call.h"
#include "mm/slab.h"

enum { IO_MAX = 0x7ffff000, SEND_ORDER = 2, SEND_BYTES = PAGE_SIZE << SEND_ORDER };

SYS3(sys_read, fd, to, n)
{
	struct file *f = fd_get(fd);
	long done;

	if (!f)
		return -EBADF;
	done = file_read(f, to, n, &f->pos);
	fd_put(f);
	return done;
}

SYS3(sys_write, fd, from, n)
{
	struct file *f = fd_get(fd);
	long done;

	if (!f)
		return -EBADF;
	done = file_write(f, from, n, &f->pos);
	fd_put(f);
	return done;
}

/* --- vectors --- */

typedef long io_fn(struct file *f, u64 user, size_t n, u64 *pos);

struct iovec_k { u64 base, len; };

/* The i-th iovec of `user`. */
static long iovec_get(u64 user, u64 i, struct iovec_k *v)
{
	u32 narrow[2];

	if (!compat())
		return copy_from_user(v, user + i * sizeof *v, sizeof *v);
	if (copy_from_user(narrow, user + i * sizeof narrow, sizeof narrow))
		return -EFAULT;
	v->base = narrow[0];
	v->len = narrow[1];
	return 0;
}

/* Is every length sane?  *sum is all of them. */
static long iovec_check(u64 user, u64 count, u64 *sum)
{
	struct iovec_k v;
	size_t n;

	*sum = 0;
	if (count > IOV_MAX)
		return -EINVAL;
	for (u64 i = 0; i < count; i++) {
		if (iovec_get(user, i, &v))
			return -EFAULT;
		if ((compat() ? (i64)(i32)v.len : (i64)v.len) < 0)
			return -EINVAL;
		n = v.len;
		if (!access_clip(v.base, &n))
			return -EFAULT;
		*sum = MIN(*sum + v.len, IO_MAX);
	}
	return 0;
}

/* Up to PIPE_BUF bytes go into a pipe in one piece, wherever they come from. */
static long gather(struct file *f, u64 user, u64 count, size_t sum, u64 *pos)
{
	struct page *page = alloc_page();
	u8 *to = page ? page_to_virt(page) : NULL;
	long error = page ? 0 : -ENOMEM;
	size_t done = 0;
	struct iovec_k v;

	for (u64 i = 0; i < count && !error && done < sum; i++) {
		error = iovec_get(user, i, &v);
		if (!error)     /* it may be longer than when it was checked */
			error = copy_from_user(to + done, v.base, MIN(v.len, sum - done));
		done += MIN(v.len, sum - done);
	}
	if (!error)
		error = vfs_write(f, to, done, pos);
	if (page)
		put_page(page);
	return error;
}

/* Would reading more wait?  Whoever has something already gets that. */
static bool would_wait(struct file *f)
{
	return f->fops->poll && !(f->fops->poll(f, NULL) & POLLIN);
}

static long vector_io(struct file *f, u64 user, u64 count, u64 *pos, io_fn *io)
{
	u64 sum;
	long error = iovec_check(user, count, &sum), done = 0;
	struct iovec_k v;

	if (error)
		return error;
	if (io == file_write && S_ISFIFO(f->inode->mode) && count > 1 && sum <= PIPE_BUF)
		return gather(f, user, count, sum, pos);
	for (u64 i = 0; i < count && done < IO_MAX; i++) {
		long got;

		if (iovec_get(user, i, &v))
			return done ? done : -EFAULT;
		/* An empty one is only looked at when it is the only one. */
		if (!v.len && count > 1)
			continue;
		got = io(f, v.base, MIN(v.len, (u64)(IO_MAX - done)), pos);
		if (got < 0)
			return done ? done : got;
		done += got;
		if ((u64)got < v.len || (io == file_read && would_wait(f)))
			break;
	}
	return done;
}

static long vector_fd(u64 fd, u64 user, u64 count, io_fn *io)
{
	struct file *f = fd_get(fd);
	long done;

	if (!f)
		return -EBADF;
	done = vector_io(f, user, count, &f->pos, io);
	fd_put(f);
	return done;
}

SYS3(sys_readv, fd, user, count) { return vector_fd(fd, user, count, file_read); }
SYS3(sys_writev, fd, user, count) { return vector_fd(fd, user, count, file_write); }

/* --- at a place of its own --- */

/* Can f be read anywhere?  What cannot seek, cannot. */
static long check_place(struct file *f, u64 pos)
{
	long at;

	if ((i64)pos < 0)
		return -EINVAL;
	if (!f)
		return -EBADF;
	at = vfs_seek(f, 0, SEEK_CUR);
	return MIN(at, 0);
}

static long place_io(u64 fd, u64 user, u64 n, u64 pos, io_fn *io, bool vector)
{
	struct file *f = fd_get(fd);
	long done = check_place(f, pos);

	if (!done)
		done = vector ? vector_io(f, user, n, &pos, io) : io(f, user, n, &pos);
	if (f)
		fd_put(f);
	return done;
}

#define LOW_HIGH(low, high) ((u64)(low) | (u64)(high) << 32)

SYS4(sys_pread64, fd, to, n, pos) { return place_io(fd, to, n, pos, file_read, false); }
SYS4(sys_pwrite64, fd, from, n, pos) { return place_io(fd, from, n, pos, file_write, false); }
SYS4(sys_preadv, fd, v, n, pos) { return place_io(fd, v, n, pos, file_read, true); }
SYS4(sys_pwritev, fd, v, n, pos) { return place_io(fd, v, n, pos, file_write, true); }
SYS5(ia32_pread64, fd, to, n, low, high)
{
	return place_io(fd, to, n, LOW_HIGH(low, high), file_read, false);
}
SYS5(ia32_pwrite64, fd, from, n, low, high)
{
	return place_io(fd, from, n, LOW_HIGH(low, high), file_write, false);
}
SYS5(ia32_preadv, fd, v, n, low, high)
{
	return place_io(fd, v, n, LOW_HIGH(low, high), file_read, true);
}
SYS5(ia32_pwritev, fd, v, n, low, high)
{
	return place_io(fd, v, n, LOW_HIGH(low, high), file_write, true);
}

/* --- seek --- */

SYS3(sys_lseek, fd, offset, whence)
{
	struct file *f = fd_open(fd);
	long at;

	if (!f)
		return -EBADF;
	at = vfs_seek(f, compat() ? (i32)offset : (i64)offset, (int)whence);
	return compat() && at > INT32_MAX ? -EOVERFLOW : at;
}

SYS5(ia32_llseek, fd, high, low, to, whence)
{
	struct file *f = fd_open(fd);
	long at;

	if (!f)
		return -EBADF;
	at = vfs_seek(f, (i64)LOW_HIGH(low, high), (int)whence);
	return at < 0 ? at : put_user(at, to);
}

/* --- file to file --- */

/* One piece through buf; what was read and could not be written is read again. */
static long send_piece(struct file *out, struct file *in, u64 *pos, void *buf, size_t n)
{
	u64 start = *pos;
	long got = vfs_read(in, buf, MIN(n, SEND_BYTES), pos), put;

	if (got <= 0)
		return got;
	put = vfs_write(out, buf, (size_t)got, &out->pos);
	if (put != got)
		*pos = start + (u64)MAX(put, 0);
	return put;
}

static long send(struct file *out, struct file *in, u64 *pos, u64 n)
{
	struct page *page;
	u64 done = 0;
	long got = 0;

	n = MIN(n, IO_MAX);
	if ((in->flags & O_ACCMODE) == O_WRONLY || (out->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if ((!S_ISREG(in->inode->mode) && !S_ISBLK(in->inode->mode)) || out->flags & O_APPEND)
		return -EINVAL;
	page = alloc_pages(SEND_ORDER);
	if (!page)
		return -ENOMEM;
	while (done < n) {
		got = send_piece(out, in, pos, page_to_virt(page), n - done);
		if (got <= 0)
			break;
		done += (u64)got;
		if (sched_point() || signal_pending(current))
			break;
	}
	free_pages(page, SEND_ORDER);
	return done ? (long)done : got;
}

static long send_fds(u64 out_fd, u64 in_fd, u64 offset, u64 n, bool wide)
{
	struct file *out = fd_get(out_fd), *in = fd_get(in_fd);
	u64 pos = 0, size = wide ? 8 : 4;
	long done = offset ? copy_from_user(&pos, offset, size) : 0;

	if (!done && !(out && in))
		done = -EBADF;
	if (!wide)
		pos = (u64)(i32)pos;
	if (!done && offset && S_ISFIFO(in->inode->mode))
		done = -ESPIPE;
	if (!done && (i64)pos < 0)
		done = -EINVAL;
	if (!done)
		done = send(out, in, offset ? &pos : &in->pos, n);
	if (done >= 0 && offset && copy_to_user(offset, &pos, size))
		done = -EFAULT;
	if (out)
		fd_put(out);
	if (in)
		fd_put(in);
	return done;
}

SYS4(sys_sendfile, out, in, offset, n) { return send_fds(out, in, offset, n, !compat()); }
SYS4(ia32_sendfile64, out, in, offset, n) { return send_fds(out, in, offset, n, true); }
