/* printk.h - the kernel's words, on every console at once. */
#ifndef KERNEL_PRINTK_H
#define KERNEL_PRINTK_H

#include "common/linux_header.h"

/* Before the first printk(). */
void console_init(const struct linux_screen *screen);

/* common/fmt.h's format; a line longer than PRINTK_LINE is cut. */
enum { PRINTK_LINE = 256 };
void printk(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A string of any length. */
void print_text(const char *text);

#endif
