/* restart.c - what becomes of a system call that a signal interrupted.  Pure. */
#include "proc/internal.h"

enum restart restart_decide(long result, bool handler, u32 sa_flags)
{
	switch (-result) {
	case ERESTARTNOINTR:
		return RESTART_AGAIN;
	case ERESTARTSYS:
		return !handler || sa_flags & SA_RESTART ? RESTART_AGAIN : RESTART_EINTR;
	case ERESTARTNOHAND:
		return handler ? RESTART_EINTR : RESTART_AGAIN;
	case ERESTART_RESTARTBLOCK:
		return handler ? RESTART_EINTR : RESTART_BLOCK;
	default:
		return RESTART_NO;
	}
}
