/* main.h - where loader/bios/ hands over to the rest of the loader. */
#ifndef MAIN_H
#define MAIN_H

#include "base/platform.h"

/* Probe, load the config, show the menu, boot.  `p` stays valid and unchanged. */
NORETURN void loader_main(const struct platform *p);

#endif
