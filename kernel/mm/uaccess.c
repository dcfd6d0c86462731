/* uaccess.c - the one gate to user memory. */
#include "mm/uaccess.h"
#include "abi/errno.h"

/* uaccess.asm; the addresses are checked already. */
long user_copy(void *to, const void *from, size_t n);
long user_clear(void *to, size_t n);
long user_cmpxchg32(u32 *at, u32 *old, u32 new_value);
long user_string(char *to, const char *from, size_t max);
long user_length(const char *from, size_t max);

/* Made by uaccess.asm between the two marks of kernel.ld. */
struct exception { u64 ip, fixup; };
extern const struct exception exception_table[], exception_table_end[];

long copy_from_user(void *to, u64 from, size_t n)
{
	return access_ok(from, n) ? user_copy(to, (const void *)from, n) : -EFAULT;
}

long copy_to_user(u64 to, const void *from, size_t n)
{
	return access_ok(to, n) ? user_copy((void *)to, from, n) : -EFAULT;
}

long clear_user(u64 to, size_t n)
{
	return access_ok(to, n) ? user_clear((void *)to, n) : -EFAULT;
}

/* A string may end before the address space does. */
static size_t up_to_limit(u64 from, size_t max)
{
	return from < user_limit ? MIN(max, user_limit - from) : 0;
}

long copy_string_from_user(char *to, u64 from, size_t max)
{
	size_t n = up_to_limit(from, max);
	long length;

	if (!n)
		return max ? -EFAULT : -ENAMETOOLONG;
	length = user_string(to, (const char *)from, n);
	if (length == (long)n)
		return n == max ? -ENAMETOOLONG : -EFAULT;
	return length;
}

long user_strlen(u64 from, size_t max)
{
	size_t n = up_to_limit(from, max);
	long length;

	if (!n)
		return max ? -EFAULT : 0;
	length = user_length((const char *)from, n);
	if (length == (long)n)
		return n == max ? 0 : -EFAULT;
	return length < 0 ? length : length + 1;
}

long cmpxchg_user32(u64 address, u32 *old, u32 new_value)
{
	if (address % sizeof *old || !access_ok(address, sizeof *old))
		return -EFAULT;
	return user_cmpxchg32((u32 *)address, old, new_value);
}

u64 exception_fixup(u64 ip)
{
	/* Most faults come from the same few copies. */
	static const struct exception *last = exception_table;

	if (last->ip == ip)
		return last->fixup;
	for (const struct exception *e = exception_table; e < exception_table_end; e++)
		if (e->ip == ip) {
			last = e;
			return e->fixup;
		}
	return 0;
}
