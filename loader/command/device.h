/* device.h - the commands about disks and files, gathered in files.c's table. */
#ifndef COMMAND_DEVICE_H
#define COMMAND_DEVICE_H

#include "script/script.h"

int search_run(struct call *call);      /* search, search.fs_uuid, ... */
int load_env_run(struct call *call);

#endif
