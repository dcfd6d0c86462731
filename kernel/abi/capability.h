/* capability.h - what root may, each by itself, as Linux numbers it (capabilities(7)). */
#ifndef ABI_CAPABILITY_H
#define ABI_CAPABILITY_H

#include "common/types.h"

enum {
	CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_FSETID, CAP_KILL,
	CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_LINUX_IMMUTABLE, CAP_SYS_CHROOT = 18,
	CAP_SYS_PTRACE, CAP_SYS_ADMIN = 21, CAP_SYS_BOOT, CAP_SYS_NICE, CAP_SYS_RESOURCE,
	CAP_SYS_TIME, CAP_MKNOD = 27, CAP_MAC_OVERRIDE = 32, CAP_SYSLOG = 34, CAP_LAST = 40,
};
#define CAP_ALL ((2ull << CAP_LAST) - 1)
/* Those that go with the user id for files. */
#define CAP_FILES (0x1full | 1ull << CAP_LINUX_IMMUTABLE | 1ull << CAP_MKNOD | 1ull << CAP_MAC_OVERRIDE)

#endif
