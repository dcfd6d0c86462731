/* device.h - the commands about disks and files, gathered in files.c's table. */
#ifndef COMMAND_DEVICE_H
#define COMMAND_DEVICE_H

#include "script/options.h"

extern const char env_options[], loopback_options[], ls_options[], probe_options[],
	search_options[];

int blscfg_run(struct call *call);
int load_env_run(struct call *call);
int loopback_run(struct call *call);
int ls_run(struct call *call);
int probe_run(struct call *call);
int save_env_run(struct call *call);
int search_run(struct call *call);      /* search, search.fs_uuid, ... */

#endif
