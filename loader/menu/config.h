/* config.h - find the config and say where it is. */
#ifndef MENU_CONFIG_H
#define MENU_CONFIG_H

#include "command/world.h"

/* Look for grub.cfg in its usual places on each volume, boot disk first, and set the
 * variables that a config finds set: where it lies ($config_file, $prefix, $root, ...)
 * and what this loader can do ($feature_..., $grub_platform).  The path, which lives
 * until $config_file changes; NULL when it is nowhere. */
const char *config_find(struct script *s);

/* Print where config_find() looked and what it saw there. */
void config_say_where(struct world *w);

#endif
