/* siginfo.c - siginfo_t as programs of both ABIs see it.  Pure. */
#include "common/str.h"
#include "proc/proc.h"

enum { CLOCK_NS = 10000000 };           /* a tick of clock_t */

static void put4(u8 *to, u64 value)
{
	u32 v = (u32)value;

	memcpy(to, &v, 4);
}

static void put_word(u8 *to, u64 value, bool compat)
{
	memcpy(to, &value, compat ? 4 : 8);
}

static u32 get4(const u8 *from)
{
	u32 v;

	memcpy(&v, from, 4);
	return v;
}

static bool is_fault(int sig, int code)
{
	return (SIGMASK(sig) & (SIGMASK(SIGSEGV) | SIGMASK(SIGBUS) | SIGMASK(SIGILL) |
				SIGMASK(SIGFPE) | SIGMASK(SIGTRAP))) && code > 0 && code != SI_KERNEL;
}

/* signo, errno, code; then a union, which 64-bit programs have at the next multiple of 8:
 *     SIGCHLD  pid uid status utime stime;  faults  address;  SI_TIMER  id overrun value;
 *     others   pid uid value */
void siginfo_pack(u8 to[SIGINFO_BYTES], const struct siginfo *info, bool compat)
{
	u8 *u = to + (compat ? 12 : 16);
	unsigned word = compat ? 4 : 8;

	memset(to, 0, SIGINFO_BYTES);
	put4(to, (u32)info->signo);
	put4(to + 4, (u32)info->errno_);
	put4(to + 8, (u32)info->code);
	if (info->signo > 0 && info->signo <= SIGNALS && is_fault(info->signo, info->code)) {
		put_word(u, info->address, compat);
		return;
	}
	put4(u, info->pid);
	put4(u + 4, info->uid);
	if (info->signo == SIGCHLD && info->code > 0) {
		u8 *times = u + (compat ? 12 : 16);

		put4(u + 8, (u32)info->status);
		put_word(times, info->utime / CLOCK_NS, compat);
		put_word(times + word, info->stime / CLOCK_NS, compat);
	} else if (info->code < 0) {
		put_word(u + 8, info->address, compat);
	}
}

/* What rt_sigqueueinfo takes: codes below 0 only, so that nobody forges the kernel's. */
void siginfo_unpack(struct siginfo *info, const u8 from[SIGINFO_BYTES], bool compat)
{
	const u8 *u = from + (compat ? 12 : 16);

	*info = (struct siginfo){ .signo = (int)get4(from), .errno_ = (int)get4(from + 4),
				  .code = (int)get4(from + 8), .pid = get4(u), .uid = get4(u + 4) };
	memcpy(&info->address, u + 8, compat ? 4 : 8);
}
