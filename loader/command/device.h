/* device.h - the commands about disks and files, gathered in device.c's table. */
#ifndef COMMAND_DEVICE_H
#define COMMAND_DEVICE_H

#include "fs/volume.h"
#include "script/script.h"

int search_run(struct call *call);      /* search, search.fs_uuid, ... */
int ls_run(struct call *call);
int load_env_run(struct call *call);

/* Print a line about the volume: its filesystem, label, UUID, size. */
void volume_print(struct call *call, struct volume *v);

#endif
