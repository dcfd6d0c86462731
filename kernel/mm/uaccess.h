/* uaccess.h - the one gate to user memory. */
#ifndef MM_UACCESS_H
#define MM_UACCESS_H

#include "abi/errno.h"
#include "common/types.h"

/* A user address is a number until one of these accepts it.  All check the range
 * against the current task's address space, open SMAP only for the copy, and survive
 * faults through the exception table.  They sleep only where a page fault does: reading a
 * page of a file. */

/* 0, or -EFAULT (some bytes may then have been copied). */
long copy_from_user(void *to, u64 from, size_t n) MUST_CHECK;
long copy_to_user(u64 to, const void *from, size_t n) MUST_CHECK;
long clear_user(u64 to, size_t n) MUST_CHECK;

/* Length without the NUL, -EFAULT, or -ENAMETOOLONG when to[max] has no NUL. */
long copy_string_from_user(char *to, u64 from, size_t max) MUST_CHECK;
/* Length with the NUL, 0 when there is none in max bytes, -EFAULT. */
long user_strlen(u64 from, size_t max) MUST_CHECK;

/* One value of 1, 2, 4 or 8 bytes (others are copied as they are). */
#define get_user(value, address) \
	get_user_sized(&(value), (address), sizeof(value))
#define put_user(value, address) \
	({ __typeof__(value) v_ = (value); put_user_sized((address), &v_, sizeof v_); })

/* Where the running address space ends; 0: there is none. mm_activate() sets it. */
extern u64 user_limit;
/* The CPU has SMAP: the entries of the kernel must clear AC, which a program may set. */
extern bool user_smap;

/* Could [address, address + n) be user memory at all? */
static inline bool access_ok(u64 address, u64 n)
{
	return n <= user_limit && address <= user_limit - n;
}

/* A buffer of *n bytes for as much as comes: a 32-bit program may name more than there are
 * addresses, of which only those behind `address` count then. */
static inline bool access_clip(u64 address, size_t *n)
{
	if (access_ok(address, *n))
		return true;
	if (address >= user_limit || user_limit > UINT32_MAX)
		return false;
	*n = user_limit - address;
	return true;
}

/* For the fault handler: where to go on when the kernel instruction at `ip` faulted on
 * user memory; 0 = not one of ours (a kernel bug). */
u64 exception_fixup(u64 ip);

/* Atomic compare-and-exchange on a user word, for futexes: 0 or -EFAULT; *old is what
 * was there. */
long cmpxchg_user32(u64 address, u32 *old, u32 new_value) MUST_CHECK;

/* uaccess.asm: a value in rax, 0 or -EFAULT in rdx. */
struct user_value { u64 value; long error; };
struct user_value user_get1(u64 address), user_get2(u64 address), user_get4(u64 address),
		  user_get8(u64 address);
long user_put1(u64 address, u64 value), user_put2(u64 address, u64 value),
     user_put4(u64 address, u64 value), user_put8(u64 address, u64 value);

static inline __attribute__((always_inline)) MUST_CHECK
long get_user_sized(void *to, u64 address, size_t n)
{
	struct user_value v;

	if (n != 1 && n != 2 && n != 4 && n != 8)
		return copy_from_user(to, address, n);
	if (!access_ok(address, n))
		return -EFAULT;
	v = n == 1 ? user_get1(address) : n == 2 ? user_get2(address) :
	    n == 4 ? user_get4(address) : user_get8(address);
	__builtin_memcpy(to, &v.value, n);
	return v.error;
}

static inline __attribute__((always_inline)) MUST_CHECK
long put_user_sized(u64 address, const void *from, size_t n)
{
	u64 value = 0;

	if (n != 1 && n != 2 && n != 4 && n != 8)
		return copy_to_user(address, from, n);
	if (!access_ok(address, n))
		return -EFAULT;
	__builtin_memcpy(&value, from, n);
	return n == 1 ? user_put1(address, value) : n == 2 ? user_put2(address, value) :
	       n == 4 ? user_put4(address, value) : user_put8(address, value);
}

#endif
