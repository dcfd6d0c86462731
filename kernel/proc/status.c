/* status.c - wait statuses: what wait4 returns for an ended child, in siginfo's words.  Pure. */
#include "proc/internal.h"

enum { STATUS_SIGNAL = 0x7f, STATUS_CORE = 0x80 };

int status_code(int status)
{
	if (!(status & STATUS_SIGNAL))
		return CLD_EXITED;
	return status & STATUS_CORE ? CLD_DUMPED : CLD_KILLED;
}

int status_value(int status)
{
	return status & STATUS_SIGNAL ? status & STATUS_SIGNAL : status >> 8 & 0xff;
}

int status_stopped(int sig)
{
	return sig << 8 | STATUS_SIGNAL;
}
