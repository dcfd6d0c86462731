/* files.c - a task's table of open files; its root, directory and umask. */
#include "fs/internal.h"
#include "fs/locks.h"
#include "mm/slab.h"

static struct kmem_cache *tables, *places;

void files_init(void)
{
	tables = kmem_cache_create("files_struct", sizeof(struct files_struct));
	places = kmem_cache_create("fs_struct", sizeof(struct fs_struct));
	open_init();
}

struct files_struct *files_new(void)
{
	struct files_struct *f = kmem_cache_alloc(tables);

	if (!f)
		return NULL;
	f->refs = 1;
	f->max = FILES_FEW;
	f->file = f->few_file;
	f->cloexec = f->few_cloexec;
	return f;
}

/* At least `want` slots: one piece of memory for both arrays. */
static int grow(struct files_struct *f, u32 want)
{
	u32 max = f->max;
	struct file **file;
	u8 *cloexec;

	if (want > FILES_MAX)
		return -EMFILE;
	while (max < want)
		max *= 2;
	file = kzalloc(max * (sizeof *file + 1));
	if (!file)
		return -ENOMEM;
	cloexec = (u8 *)(file + max);
	memcpy(file, f->file, f->max * sizeof *file);
	memcpy(cloexec, f->cloexec, f->max);
	if (f->file != f->few_file)
		kfree(f->file);
	f->file = file;
	f->cloexec = cloexec;
	f->max = max;
	return 0;
}

struct files_struct *files_copy(const struct files_struct *from)
{
	struct files_struct *f = files_new();
	u32 used = from->max;

	if (!f)
		return NULL;
	while (used && !from->file[used - 1])
		used--;
	if (used > f->max && grow(f, used)) {
		files_put(f);
		return NULL;
	}
	for (u32 i = 0; i < used; i++) {
		f->file[i] = from->file[i];
		if (f->file[i])
			file_get(f->file[i]);
	}
	memcpy(f->cloexec, from->cloexec, used);
	f->first_free = from->first_free;
	return f;
}

int files_unshare(void)
{
	struct files_struct *f;

	if (current->files->refs == 1)
		return 0;
	f = files_copy(current->files);
	if (!f)
		return -ENOMEM;
	files_put(current->files);
	current->files = f;
	return 0;
}

void files_get(struct files_struct *f)
{
	f->refs++;
}

/* The end of a descriptor: all locks that its process has on the file go, too. */
static struct file *take_out(struct files_struct *f, u32 fd)
{
	struct file *file = f->file[fd];

	file_locks_drop(file->inode, f);
	f->file[fd] = NULL;
	f->cloexec[fd] = 0;
	f->first_free = MIN(f->first_free, fd);
	return file;
}

void files_put(struct files_struct *f)
{
	if (!f || --f->refs)
		return;
	for (u32 i = 0; i < f->max; i++)
		if (f->file[i])
			file_put(take_out(f, i));
	if (f->file != f->few_file)
		kfree(f->file);
	kmem_cache_free(tables, f);
}

void files_close_on_exec(struct files_struct *f)
{
	for (u32 i = 0; i < f->max; i++)
		if (f->file[i] && f->cloexec[i])
			file_put(take_out(f, i));
}

int fd_install(struct file *file, u32 from, bool cloexec)
{
	struct files_struct *f = current->files;
	u64 limit = current->signal ? current->signal->rlimit[RLIMIT_NOFILE].cur : FILES_MAX;
	u32 fd = MAX(from, f->first_free);

	while (fd < f->max && f->file[fd])
		fd++;
	if (fd >= limit)
		return -EMFILE;
	if (fd >= f->max) {
		int error = grow(f, fd + 1);

		if (error)
			return error;
	}
	if (from <= f->first_free)
		f->first_free = fd + 1;
	f->file[fd] = file;
	f->cloexec[fd] = cloexec;
	return (int)fd;
}

struct file *fd_file(u32 fd)
{
	const struct files_struct *f = current->files;

	return fd < f->max ? f->file[fd] : NULL;
}

int fd_close(u32 fd)
{
	if (!fd_file(fd))
		return -EBADF;
	file_put(take_out(current->files, fd));
	return 0;
}

struct fs_struct *fs_copy(const struct fs_struct *from)
{
	struct fs_struct *f = kmem_cache_alloc(places);

	if (!f)
		return NULL;
	*f = *from;
	f->refs = 1;
	path_get(&f->root);
	path_get(&f->cwd);
	return f;
}

void fs_get(struct fs_struct *f)
{
	f->refs++;
}

void fs_put(struct fs_struct *f)
{
	if (!f || --f->refs)
		return;
	path_put(&f->root);
	path_put(&f->cwd);
	kmem_cache_free(places, f);
}
