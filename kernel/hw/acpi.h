/* acpi.h - leaving the machine as its firmware says. */
#ifndef HW_ACPI_H
#define HW_ACPI_H

#include "common/types.h"

/* Find and remember the registers. `memory` shows physical memory; it is not kept. */
typedef const void *acpi_memory(u64 physical);
void acpi_init(acpi_memory *memory);

/* Both come back when the firmware named no way. */
void acpi_power_off(void);
void acpi_reset(void);

#endif
