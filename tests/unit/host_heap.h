/* host_heap.h - the knob of the tests' heap (the heap itself: mem/heap.h). */
#ifndef UNIT_HOST_HEAP_H
#define UNIT_HOST_HEAP_H

#include <stddef.h>

extern size_t host_heap_left;   /* allocations until the heap is "full"; SIZE_MAX: never */

#endif
