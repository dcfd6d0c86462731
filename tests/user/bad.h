/* bad.h - programs that do what no program may: what both widths of them share. */
#ifndef USER_BAD_H
#define USER_BAD_H

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef unsigned long word;
enum { PAGE = 4096 };
#define COUNT(a) (sizeof(a) / sizeof *(a))
#define WIDE (sizeof(word) == 8)
#ifdef __x86_64__
#define ONLY64(...) __VA_ARGS__
#define SP "rsp"
#else
#define ONLY64(...)
#define SP "esp"
#endif

struct bad { const char *name; long (*run)(void); };

/* Run each in a child of its own and print how that ended: what run() returned, the signal
 * with its code and address, or how the child died.  Addresses that differ from run to run
 * are shown by what they are. */
void run_bad(const struct bad *bad, unsigned n);

/* An address that the next fault may name: it is shown as "there". */
extern volatile word expected;

/* In the program's memory; ends the child on failure. */
enum { ANON = MAP_PRIVATE | MAP_ANONYMOUS };
void *bad_map(size_t size, int prot);

/* A new file of 100 bytes. */
int bad_file(void);

/* What a call returned: errors as -errno. */
long result(long r);
#define CALL(name, ...) static long name(void) { return result((long)(__VA_ARGS__)); }
/* Its row. */
#define R(name) { #name, name }

void privileged(void);
void jumps(void);
void segments(void);
void frames(void);
void calls(void);
void others(void);
void limits(void);
void odd(void);                 /* only when asked for: not the same everywhere */

#endif
