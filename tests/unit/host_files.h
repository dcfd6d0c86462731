/* host_files.h - the host's own files, as an oracle: its headers and the kernel's cannot
 * be in one file.  All return what the call does, or a negated errno. */
#ifndef UNIT_HOST_FILES_H
#define UNIT_HOST_FILES_H

#include <stddef.h>
#include <stdint.h>

struct host_stat { uint32_t mode; uint64_t nlink, size; };

/* Into a new empty directory, so deep in a new tree that no ".." leads out of it; 0. */
enum { HOST_DEPTH = 50 };
int  host_enter(void);
void host_leave(void);                  /* ... which is removed */
int  host_mkdir(const char *path);
int  host_rmdir(const char *path);
int  host_unlink(const char *path);
int  host_rename(const char *from, const char *to);
int  host_link(const char *from, const char *to);
int  host_symlink(const char *target, const char *path);
int  host_truncate(const char *path, uint64_t size);
int  host_open(const char *path, int flags);
int  host_close(int fd);
long host_read(int fd, void *to, size_t n);
long host_write(int fd, const void *from, size_t n, uint64_t at);
int  host_stat(const char *path, struct host_stat *out);        /* of links themselves */
/* Each name; how many. */
unsigned host_list(const char *dir, void (*each)(void *ctx, const char *name), void *ctx);

#endif
