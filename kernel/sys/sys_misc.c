/* sys_misc.c - the machine as a whole: its name, numbers, mounts, and its end. */
#include "sys/call.h"
#include "cpu/cpu.h"
#include "fs/random.h"
#include "hw/power.h"
#include "mm/slab.h"
#include "printk.h"
#include "tty/tty.h"

/* --- names --- */

enum { UTS_BYTES = 65, UTS_FIELDS = 6, UTS_NODE = 1, UTS_DOMAIN = 5 };

/* sysname, nodename, release, version, machine, domainname.  Programs compare the release
 * with the oldest Linux whose calls they need. */
static char uts[UTS_FIELDS][UTS_BYTES] = {
	"Linux", "firstlight", "6.1.0-firstlight", "#1 Firstlight", "x86_64", "(none)",
};

SYS1(sys_uname, to)
{
	return copy_to_user(to, uts, sizeof uts);
}

const char *host_name(void)
{
	return uts[UTS_NODE];
}

static long set_field(unsigned field, u64 from, u64 len)
{
	char text[UTS_BYTES] = { 0 };

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if ((u32)len >= UTS_BYTES)
		return -EINVAL;
	if (copy_from_user(text, from, (u32)len))
		return -EFAULT;
	memcpy(uts[field], text, sizeof text);
	return 0;
}

SYS2(sys_sethostname, from, len) { return set_field(UTS_NODE, from, len); }
SYS2(sys_setdomainname, from, len) { return set_field(UTS_DOMAIN, from, len); }

/* Word-size and layout flags of a program that runs: only Linux's own. */
SYS1(sys_personality, persona)
{
	return 0;
}

/* --- numbers --- */

SYS1(sys_sysinfo, to)
{
	struct { u64 uptime, load[3], total, free, shared, buffer, swap, free_swap;
		 u16 procs, pad; u32 pad2; u64 high, free_high; u32 unit, pad3; } wide = { 0 };
	struct { u32 uptime, load[3], total, free, shared, buffer, swap, free_swap;
		 u16 procs, pad; u32 high, free_high, unit; u8 fill[8]; } small = { 0 };
	struct page_counts pages;

	_Static_assert(sizeof wide == 112 && sizeof small == 64, "the ABI's sizes");
	page_counts(&pages);
	if (!compat()) {
		wide.uptime = uptime_ns() / NS_PER_S;
		wide.total = pages.total * PAGE_SIZE;
		wide.free = pages.free * PAGE_SIZE;
		wide.procs = (u16)task_count();
		wide.unit = 1;
		return copy_to_user(to, &wide, sizeof wide);
	}
	small.uptime = (u32)(uptime_ns() / NS_PER_S);
	small.unit = pages.total * PAGE_SIZE > UINT32_MAX ? PAGE_SIZE : 1;
	small.total = (u32)(pages.total * (PAGE_SIZE / small.unit));
	small.free = (u32)(pages.free * (PAGE_SIZE / small.unit));
	small.procs = (u16)task_count();
	return copy_to_user(to, &small, sizeof small);
}

SYS3(sys_getcpu, cpu, node, unused)
{
	u32 zero = 0;

	if ((cpu && put_user(zero, cpu)) || (node && put_user(zero, node)))
		return -EFAULT;
	return 0;
}

SYS3(sys_getrandom, to, n, flags)
{
	u8 piece[256];
	u64 done = 0;

	enum { GRND_RANDOM = 2, GRND_INSECURE = 4, BOTH = GRND_RANDOM | GRND_INSECURE, ALL = 7 };

	if (flags & ~(u64)ALL || (flags & BOTH) == BOTH)
		return -EINVAL;
	n = MIN(n, INT32_MAX);
	while (done < n) {
		size_t size = MIN(n - done, sizeof piece);

		random_bytes(piece, size);
		if (copy_to_user(to + done, piece, size))
			return done ? (long)done : -EFAULT;
		done += size;
		if (done < n && (sched_point() || signal_pending(current)))
			break;
	}
	return (long)done;
}

static u64 log_cleared;                 /* where the log begins for those who read all of it */

/* The newest `size` bytes of the log, or what there is. */
static long log_read_all(u64 to, u64 size)
{
	char *text = kmalloc(LOG_BYTES);
	u64 from = log_cleared;
	size_t n, skip;
	long result;

	if (!text)
		return -ENOMEM;
	n = printk_log(text, LOG_BYTES, &from);
	skip = n > size ? n - size : 0;
	result = copy_to_user(to, text + skip, n - skip) ? -EFAULT : (long)(n - skip);
	kfree(text);
	return result;
}

static void log_clear(void)
{
	char piece[64];

	while (printk_log(piece, sizeof piece, &log_cleared))
		;
}

SYS3(sys_syslog, type, to, len)
{
	enum { READ_ALL = 3, READ_CLEAR, CLEAR, SIZE_BUFFER = 10 };
	long result = 0;

	if ((u32)type > SIZE_BUFFER || (int)len < 0)
		return -EINVAL;
	if (!capable(CAP_SYSLOG) && type != READ_ALL && type != SIZE_BUFFER)
		return -EPERM;
	if (type == SIZE_BUFFER)
		return LOG_BYTES;
	if (type == READ_ALL || type == READ_CLEAR)
		result = log_read_all(to, (u32)len);
	if (type == CLEAR || (type == READ_CLEAR && result >= 0))
		log_clear();
	return result;
}

/* --- mounts --- */

/* A string argument that may be missing: *text is NULL then. */
static long option_get(struct name *n, u64 user, const char **text)
{
	long error = 0;

	*text = NULL;
	n->text = n->few;
	if (user) {
		error = name_get(n, user);
		*text = n->text;
	}
	if (error)
		n->text = n->few;
	return error;
}

SYS5(sys_mount, source, target, type, flags, data)
{
	struct name name[4];
	const char *text[4] = { NULL };
	u64 user[4] = { source, target, type, data };
	unsigned n = 0;
	long error = 0;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (!target)
		return -EFAULT;
	for (; n < 4 && !error; n++)
		error = option_get(&name[n], user[n], &text[n]);
	if (!error)
		error = vfs_mount(text[0] ? text[0] : "none", text[1], text[2],
				  (u32)flags & 0xffff, text[3]);
	while (n--)
		name_put(&name[n]);
	return error;
}

SYS2(sys_umount2, target, flags)
{
	enum { UMOUNT_ALL = 15 };       /* force, detach, expire, no symlink at the end */
	struct name name;
	long error;

	if (flags & ~(u64)UMOUNT_ALL)
		return -EINVAL;
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	error = name_get(&name, target);
	if (error)
		return error;
	error = vfs_umount(name.text, (u32)flags);
	name_put(&name);
	return error;
}

SYS1(ia32_umount, target)
{
	return sys_umount2(target, 0, 0, 0, 0, 0);
}

/* --- the end --- */

SYS4(sys_reboot, magic1, magic2, command, arg)
{
	enum { MAGIC1 = 0xfee1dead, MAGIC2 = 672274793, MAGIC2A = 85072278, MAGIC2B = 369367448,
	       MAGIC2C = 537993216, RESTART = 0x01234567, HALT = 0xcdef0123,
	       POWER_OFF = 0x4321fedc, CAD_ON = 0x89abcdef, CAD_OFF = 0 };
	u32 m = (u32)magic2;

	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	if ((u32)magic1 != MAGIC1 || (m != MAGIC2 && m != MAGIC2A && m != MAGIC2B && m != MAGIC2C))
		return -EINVAL;
	switch ((u32)command) {
	case CAD_ON:
	case CAD_OFF:
		tty_ctrl_alt_del = (u32)command == CAD_ON;
		return 0;
	case RESTART:
		print_text("restarting\n");
		restart();
	case POWER_OFF:
		print_text("powering off\n");
		power_off();
		/* A machine may take its time to go. */
		for (u64 until = time_until(NS_PER_S); uptime_ns() < until;)
			;
		print_text("this machine does not say how to be switched off\n");
		break;
	case HALT:
		break;
	default:
		return -EINVAL;
	}
	print_text("halted\n");
	cpu_stop();
}

/* --- what there is none of --- */

SYS3(sys_socket, domain, type, protocol)
{
	return -EAFNOSUPPORT;
}

SYS3(sys_socket_call, fd, address, len)
{
	return fd_file((u32)fd) ? -ENOTSOCK : -EBADF;
}

/* The old call of 32-bit programs for all of them: which, and the arguments in memory. */
SYS2(ia32_socketcall, call, user)
{
	enum { SOCKET = 1, SOCKETPAIR = 8, LAST = 20 };
	u32 fd;

	if (call < SOCKET || call > LAST)
		return -EINVAL;
	if (call == SOCKET || call == SOCKETPAIR)
		return -EAFNOSUPPORT;
	if (get_user(fd, user))
		return -EFAULT;
	return fd_file(fd) ? -ENOTSOCK : -EBADF;
}
