/* trace.c - run a program and show its system calls: trace PROGRAM [ARGUMENT]... */
#include "kernel/user/libc/libc.h"

enum { PR_TRACE = 0x464c5452 };         /* Firstlight's own prctl (kernel/sys/sys_thread.c) */

int main(int argc, char **argv, char **envp)
{
	if (argc < 2) {
		dprintf(2, "usage: trace PROGRAM [ARGUMENT]...\n");
		return 2;
	}
	if (prctl(PR_TRACE, 1, 0, 0, 0)) {
		dprintf(2, "trace: only Firstlight's kernel can do that\n");
		return 1;
	}
	execve(argv[1], argv + 1, envp);
	dprintf(2, "trace: %s: error %d\n", argv[1], errno);
	return 127;
}
