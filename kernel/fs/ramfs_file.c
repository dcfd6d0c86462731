/* ramfs_file.c - the contents of files in memory: pages, and holes between them. */
#include "fs/internal.h"
#include "fs/ramfs.h"
#include "mm/slab.h"

enum { FEW_PAGES = 4, SLOTS_MAX = 4 * MiB / 8 };        /* as many as kmalloc gives: 2 GiB */

/* Where a regular file's inode->private points.  A slot may be NULL: a hole. */
struct data {
	u64 slots;
	struct page **page;             /* few[], or memory of its own */
	struct page *few[FEW_PAGES];
};

static struct page *page_at(const struct inode *inode, u64 index)
{
	const struct data *data = inode->private;

	return data && index < data->slots ? data->page[index] : NULL;
}

/* Pages that a table of slots takes. */
static u64 table_pages(u64 slots)
{
	return slots * sizeof(struct page *) / PAGE_SIZE;
}

/* A slot for page `index`; NULL: no memory.  Its table counts as pages of the file. */
static struct page **slot(struct inode *inode, u64 index)
{
	struct data *data = inode->private;
	struct page **page;
	u64 slots;

	if (!data) {
		inode->private = data = kzalloc(sizeof *data);
		if (!data)
			return NULL;
		data->slots = FEW_PAGES;
		data->page = data->few;
	}
	if (index < data->slots)
		return &data->page[index];
	for (slots = data->slots; slots <= index; slots *= 2)
		;
	slots = MIN(slots, SLOTS_MAX);
	if (!ramfs_charge(inode->sb, table_pages(slots) - table_pages(data->slots)))
		return NULL;
	page = kzalloc(slots * sizeof *page);
	if (!page) {
		ramfs_uncharge(inode->sb, table_pages(slots) - table_pages(data->slots));
		return NULL;
	}
	memcpy(page, data->page, data->slots * sizeof *page);
	if (data->page != data->few)
		kfree(data->page);
	data->page = page;
	data->slots = slots;
	return &page[index];
}

/* The page at `index`, made if there was a hole: with zeros unless `whole`, when the
 * caller fills all of it. */
static struct page *page_make(struct inode *inode, u64 index, bool whole)
{
	struct page **at;

	if (index >= SLOTS_MAX)
		return err_ptr(-EFBIG);
	at = slot(inode, index);
	if (!at)
		return err_ptr(-ENOSPC);
	if (*at)
		return *at;
	if (!ramfs_charge(inode->sb, 1))
		return err_ptr(-ENOSPC);
	*at = whole ? alloc_page() : alloc_zeroed_page();
	if (!*at) {
		ramfs_uncharge(inode->sb, 1);
		return err_ptr(-ENOMEM);
	}
	inode->blocks += PAGE_SIZE / 512;
	return *at;
}

static long file_get_data(struct inode *inode, bool user, u64 to, size_t n, u64 *pos)
{
	size_t done = 0;

	if (*pos >= inode->size)
		return 0;
	n = MIN(n, inode->size - *pos);
	while (done < n) {
		size_t off = *pos % PAGE_SIZE, part = MIN(n - done, PAGE_SIZE - off);
		struct page *page = page_at(inode, *pos / PAGE_SIZE);
		long error;

		if (page)
			error = copy_out(user, to + done, (u8 *)page_to_virt(page) + off, part);
		else
			error = clear_out(user, to + done, part);
		if (error && part > page_rest(to + done)) {
			n = done + page_rest(to + done);
			continue;
		}
		if (error)
			return done ? (long)done : error;
		done += part;
		*pos += part;
	}
	return (long)done;
}

/* One page's part of a write. */
static long put_part(struct inode *inode, bool user, u64 from, size_t n, u64 pos)
{
	bool whole = n == PAGE_SIZE, hole = !page_at(inode, pos / PAGE_SIZE);
	struct page *page = page_make(inode, pos / PAGE_SIZE, whole);
	u8 *to;

	if (is_err(page))
		return ptr_err(page);
	to = page_to_virt(page);
	if (!copy_in(user, to + pos % PAGE_SIZE, from, n))
		return 0;
	/* Nobody may see what was in the page before. */
	if (whole && hole)
		memset(to, 0, PAGE_SIZE);
	return -EFAULT;
}

static long file_put_data(struct inode *inode, bool user, u64 from, size_t n, u64 *pos)
{
	size_t done = 0;
	long error = 0;

	while (done < n) {
		size_t part = MIN(n - done, PAGE_SIZE - *pos % PAGE_SIZE);

		error = put_part(inode, user, from + done, part, *pos);
		if (error == -EFAULT && part > page_rest(from + done)) {
			n = done + page_rest(from + done);
			continue;
		}
		if (error)
			break;
		done += part;
		*pos += part;
		inode->size = MAX(inode->size, *pos);
	}
	if (!done)
		return error;
	inode->mtime = inode->ctime = wall_ns();
	return (long)done;
}

static long read(struct file *f, void *buf, size_t n, u64 *pos)
{
	file_accessed(f);
	return file_get_data(f->inode, false, (u64)buf, n, pos);
}

static long read_user(struct file *f, u64 to, size_t n, u64 *pos)
{
	file_accessed(f);
	return file_get_data(f->inode, true, to, n, pos);
}

static long write(struct file *f, const void *buf, size_t n, u64 *pos)
{
	return file_put_data(f->inode, false, (u64)buf, n, pos);
}

static long write_user(struct file *f, u64 from, size_t n, u64 *pos)
{
	return file_put_data(f->inode, true, from, n, pos);
}

long ramfs_append(struct inode *inode, const void *from, size_t n, u64 pos)
{
	return file_put_data(inode, false, (u64)from, n, &pos);
}

static struct page *map_page(struct inode *inode, u64 index)
{
	struct page *page;

	if (index >= (inode->size + PAGE_SIZE - 1) / PAGE_SIZE)
		return NULL;
	page = page_make(inode, index, false);
	if (is_err(page))               /* a full filesystem is no reason to end anybody */
		return ptr_err(page) == -ENOMEM ? page : err_ptr(-EIO);
	get_page(page);
	return page;
}

/* Drop the pages from `index` on. */
static void drop_pages(struct inode *inode, u64 index)
{
	struct data *data = inode->private;
	u64 dropped = 0;

	for (u64 i = index; data && i < data->slots; i++)
		if (data->page[i]) {
			put_page(data->page[i]);
			data->page[i] = NULL;
			dropped++;
		}
	inode->blocks -= dropped * (PAGE_SIZE / 512);
	ramfs_uncharge(inode->sb, dropped);
}

int ramfs_truncate(struct inode *inode, u64 size)
{
	struct page *last = page_at(inode, size / PAGE_SIZE);
	size_t off = size % PAGE_SIZE;

	if (size < inode->size) {
		drop_pages(inode, (size + PAGE_SIZE - 1) / PAGE_SIZE);
		/* A file that grows again shows zeros there. */
		if (off && last)
			memset((u8 *)page_to_virt(last) + off, 0, PAGE_SIZE - off);
	}
	inode->size = size;
	inode->mtime = inode->ctime = wall_ns();
	return 0;
}

void ramfs_free_data(struct inode *inode)
{
	struct data *data = inode->private;

	if (!data)
		return;
	drop_pages(inode, 0);
	ramfs_uncharge(inode->sb, table_pages(data->slots));
	if (data->page != data->few)
		kfree(data->page);
	kfree(data);
}

const struct file_operations ramfs_file_fops = {
	.read = read, .write = write, .read_user = read_user, .write_user = write_user,
	.map_page = map_page,
};
