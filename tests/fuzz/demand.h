/* demand.h - what must hold whatever the input is. */
#ifndef FUZZ_DEMAND_H
#define FUZZ_DEMAND_H

#include <stdlib.h>
#include "common/types.h"

static inline void demand(bool holds)
{
	if (!holds)
		abort();
}

#endif
