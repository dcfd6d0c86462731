/* partitions.c - which of the schemes a disk has. */
#include "part/partition.h"

enum { TYPE_PROTECTIVE = 0xee };

const char *part_scheme_name(enum part_scheme scheme)
{
	return scheme == PART_GPT ? "gpt" : "msdos";
}

err_t partitions_scan(struct blockdev *dev, struct partition *out, unsigned max, unsigned *n)
{
	err_t err = mbr_scan(dev, out, max, n);

	for (unsigned i = 0; i < *n; i++)
		if (out[i].type == TYPE_PROTECTIVE) {
			err_t gpt = gpt_scan(dev, out, max, n);

			/* A protective entry that protects nothing: back to the MBR. */
			return gpt == ERR_NO_TABLE ? mbr_scan(dev, out, max, n) : gpt;
		}
	return err;
}
