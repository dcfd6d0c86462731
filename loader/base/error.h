/* error.h - error sentences with numbers and names in them. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "common/types.h"

/* Format (common/fmt.h) a sentence.  It lives in one of a few static buffers and stays
 * readable until ERRF_BUFFERS more were made: print or copy it before going on. */
enum { ERRF_BUFFERS = 4, ERRF_SIZE = 512 };
err_t errf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The errors that callers tell apart, compared by address. */
extern const char ERR_NO_MEMORY[];      /* "out of memory" */
extern const char ERR_NOT_FOUND[];      /* "file not found" */
extern const char ERR_NO_DEVICE[];      /* "no such device" */
extern const char ERR_BAD_NAME[];       /* neither a path nor a block list */
extern const char ERR_NOT_FILE[];       /* "not a file", but a directory or a device */
extern const char ERR_NOT_THIS_FS[];    /* a driver's mount: not my filesystem, ask the next */

#endif
