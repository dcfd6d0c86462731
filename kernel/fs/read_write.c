/* read_write.c - read, write and seek; files behind mappings. */
#include "fs/internal.h"

enum { RW_MAX = 0x7ffff000 };           /* bytes a call, as Linux has it */
enum { PIECE_SMALL = 256 };             /* bytes that fit the stack */

/* Access mode 3 is for ioctls only. */
static bool has_mode(const struct file *f, u32 mode)
{
	u32 is = f->flags & O_ACCMODE;

	return (is == mode || is == O_RDWR) && !(f->flags & O_PATH);
}

static long may_read(const struct file *f)
{
	if (!has_mode(f, O_RDONLY))
		return -EBADF;
	if (S_ISDIR(f->inode->mode))
		return -EISDIR;
	return f->fops && (f->fops->read || f->fops->read_user) ? 0 : -EINVAL;
}

static long may_write(const struct file *f)
{
	if (!has_mode(f, O_WRONLY))
		return -EBADF;
	return f->fops && (f->fops->write || f->fops->write_user) ? 0 : -EINVAL;
}

long vfs_read(struct file *f, void *kernel_buf, size_t n, u64 *pos)
{
	long error = may_read(f);

	return error ? error : f->fops->read(f, kernel_buf, n, pos);
}

/* write_room() of a regular file. */
static long regular_room(struct file *f, size_t n, u64 *pos)
{
	u64 limit = current->signal ? current->signal->rlimit[RLIMIT_FSIZE].cur
				    : RLIM_INFINITY;
	u64 most = f->flags & O_LARGEFILE ? INT64_MAX : INT32_MAX;
	struct siginfo info = { .signo = SIGXFSZ, .code = SI_KERNEL };

	if (f->flags & O_APPEND)
		*pos = f->inode->size;
	if (n > INT64_MAX - *pos)
		return -EINVAL;
	if (!n)
		return 0;
	if (*pos >= limit)
		send_signal(current, SIGXFSZ, &info, true);
	limit = MIN(limit, most);
	return *pos < limit ? (long)MIN(n, limit - *pos) : -EFBIG;
}

/* How many of n bytes may go to *pos: O_APPEND, RLIMIT_FSIZE, O_LARGEFILE; or -errno. */
static inline long write_room(struct file *f, size_t n, u64 *pos)
{
	return S_ISREG(f->inode->mode) ? regular_room(f, n, pos) : (long)n;
}

long vfs_write(struct file *f, const void *kernel_buf, size_t n, u64 *pos)
{
	long room = may_write(f);

	if (!room)
		room = write_room(f, n, pos);
	if (room < 0)
		return room;
	vfs_strip_set_id(f->inode);
	return f->fops->write(f, kernel_buf, (size_t)room, pos);
}

/* Through a buffer: of the stack, or a page. */
struct piece {
	u8    small[PIECE_SMALL];
	u8   *p;
	size_t size;
	struct page *page;
};

static long piece_get(struct piece *b, size_t n)
{
	b->p = b->small;
	b->size = sizeof b->small;
	b->page = NULL;
	if (n <= b->size)
		return 0;
	b->page = alloc_page();
	if (!b->page)
		return -ENOMEM;
	b->p = page_to_virt(b->page);
	b->size = PAGE_SIZE;
	return 0;
}

static void piece_put(struct piece *b)
{
	if (b->page)
		put_page(b->page);
}

/* f->pos moves piece by piece while a long read lets others run: they wait until it is done.
 * It never sleeps, so a few turns are enough. */
static void position_wait(struct file *f)
{
	while (f->reading) {
		f->wanted = true;
		sched_yield();
	}
}

/* Those who waited come first, or whoever reads on and on would always be before them. */
static void position_leave(struct file *f)
{
	f->reading = false;
	if (f->wanted) {
		f->wanted = false;
		sched_yield();
	}
}

static long read_pieces(struct file *f, u64 user, size_t n, u64 *pos)
{
	struct piece b;
	/* A terminal's or a device's next piece may never come. */
	bool more = S_ISREG(f->inode->mode) || S_ISBLK(f->inode->mode);
	bool shared = more && pos == &f->pos;
	size_t done = 0;
	long got = piece_get(&b, n);

	if (got)
		return got;
	if (shared) {
		position_wait(f);
		f->reading = true;
	}
	do {
		size_t want = MIN(n - done, b.size);
		u64 before = *pos;

		got = f->fops->read(f, b.p, want, pos);
		if (got > 0 && copy_to_user(user + done, b.p, (size_t)got)) {
			*pos = before;
			got = -EFAULT;
		}
		if (got > 0)
			done += (size_t)got;
		more &= got == (long)want;
	} while (more && done < n && !sched_point());
	if (shared)
		position_leave(f);
	piece_put(&b);
	return done ? (long)done : got;
}

static long write_pieces(struct file *f, u64 user, size_t n, u64 *pos)
{
	struct piece b;
	size_t done = 0, want;
	long got = piece_get(&b, n);

	if (got)
		return got;
	do {
		want = MIN(n - done, b.size);
		got = copy_from_user(b.p, user + done, want);
		if (!got)
			got = f->fops->write(f, b.p, want, pos);
		if (got > 0)
			done += (size_t)got;
	} while (got == (long)want && done < n && !sched_point());
	piece_put(&b);
	return done ? (long)done : got;
}

long file_read(struct file *f, u64 user, size_t n, u64 *pos)
{
	long error = may_read(f);

	if (error)
		return error;
	if (!access_clip(user, &n))
		return -EFAULT;
	n = MIN(n, RW_MAX);
	if (f->fops->read_user)
		return f->fops->read_user(f, user, n, pos);
	return read_pieces(f, user, n, pos);
}

long file_write(struct file *f, u64 user, size_t n, u64 *pos)
{
	long room = may_write(f);

	if (room)
		return room;
	if (!access_clip(user, &n))
		return -EFAULT;
	room = write_room(f, MIN(n, RW_MAX), pos);
	if (room < 0)
		return room;
	vfs_strip_set_id(f->inode);
	if (f->fops->write_user)
		return f->fops->write_user(f, user, (size_t)room, pos);
	return write_pieces(f, user, (size_t)room, pos);
}

long vfs_seek(struct file *f, i64 offset, int whence)
{
	u32 type = f->inode->mode & S_IFMT;
	u64 size = f->inode->size, base;
	i64 to;

	if (f->flags & O_PATH)
		return -EBADF;
	position_wait(f);
	if (f->fops && f->fops->seek)
		return f->fops->seek(f, offset, whence);
	if (type == S_IFIFO || type == S_IFSOCK)
		return -ESPIPE;
	switch (whence) {
	case SEEK_SET: base = 0; break;
	case SEEK_CUR: base = f->pos; break;
	case SEEK_END: base = size; break;
	/* No filesystem here tells its holes: all is data but the end. */
	case SEEK_DATA:
	case SEEK_HOLE:
		if (offset < 0 || (u64)offset >= size)
			return -ENXIO;
		f->pos = whence == SEEK_DATA ? (u64)offset : size;
		return (long)f->pos;
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow((i64)base, offset, &to))
		return -EOVERFLOW;
	if (to < 0)
		return -EINVAL;
	f->pos = (u64)to;
	return to;
}

static struct page *file_page(void *object, u64 index)
{
	struct file *f = object;

	if (!f->fops || !f->fops->map_page)
		return err_ptr(-EIO);
	return f->fops->map_page(f->inode, index);
}

static void file_object_get(void *object)
{
	struct file *f = object;

	file_get(f);
	f->inode->maps++;
}

static void file_object_put(void *object)
{
	struct file *f = object;

	f->inode->maps--;
	file_put(f);
}

static const char *file_object_name(void *object, char *buf, size_t size)
{
	const char *name = path_name(&((struct file *)object)->path, buf, size);

	return is_err(name) ? "" : name;
}

const struct vm_object_ops file_vm_ops = {
	.page = file_page, .get = file_object_get, .put = file_object_put,
	.name = file_object_name,
};

/* The file is shorter now: what lay behind its end is not there any more. */
void file_cut_mappings(const struct inode *inode)
{
	u64 end = ALIGN_UP(inode->size, PAGE_SIZE);

	if (!inode->maps)
		return;
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t)) {
		if (!t->mm)
			continue;
		for (const struct vm_area *a = t->mm->areas; a; a = a->next) {
			u64 stays = end > a->offset ? end - a->offset : 0;

			if (a->ops == &file_vm_ops && ((struct file *)a->object)->inode == inode &&
			    stays < a->end - a->start)
				vm_zap(t->mm, a->start + stays, a->end);
		}
	}
}
