/* fake_kfs.h - what kernel/fs/ stands on, for its tests on the host. */
#ifndef UNIT_FAKE_KFS_H
#define UNIT_FAKE_KFS_H

/* First: the host's headers define some of its names. */
#include "abi/errno.h"
#include "fs/files.h"
#include "check.h"

/* A machine with an empty root, current is uid 0. */
void fake_kfs_start(void);
/* All memory given back?  Pages and objects that are in use. */
u64 fake_pages_used(void);
u64 fake_objects_used(void);

/* Allocations still to succeed; SIZE_MAX: all. */
extern size_t fake_allocations_left;

/* What the others do while current sleeps; NULL: nobody will wake it, the test fails. */
extern void (*fake_schedule)(void);
extern unsigned fake_wakeups;
extern bool fake_signal;                /* a signal waits for current */
extern int  fake_sent;                  /* the last signal that was sent */
extern u64  fake_now;                   /* uptime_ns */
extern u64  fake_user_start;            /* user addresses below fault, */
extern u64  fake_user_end;              /* and from here on */
bool fake_faults(u64 at, size_t n);

/* The machine's only disk, given before fake_kfs_start(); and what printk() said. */
extern const u8 *fake_disk;
extern size_t fake_disk_size;
extern char fake_log[4096];

#endif
