/* partitions.c - which of the schemes a disk has. */
#include "base/error.h"
#include "common/part_disk.h"
#include "part/partition.h"

void partitions_init(struct partitions *found, const char *scheme)
{
	found->n = 0;
	found->damage = NULL;
	found->scheme = scheme;
}

void partitions_keep(struct partitions *found, bool fits)
{
	const struct partition *p = &found->at[found->n];

	if (fits && found->n < PARTITIONS_MAX)
		found->n++;
	else if (!found->damage)
		found->damage = errf(fits ? "more than %u partitions"
					  : "partition %u at sector %llu does not fit the disk",
				     fits ? PARTITIONS_MAX : p->number,
				     (unsigned long long)p->lba);
}

err_t partitions_scan(struct partitions *found)
{
	err_t err = mbr_scan(found), gpt;

	for (unsigned i = 0; i < found->n; i++)
		if (found->at[i].type == MBR_PROTECTIVE) {
			gpt = gpt_scan(found);
			/* A protective entry that protects nothing: back to the MBR. */
			return gpt == ERR_NO_TABLE ? err : gpt;
		}
	return err;
}
