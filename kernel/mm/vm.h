/* vm.h - address spaces: areas, page tables, faults. */
#ifndef MM_VM_H
#define MM_VM_H

#include "abi/mman.h"
#include "common/types.h"
#include "mm/page.h"

#define TASK_SIZE_64 0x00007ffffffff000ull
#define TASK_SIZE_32 0x00000000ffffe000ull
#define VDSO_BYTES   PAGE_SIZE

/* What is mapped behind an area: fs/ fills this in for files, so mm/ knows no inode. */
struct vm_object_ops {
	/* The page at `index` of the object with a reference taken, or an err_ptr: -EIO,
	 * -ENOMEM; beyond the end NULL (SIGBUS). */
	struct page *(*page)(void *object, u64 index);
	void (*get)(void *object);
	void (*put)(void *object);
	/* For /proc/PID/maps: path into buf; may be NULL. */
	const char *(*name)(void *object, char *buf, size_t size);
	/* Pages that it holds, mapped or not, and that no file has; NULL: none. */
	u64 (*memory)(const void *object);
};

/* Flags of areas of our own: what mprotect must not give. */
enum { VM_NO_WRITE = 1 << 30, VM_NO_EXEC = 1 << 29,
       VM_NO_FORK = 1 << 28, VM_WIPE_FORK = 1 << 27,    /* a child lacks it; finds zeros */
       VM_OURS = VM_NO_WRITE | VM_NO_EXEC | VM_NO_FORK | VM_WIPE_FORK };

/* One mapping.  Always: start < end, both page-aligned; areas of one mm are in order
 * and disjoint. */
struct vm_area {
	struct vm_area *next;
	u64   start, end;
	u32   prot;                     /* PROT_READ | PROT_WRITE | PROT_EXEC */
	u32   flags;                    /* MAP_PRIVATE, MAP_SHARED, MAP_GROWSDOWN, VM_... */
	const struct vm_object_ops *ops;        /* NULL: anonymous */
	void *object;
	u64   offset;                   /* of start in the object, in bytes, page-aligned */
	const char *name;               /* "[stack]", "[heap]", "[vdso]", or NULL */
};

struct mm_struct {
	u32    users;                   /* tasks that share it */
	u64    pml4;                    /* physical */
	struct vm_area *areas;
	u64    task_size;               /* TASK_SIZE_64 or _32 */
	u64    mmap_top;                /* mmap goes downward from here */
	u64    brk_start, brk;
	u64    stack_top;
	u64    arg_start, arg_end, env_start, env_end;  /* for /proc/PID/cmdline */
	u64    pages, pages_peak;       /* resident */
	u64    total;                   /* pages of all areas */
	u64    limit_as, limit_data;    /* RLIMIT_AS, RLIMIT_DATA; RLIM_INFINITY at first */
	u64    vdso;                    /* address of the vDSO page */
	void  *exe;                     /* struct file * of the program; fs/'s */
	struct vm_area *last;           /* where the last search ended, or NULL */
	u32    area_count;
	u32    changes;                 /* counts changes of areas */
};

/* How mm_fork and the last mm_put treat `exe`; set once at boot by whoever sets exe. */
extern void (*mm_exe_get)(void *exe), (*mm_exe_put)(void *exe);

/* Takes over the page tables that entry/start32.asm made; afterwards text is read+execute,
 * rodata read, data read+write+no-execute, the direct map no-execute; NX, SMEP, SMAP,
 * where the CPU has them. */
void paging_init(void);

struct mm_struct *mm_create(bool compat) MUST_CHECK;    /* empty user half; NULL: no memory */
struct mm_struct *mm_fork(struct mm_struct *from) MUST_CHECK;   /* copy-on-write copy */
void mm_get(struct mm_struct *mm);      /* one user more */
void mm_put(struct mm_struct *mm);      /* the last user frees everything */
void mm_activate(struct mm_struct *mm); /* cr3; NULL: the kernel's own tables */

/* mmap and its kin: address or negated errno; len in bytes.  `rlimit_*` are bytes.  vm_map
 * takes its own reference of the object; MAP_SHARED without an object is memory that fork
 * shares.  vm_brk gives the end that holds afterwards, the old one if it cannot move. */
long vm_map(struct mm_struct *mm, u64 address, u64 len, u32 prot, u32 flags,
	    const struct vm_object_ops *ops, void *object, u64 offset);
long vm_unmap(struct mm_struct *mm, u64 address, u64 len);
long vm_protect(struct mm_struct *mm, u64 address, u64 len, u32 prot);
long vm_remap(struct mm_struct *mm, u64 old, u64 old_len, u64 new_len, u32 flags, u64 new_address);
long vm_advise(struct mm_struct *mm, u64 address, u64 len, int advice);
long vm_brk(struct mm_struct *mm, u64 brk, u64 rlimit_data);
void vm_zap(struct mm_struct *mm, u64 start, u64 end);  /* forget the pages of whole ones */
struct vm_area *vm_find(struct mm_struct *mm, u64 address);     /* that contains it, or NULL */

/* A page fault at `address`; error bits of the CPU (1 protection, 2 write, 4 user, 16
 * fetch).  0: resolved.  -EFAULT: SIGSEGV with *code SEGV_MAPERR or SEGV_ACCERR; -EIO:
 * SIGBUS; -ENOMEM: the out-of-memory killer's business. */
long vm_fault(struct mm_struct *mm, u64 address, unsigned error, u64 rlimit_stack, int *code);

#endif
