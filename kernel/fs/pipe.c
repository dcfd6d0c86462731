/* pipe.c - pipes and FIFOs. */
#include "abi/termios.h"
#include "fs/internal.h"
#include "mm/slab.h"

enum { PIPE_PAGES = 16, PIPE_PAGES_MAX = 256, PIPEFS_MAGIC = 0x50495045 };

/* head and tail run free, so head - tail bytes are in it; its size is a power of 2.
 * Pages exist from tail's to head's; an empty pipe may keep the one where both are. */
struct pipe {
	struct page **page;
	u32 pages, head, tail;
	u32 readers, writers;           /* open files */
	u32 reader_opens, writer_opens; /* ever, for those who wait in open() */
};

static const struct file_system_type pipe_type = { .name = "pipefs" };

static u32 capacity(const struct pipe *p) { return p->pages * PAGE_SIZE; }
static u32 used(const struct pipe *p) { return p->head - p->tail; }
/* Bytes that fit: those already read of tail's page are not free before all of it is. */
static u32 room(const struct pipe *p)
{
	return capacity(p) - (p->head - ALIGN_DOWN(p->tail, PAGE_SIZE));
}

static struct page **page_of(struct pipe *p, u32 pos)
{
	return &p->page[pos / PAGE_SIZE & (p->pages - 1)];
}

static struct pipe *pipe_of(struct inode *inode)
{
	struct pipe *p = inode->private;

	if (p)
		return p;
	p = kzalloc(sizeof *p + PIPE_PAGES * sizeof *p->page);
	if (!p)
		return NULL;
	p->page = (struct page **)(p + 1);
	p->pages = PIPE_PAGES;
	inode->private = p;
	return p;
}

void pipe_free(struct inode *inode)
{
	struct pipe *p = inode->private;

	if (!p)
		return;
	for (u32 i = 0; i < p->pages; i++)
		if (p->page[i])
			put_page(p->page[i]);
	if (p->page != (struct page **)(p + 1))
		kfree(p->page);
	kfree(p);
	inode->private = NULL;
}

/* Copy out up to n bytes; at most one page's. */
static long take(struct pipe *p, bool user, u64 to, size_t n)
{
	u32 off = p->tail % PAGE_SIZE;
	struct page **page = page_of(p, p->tail);
	size_t part = MIN(MIN(n, PAGE_SIZE - off), used(p));
	long error = copy_out(user, to, (u8 *)page_to_virt(*page) + off, part);

	if (error)
		return error;
	p->tail += (u32)part;
	if (!used(p)) {
		/* Begin the page again, so that the next write fits into it. */
		p->head = p->tail = ALIGN_DOWN(p->tail - 1, PAGE_SIZE);
	} else if (off + part == PAGE_SIZE) {
		put_page(*page);
		*page = NULL;
	}
	return (long)part;
}

static long give(struct pipe *p, bool user, u64 from, size_t n)
{
	u32 off = p->head % PAGE_SIZE;
	struct page **page = page_of(p, p->head);
	size_t part = MIN(MIN(n, PAGE_SIZE - off), room(p));
	long error;

	if (!*page) {
		*page = alloc_page();
		if (!*page)
			return -ENOMEM;
	}
	error = copy_in(user, (u8 *)page_to_virt(*page) + off, from, part);
	if (error)
		return error;
	p->head += (u32)part;
	return (long)part;
}

static long pipe_read(struct file *f, bool user, u64 to, size_t n)
{
	struct inode *inode = f->inode;
	struct pipe *p = inode->private;
	size_t done = 0;
	long got = 0;

	if (!n)
		return 0;
	while (!used(p)) {
		if (!p->writers)
			return 0;
		if (f->flags & O_NONBLOCK)
			return -EAGAIN;
		got = wait_event(&inode->wait, used(p) || !p->writers);
		if (got)
			return got;
	}
	while (done < n && used(p)) {
		got = take(p, user, to + done, n - done);
		if (got < 0)
			break;
		done += (size_t)got;
	}
	if (done)
		wake_up(&inode->wait);
	return done ? (long)done : got;
}

static long broken(void)
{
	struct siginfo info = { .signo = SIGPIPE, .code = SI_USER,
				.pid = current->tgid, .uid = current->cred.uid };

	send_signal(current, SIGPIPE, &info, true);
	return -EPIPE;
}

/* Wait until `need` bytes fit. */
static long wait_room(struct file *f, struct pipe *p, u32 need)
{
	long error = 0;

	while (!error && p->readers && room(p) < need) {
		if (f->flags & O_NONBLOCK)
			return -EAGAIN;
		error = wait_event(&f->inode->wait, room(p) >= need || !p->readers);
	}
	return error;
}

static long pipe_write(struct file *f, bool user, u64 from, size_t n)
{
	struct pipe *p = f->inode->private;
	/* Up to PIPE_BUF bytes go in one piece; of more, any part. */
	u32 need = n <= PIPE_BUF ? (u32)n : f->flags & O_NONBLOCK ? 1 : PIPE_BUF;
	size_t done = 0;
	long got = 0;

	while (done < n) {
		got = wait_room(f, p, (u32)MIN(need, n - done));
		if (!got && !p->readers)
			got = broken();
		while (!got && done < n && room(p)) {
			got = give(p, user, from + done, n - done);
			if (got > 0) {
				done += (size_t)got;
				got = 0;
			}
		}
		if (done)
			wake_up(&f->inode->wait);
		if (got)
			break;
	}
	return done ? (long)done : got;
}

static long read(struct file *f, void *buf, size_t n, u64 *pos)
{
	(void)pos;
	return pipe_read(f, false, (u64)buf, n);
}

static long read_user(struct file *f, u64 to, size_t n, u64 *pos)
{
	(void)pos;
	return pipe_read(f, true, to, n);
}

static long write(struct file *f, const void *buf, size_t n, u64 *pos)
{
	(void)pos;
	return pipe_write(f, false, (u64)buf, n);
}

static long write_user(struct file *f, u64 from, size_t n, u64 *pos)
{
	(void)pos;
	return pipe_write(f, true, from, n);
}

static bool reads(const struct file *f) { return (f->flags & O_ACCMODE) != O_WRONLY; }
static bool writes(const struct file *f) { return (f->flags & O_ACCMODE) != O_RDONLY; }

static u32 poll(struct file *f, struct poll_table *pt)
{
	struct pipe *p = f->inode->private;
	u32 events = 0;

	poll_wait(pt, &f->inode->wait);
	if (reads(f)) {
		if (used(p))
			events |= POLLIN | POLLRDNORM;
		/* Not before the first writer of a FIFO came. */
		if (!p->writers && p->writer_opens)
			events |= POLLHUP;
	}
	if (writes(f)) {
		if (room(p) >= PIPE_BUF)
			events |= POLLOUT | POLLWRNORM;
		if (!p->readers)
			events |= POLLERR;
	}
	return events;
}

static long ioctl(struct file *f, u32 cmd, u64 arg, bool compat)
{
	struct pipe *p = f->inode->private;
	u32 n = used(p);

	(void)compat;
	return cmd == FIONREAD ? copy_to_user(arg, &n, sizeof n) : -ENOTTY;
}

static u64 memory(const struct file *f)
{
	const struct pipe *p = f->inode->private;

	return (used(p) + PAGE_SIZE - 1) / PAGE_SIZE;
}

static void leave(struct inode *inode, u32 flags)
{
	struct pipe *p = inode->private;

	if ((flags & O_ACCMODE) != O_WRONLY)
		p->readers--;
	if ((flags & O_ACCMODE) != O_RDONLY)
		p->writers--;
	wake_up(&inode->wait);
	if (!p->readers && !p->writers)
		pipe_free(inode);
}

static void release(struct file *f)
{
	leave(f->inode, f->flags);
}

/* open() of a FIFO waits for the other side. */
static int open(struct inode *inode, struct file *f)
{
	struct pipe *p;
	u32 opens;
	long error = 0;

	if ((f->flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	p = pipe_of(inode);
	if (!p)
		return -ENOMEM;
	if (!reads(f) && f->flags & O_NONBLOCK && !p->readers) {
		if (!p->writers)
			pipe_free(inode);
		return -ENXIO;
	}
	if (reads(f)) {
		p->readers++;
		p->reader_opens++;
	}
	if (writes(f)) {
		p->writers++;
		p->writer_opens++;
	}
	wake_up(&inode->wait);
	/* A pipe without a name, opened again through /proc/PID/fd, waits for nobody. */
	if ((reads(f) && writes(f)) || inode->sb == &pipe_super)
		return 0;
	if (reads(f)) {
		opens = p->writer_opens;
		if (!p->writers && !(f->flags & O_NONBLOCK))
			error = wait_event(&inode->wait, p->writer_opens != opens);
	} else {
		opens = p->reader_opens;
		if (!p->readers)
			error = wait_event(&inode->wait, p->reader_opens != opens);
	}
	if (error)
		leave(inode, f->flags);
	return (int)error;
}

const struct file_operations fifo_fops = {
	.open = open, .release = release, .read = read, .write = write,
	.read_user = read_user, .write_user = write_user, .poll = poll, .ioctl = ioctl,
	.memory = memory,
};

static int statfs(struct super_block *sb, struct kstatfs *out)
{
	(void)sb;
	out->type = PIPEFS_MAGIC;
	return 0;
}

static const struct inode_operations no_ops;
static const struct super_operations super_ops = { .statfs = statfs };
struct super_block pipe_super = { .type = &pipe_type, .refs = 1, .ops = &super_ops };

int pipe_create(struct file *end[2], u32 flags)
{
	struct inode *inode = inode_new(&pipe_super, S_IFIFO | 0600);
	struct dentry *d = inode ? dentry_root(&pipe_super, inode) : NULL;
	struct path path = { NULL, d };
	struct pipe *p = d ? pipe_of(inode) : NULL;

	if (!d)
		inode_put(inode);
	if (!d || !p) {
		dentry_put(d);
		return -ENOMEM;
	}
	inode->fops = &fifo_fops;
	inode->ops = &no_ops;
	inode->uid = current->cred.fsuid;
	inode->gid = current->cred.fsgid;
	p->readers = p->writers = p->reader_opens = p->writer_opens = 1;
	end[0] = file_alloc(&path, O_RDONLY | (flags & O_NONBLOCK));
	end[1] = file_alloc(&path, O_WRONLY | (flags & O_NONBLOCK));
	dentry_put(d);
	if (end[0] && end[1])
		return 0;
	for (int i = 0; i < 2; i++)
		if (end[i])
			file_put(end[i]);
	return -ENOMEM;
}

/* Another size: the pages move to a new ring. */
static long resize(struct pipe *p, u32 bytes)
{
	u32 pages = 1;
	struct page **page;

	while (pages < PIPE_PAGES_MAX && pages * PAGE_SIZE < bytes)
		pages *= 2;
	if (pages * PAGE_SIZE < bytes)
		return -EPERM;
	if (pages * PAGE_SIZE < used(p) + p->tail % PAGE_SIZE)
		return -EBUSY;
	page = kzalloc(pages * sizeof *page);
	if (!page)
		return -ENOMEM;
	for (u32 at = ALIGN_DOWN(p->tail, PAGE_SIZE); p->head - at - 1 < capacity(p);
	     at += PAGE_SIZE) {
		page[at / PAGE_SIZE % pages] = *page_of(p, at);
		*page_of(p, at) = NULL;
	}
	for (u32 i = 0; i < p->pages; i++)
		if (p->page[i])
			put_page(p->page[i]);
	if (p->page != (struct page **)(p + 1))
		kfree(p->page);
	p->page = page;
	p->pages = pages;
	return (long)capacity(p);
}

long pipe_capacity(const struct file *f)
{
	return f->fops == &fifo_fops ? (long)capacity(f->inode->private) : -EBADF;
}

long pipe_resize(const struct file *f, u32 bytes)
{
	if (f->fops != &fifo_fops)
		return -EBADF;
	return bytes > 1u << 31 ? -EINVAL : resize(f->inode->private, bytes);
}
