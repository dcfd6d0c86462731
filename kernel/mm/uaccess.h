/* uaccess.h - the one gate to user memory. */
#ifndef MM_UACCESS_H
#define MM_UACCESS_H

#include "common/types.h"

/* A user address is a number until one of these accepts it.  All check the range
 * against the current task's address space, open SMAP only for the copy, and survive
 * faults through the exception table.  They may sleep never, but may take page faults. */

/* 0, or -EFAULT (some bytes may then have been copied). */
long copy_from_user(void *to, u64 from, size_t n) MUST_CHECK;
long copy_to_user(u64 to, const void *from, size_t n) MUST_CHECK;
long clear_user(u64 to, size_t n) MUST_CHECK;

/* Length without the NUL, -EFAULT, or -ENAMETOOLONG when to[max] has no NUL. */
long copy_string_from_user(char *to, u64 from, size_t max) MUST_CHECK;
/* Length with the NUL, 0 when there is none in max bytes, -EFAULT. */
long user_strlen(u64 from, size_t max) MUST_CHECK;

/* One value of 1, 2, 4 or 8 bytes. */
#define get_user(value, address)  copy_from_user(&(value), (address), sizeof(value))
#define put_user(value, address)  \
	({ __typeof__(value) v_ = (value); copy_to_user((address), &v_, sizeof v_); })

/* Could [address, address + n) be user memory at all? */
bool access_ok(u64 address, u64 n);

/* For the fault handler: where to go on when the kernel instruction at `ip` faulted on
 * user memory; 0 = not one of ours (a kernel bug). */
u64 exception_fixup(u64 ip);

/* Atomic compare-and-exchange on a user word, for futexes: 0 or -EFAULT; *old is what
 * was there. */
long cmpxchg_user32(u64 address, u32 *old, u32 new_value) MUST_CHECK;

#endif
