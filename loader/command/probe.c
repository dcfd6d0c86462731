/* probe.c - what a device is, and files as devices: probe, loopback. */
#include "base/error.h"
#include "command/device.h"
#include "command/world.h"
#include "common/fmt.h"
#include "common/ondisk.h"
#include "common/str.h"
#include "common/text.h"
#include "common/uuid.h"
#include "fs/loop.h"
#include "script/options.h"

enum { DISK_SIGNATURE = 440 };          /* in the MBR */

const char probe_options[] =
	"-s, --set=VARIABLE\n"
	"-d, --driver\n"
	"-p, --partmap\n"
	"-f, --fs\n"
	"-u, --fs-uuid\n"
	"-l, --label\n"
	"--part-uuid\n";

enum { PROBE_OPTIONS = 7 };

enum { ANSWER = FS_UUID };              /* the longest one */

/* The table's name for what follows the disk in "hd0,gpt2". */
static void partition_scheme(const char *part, char *to)
{
	for (; !is_digit(*part); part++)
		*to++ = *part;
	*to = '\0';
}

/* GPT has them, the first three fields little-endian; for MBR it is the disk's signature
 * and the number, as Linux has it. */
static err_t partition_uuid(struct volume *v, const char *part, char *to)
{
	static const u8 order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	const char *number = str_after(part, "msdos");
	u8 uuid[16];
	le32 signature;

	if (number) {
		TRY(block_read_bytes(v->slice.under, DISK_SIGNATURE, sizeof signature,
				     &signature));
		fmt(to, ANSWER, "%08x-%02x", get32(signature), (unsigned)text_number(number));
		return NULL;
	}
	for (unsigned i = 0; i < sizeof uuid; i++)
		uuid[i] = v->guid[order[i]];
	uuid_print(to, uuid);
	return NULL;
}

/* *answer may point to room[ANSWER]. */
static err_t find_answer(char target, struct volume *v, char *room, const char **answer)
{
	const char *comma = strchr(v->name, ',');

	*answer = room;
	switch (target) {
	case 'd':
		*answer = v->loops ? "loopback" : "biosdisk";
		return NULL;
	case 'p':
	case 0:
		if (!comma)
			*answer = "none";
		else if (target)
			partition_scheme(comma + 1, room);
		else
			return partition_uuid(v, comma + 1, room);
		return NULL;
	}
	TRY(volume_mount(v));
	*answer = target == 'f' ? v->fs->driver->name : target == 'u' ? v->fs->uuid : v->fs->label;
	return NULL;
}

int probe_run(struct call *call)
{
	const char *device = call->argv[1], *answer;
	unsigned which = 1;
	char room[ANSWER];
	struct volume *v;
	err_t err;

	while (which < PROBE_OPTIONS && !call->value[which])
		which++;
	if (which == PROBE_OPTIONS)
		return call_usage(call);
	err = volume_by_name(device, &v);
	if (err)
		return call_error(call, file_error(device, NULL, err), STATUS_NO_DEVICE);
	err = file_error(device, NULL, find_answer(" dpful"[which], v, room, &answer));
	if (err)
		return call_error(call, err, STATUS_UNKNOWN_FS);
	if (call->value[0])
		return call_set(call, call->value[0], answer);
	call_print(call, "%s\n", answer);
	return STATUS_OK;
}

const char loopback_options[] =
	"-d, --delete\n"
	"-D, --decompress\n";

int loopback_run(struct call *call)
{
	const char *name = call->argv[1], *file = call->argv[2];
	err_t err;

	if (call->value[0])
		err = loop_remove(name);
	else if (!file)
		return call_usage(call);
	else
		err = loop_add(name, file, world_root(call_world(call)));
	return call_error(call, file_error(name, NULL, err), STATUS_BAD_ARGUMENT);
}
