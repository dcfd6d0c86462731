/* exec.h - what the parts of execve share. */
#ifndef PROC_EXEC_H
#define PROC_EXEC_H

#include "mm/uaccess.h"
#include "proc/internal.h"

/* exec_map.c */
/* The memory of a program with `stack_bytes` to come onto its stack; an err_ptr. */
struct mm_struct *exec_mm_new(struct file *file, const struct elf_image *image, u64 stack_bytes,
			      u64 *bias);
/* An interpreter goes where mmap would put it. 0 or -errno. */
long exec_map_image(struct mm_struct *mm, struct file *file, const struct elf_image *image,
		    bool interpreter, u64 *bias);
/* Zeros behind the file's contents, in current's memory. */
long exec_clear_tails(const struct elf_image *image, u64 bias);

#endif
