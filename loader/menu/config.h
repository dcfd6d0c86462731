/* config.h - find the config and say where it is. */
#ifndef MENU_CONFIG_H
#define MENU_CONFIG_H

#include "command/world.h"

enum { CONFIG_PATH = 64 };

/* Look for grub.cfg in its usual places on each volume, boot disk first, and put
 * "(hd0,msdos1)/boot/grub/grub.cfg" into path[].  ERR_NOT_FOUND when it is nowhere. */
err_t config_find(char path[CONFIG_PATH]) MUST_CHECK;

/* Print where config_find() looked and what it saw there. */
void config_say_where(const struct world *w);

/* Set the variables that a config finds set: where it lies ($root, $prefix, ...; path
 * NULL: there is none) and what this loader can do ($feature_..., $grub_platform). */
err_t config_variables(struct script *s, const char *path) MUST_CHECK;

#endif
