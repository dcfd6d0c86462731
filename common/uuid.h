/* uuid.h - UUIDs as text. */
#ifndef COMMON_UUID_H
#define COMMON_UUID_H

#include "common/types.h"

enum { UUID_TEXT = 37 };                /* 36 characters and the NUL */

/* "0123abcd-...": the bytes are in the order of the digits, as ext has them. */
void uuid_print(char to[UUID_TEXT], const u8 uuid[16]);

#endif
