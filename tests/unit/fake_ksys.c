/* fake_ksys.c - what kernel/sys/ stands on beside kernel/fs/: user memory, tables, the mask. */
#include "fake_ksys.h"
#include "mm/uaccess.h"

u8 *arena;

/* sys/call.h clashes with the host's headers. */
long sigmask_during(u64 user, u64 size);
void sigmask_after(u64 user, bool interrupted);

const char sys_call_text[1];
const u16 sys_call_names[1], ia32_sys_call_names[1];
sys_call_fn *const sys_call_table[1], *const ia32_sys_call_table[1];
const unsigned NR_syscalls = 0, IA32_NR_syscalls = 0;

static struct user_value user_get(u64 address, size_t n)
{
	struct user_value v = { 0, 0 };

	v.error = copy_from_user(&v.value, address, n);
	return v;
}

struct user_value user_get1(u64 address) { return user_get(address, 1); }
struct user_value user_get4(u64 address) { return user_get(address, 4); }
struct user_value user_get8(u64 address) { return user_get(address, 8); }
long user_put4(u64 address, u64 value) { return copy_to_user(address, &value, 4); }
long user_put8(u64 address, u64 value) { return copy_to_user(address, &value, 8); }

long copy_string_from_user(char *to, u64 from, size_t max)
{
	for (size_t i = 0; i < max; i++) {
		if (fake_faults(from + i, 1))
			return -EFAULT;
		to[i] = *(char *)(from + i);
		if (!to[i])
			return (long)i;
	}
	return -ENAMETOOLONG;
}

long sigmask_during(u64 user, u64 size)
{
	u64 mask;

	return !user ? 0 : size != 8 ? -EINVAL : copy_from_user(&mask, user, 8);
}

void sigmask_after(u64 user, bool interrupted) { (void)user, (void)interrupted; }
void wall_set(u64 ns) { (void)ns; }

void fake_ksys_start(void)
{
	fake_kfs_start();
	arena = malloc(ARENA);
	fake_user_start = (u64)arena;
	fake_user_end = (u64)arena + ARENA;
}

int fake_ksys_setup(void **state)
{
	(void)state;
	memset(arena, 0, ARENA);
	current->flags = 0;
	fake_signal = false;
	fake_schedule = NULL;
	return 0;
}

int fake_ksys_teardown(void **state)
{
	(void)state;
	CALL(sys_close_range, 0, 0xffffffff);
	return 0;
}
