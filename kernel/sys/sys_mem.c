/* sys_mem.c - the address space: mmap and its kin. */
#include "sys/call.h"

/* May f be mapped so? */
static long check_file(const struct file *f, u32 prot, u32 flags)
{
	u32 mode = f->flags & O_ACCMODE;

	if (mode == O_WRONLY || mode == O_ACCMODE)
		return -EACCES;
	if ((flags & MAP_TYPE) == MAP_SHARED && prot & PROT_WRITE && mode != O_RDWR)
		return -EACCES;
	if (prot & PROT_EXEC && f->path.mnt && f->path.mnt->flags & MS_NOEXEC)
		return -EPERM;
	return f->fops && (f->fops->map_page || f->fops->map_memory) ? 0 : -ENODEV;
}

static long map(u64 address, u64 len, u32 prot, u32 flags, u64 fd, u64 offset)
{
	struct file *f;
	long at;

	flags &= ~(u32)VM_OURS;
	if ((flags & MAP_TYPE) == MAP_SHARED_VALIDATE && !(flags & MAP_ANONYMOUS))
		flags = (flags & ~(u32)MAP_TYPE) | MAP_SHARED;
	if ((flags & MAP_TYPE) != MAP_SHARED && (flags & MAP_TYPE) != MAP_PRIVATE)
		return -EINVAL;
	if (flags & MAP_ANONYMOUS)
		return vm_map(current->mm, address, len, prot, flags, NULL, NULL, 0);
	f = fd_get(fd);
	if (!f)
		return -EBADF;
	at = check_file(f, prot, flags);
	if ((flags & MAP_TYPE) == MAP_SHARED && (f->flags & O_ACCMODE) != O_RDWR)
		flags |= VM_NO_WRITE;
	if (f->path.mnt && f->path.mnt->flags & MS_NOEXEC)
		flags |= VM_NO_EXEC;
	if (!at && f->fops->map_memory)
		at = vm_map(current->mm, address, len, prot, flags, NULL, NULL, 0);
	else if (!at)
		at = vm_map(current->mm, address, len, prot, flags, &file_vm_ops, f, offset);
	fd_put(f);
	return at;
}

SYS6(sys_mmap, address, len, prot, flags, fd, offset)
{
	return offset % PAGE_SIZE ? -EINVAL
				  : map(address, len, (u32)prot, (u32)flags, fd, offset);
}

SYS6(ia32_mmap2, address, len, prot, flags, fd, page)
{
	return map(address, len, (u32)prot, (u32)flags, fd, page << PAGE_SHIFT);
}

/* The oldest call of 32-bit programs: its six arguments in memory. */
SYS1(ia32_old_mmap, user)
{
	u32 a[6];

	if (copy_from_user(a, user, sizeof a))
		return -EFAULT;
	return a[5] % PAGE_SIZE ? -EINVAL : map(a[0], a[1], a[2], a[3], a[4], a[5]);
}

SYS2(sys_munmap, address, len)
{
	return vm_unmap(current->mm, address, len);
}

SYS3(sys_mprotect, address, len, prot)
{
	return vm_protect(current->mm, address, len, (u32)prot);
}

SYS5(sys_mremap, old, old_len, new_len, flags, new_address)
{
	return vm_remap(current->mm, old, old_len, new_len, (u32)flags, new_address);
}

SYS3(sys_madvise, address, len, advice)
{
	return vm_advise(current->mm, address, len, (int)advice);
}

SYS1(sys_brk, brk)
{
	return vm_brk(current->mm, brk, current->signal->rlimit[RLIMIT_DATA].cur);
}

/* Nothing is written back, and nothing is swapped: what is mapped is there. */
static long mapped(u64 address, u64 len)
{
	u64 end = ALIGN_UP(address + len, PAGE_SIZE);

	address = ALIGN_DOWN(address, PAGE_SIZE);
	if (end < address)
		return len ? -ENOMEM : 0;
	while (address < end) {
		const struct vm_area *area = vm_find(current->mm, address);

		if (!area)
			return -ENOMEM;
		address = area->end;
	}
	return 0;
}

SYS3(sys_msync, address, len, flags)
{
	enum { MS_ASYNC = 1, MS_INVALIDATE = 2, MS_SYNC = 4, ALL = 7 };

	if (address % PAGE_SIZE || flags & ~(u64)ALL || (flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	return mapped(address, len);
}

SYS2(sys_mlock, address, len)
{
	return mapped(address, len);
}

SYS1(sys_mlockall, flags)
{
	return !flags || flags & ~7ull ? -EINVAL : 0;
}

SYS0(sys_munlockall)
{
	return 0;
}
