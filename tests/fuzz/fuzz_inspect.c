/* fuzz_inspect.c - a disk, core.img, boot sector or kernel from anywhere: shown both ways. */
#include <sys/mman.h>
#include <unistd.h>
#include "demand.h"
#include "tools/inspect/inspect.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void show(const char *path, FILE *nowhere)
{
	json_t *report = report_new();

	if (!inspect_file(path, report)) {
		view_print(nowhere, report);
		demand(!json_dumpf(report, nowhere, 0));
		(void)report_is_bad(report);
	}
	json_decref(report);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	FILE *nowhere = fopen("/dev/null", "w");
	int fd = memfd_create("disk", MFD_CLOEXEC);
	char path[64];

	demand(nowhere && fd >= 0 && write(fd, data, size) == (ssize_t)size);
	/* Ends with sectors like a real disk of 1 MiB, which the fuzzer need not carry along. */
	if (size > SECTOR && size % SECTOR == 0)
		demand(!ftruncate(fd, 1 * MiB));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	show(path, nowhere);
	close(fd);
	fclose(nowhere);
	return 0;
}
