/* printk.h - the kernel's words, on every console at once, and in its log. */
#ifndef KERNEL_PRINTK_H
#define KERNEL_PRINTK_H

#include "common/types.h"

struct linux_screen;             /* common/linux_header.h */

/* Before the first printk(): COM1. */
void console_init(const struct linux_screen *screen);

/* The screen as the boot loader left it, for whoever draws on it. */
extern struct linux_screen console_screen;

/* One more console: it gets the log so far, then all that comes, with \r before \n. write()
 * is called with interrupts off. */
typedef void printk_console(const char *text, size_t n);
void printk_add_console(printk_console *write);

/* common/fmt.h's format; a line longer than PRINTK_LINE is cut. */
enum { PRINTK_LINE = 256 };
void printk(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A string of any length; of its control characters only \n and \t are let through. */
void print_text(const char *text);

/* The same on COM1 only and not in the log, from wherever; \r\n ends a line. */
void print_urgent(const char *text);

/* The log's bytes from *from on into to[size]: how many; *from behind them.  The log keeps
 * the last LOG_BYTES; *from = 0 starts with the oldest. */
enum { LOG_BYTES = 16384 };
size_t printk_log(char *to, size_t size, u64 *from);

#endif
