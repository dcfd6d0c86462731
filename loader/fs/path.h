/* path.h - taking paths apart. */
#ifndef FS_PATH_H
#define FS_PATH_H

#include "common/span.h"

/* Take the next component of *path, which then points behind it; slashes before it are
 * skipped.  False at the end of the path. */
bool path_next(const char **path, struct span *name);

/* Is the component `name` this string? */
bool path_is(struct span name, const char *string);

#endif
