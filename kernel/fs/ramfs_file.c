/* ramfs_file.c - the contents of files in memory: pages, and holes between them. */
#include "fs/internal.h"
#include "fs/ramfs.h"
#include "mm/slab.h"

/* A tree of nodes with NODE_SLOTS each; as high as the last page asks for. */
enum { FEW_PAGES = 4, NODE_BITS = 6, NODE_SLOTS = 1 << NODE_BITS,
       NODES_A_PAGE = PAGE_SIZE / (NODE_SLOTS * sizeof(void *)) };

/* Where a regular file's inode->private points.  No page: a hole. */
struct data {
	struct page *few[FEW_PAGES];    /* the first ones */
	void *root;                     /* the others: a node, above others, above pages */
	u32   height;                   /* nodes on the way to a page */
	u64   nodes;
};

/* Where below a node of that height the way to page `index` goes on. */
static unsigned slot_of(u64 index, u32 height)
{
	return index >> NODE_BITS * (height - 1) & (NODE_SLOTS - 1);
}

static struct page *page_at(const struct inode *inode, u64 index)
{
	const struct data *data = inode->private;
	void *at;

	if (!data || index < FEW_PAGES)
		return data ? data->few[index] : NULL;
	if (index >> NODE_BITS * data->height)
		return NULL;
	at = data->root;
	for (u32 height = data->height; height && at; height--)
		at = ((void **)at)[slot_of(index, height)];
	return at;
}

/* Nodes count as pages of the filesystem, all but a few of a file. */
static void *node_new(struct inode *inode, struct data *data)
{
	bool charge = data->nodes && data->nodes % NODES_A_PAGE == 0;
	void *node;

	if (charge && !ramfs_charge(inode->sb, 1))
		return NULL;
	node = kzalloc(NODE_SLOTS * sizeof(void *));
	if (node)
		data->nodes++;
	else if (charge)
		ramfs_uncharge(inode->sb, 1);
	return node;
}

static void node_free(struct inode *inode, struct data *data, void *node)
{
	kfree(node);
	data->nodes--;
	if (data->nodes && data->nodes % NODES_A_PAGE == 0)
		ramfs_uncharge(inode->sb, 1);
}

/* Make the tree high enough for page `index`. */
static bool grow(struct inode *inode, struct data *data, u64 index)
{
	while (index >> NODE_BITS * data->height) {
		if (data->root) {
			void **node = node_new(inode, data);

			if (!node)
				return false;
			node[0] = data->root;
			data->root = node;
		}
		data->height++;
	}
	return true;
}

/* A slot for page `index`; NULL: no memory. */
static void **slot(struct inode *inode, u64 index)
{
	struct data *data = inode->private;
	void **at;

	if (!data)
		inode->private = data = kzalloc(sizeof *data);
	if (!data)
		return NULL;
	if (index < FEW_PAGES)
		return (void **)&data->few[index];
	if (!grow(inode, data, index))
		return NULL;
	at = &data->root;
	for (u32 height = data->height; height; height--) {
		if (!*at)
			*at = node_new(inode, data);
		if (!*at)
			return NULL;
		at = (void **)*at + slot_of(index, height);
	}
	return at;
}

/* The page at `index`, made if there was a hole: with zeros unless `whole`, when the
 * caller fills all of it. */
static struct page *page_make(struct inode *inode, u64 index, bool whole)
{
	void **at = slot(inode, index);

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

/* Of what hangs at *at, whose first page is `first`: drop the pages from `from` on, and the
 * nodes that have no others.  How many pages. */
static u64 drop(struct inode *inode, void **at, u32 height, u64 first, u64 from)
{
	u64 dropped = 0, span = height ? 1ull << NODE_BITS * (height - 1) : 0;
	void **node = *at;

	if (!node)
		return 0;
	if (!height) {
		put_page(*at);
		*at = NULL;
		return 1;
	}
	for (unsigned i = 0; i < NODE_SLOTS; i++, first += span)
		if (first + span > from)
			dropped += drop(inode, node + i, height - 1, first, from);
	if (first - NODE_SLOTS * span >= from) {
		node_free(inode, inode->private, node);
		*at = NULL;
	}
	return dropped;
}

/* Drop the pages from `index` on. */
static void drop_pages(struct inode *inode, u64 index)
{
	struct data *data = inode->private;
	u64 dropped = 0;

	if (!data)
		return;
	for (u64 i = index; i < FEW_PAGES; i++)
		dropped += drop(inode, (void **)&data->few[i], 0, i, index);
	dropped += drop(inode, &data->root, data->height, 0, index);
	if (!data->root)
		data->height = 0;
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
	kfree(data);
}

const struct file_operations ramfs_file_fops = {
	.read = read, .write = write, .read_user = read_user, .write_user = write_user,
	.map_page = map_page,
};
