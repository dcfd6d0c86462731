/* random.h - random numbers for /dev/urandom, getrandom and AT_RANDOM. */
#ifndef FS_RANDOM_H
#define FS_RANDOM_H

#include "common/types.h"

/* Never waits and never fails. */
void random_bytes(void *to, size_t n);
/* Something that others cannot know goes into the state: times of interrupts, seeds. */
void random_stir(const void *from, size_t n);

#endif
