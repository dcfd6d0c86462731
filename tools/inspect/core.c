/* core.c - our core.img: its stages, their checksums, its block list. */
#include "common/layout.h"
#include "tools/core_parts.h"
#include "tools/inspect/inspect.h"

static const struct diskboot_tail *tail_of(const u8 *core)
{
	return (const void *)(core + DISKBOOT_TAIL_OFFSET);
}

bool is_core(const u8 *file, size_t size)
{
	const struct core_header *header = (const void *)(file + SECTOR);

	return size >= SECTOR + sizeof *header && get32(header->magic) == CORE_MAGIC;
}

static void add_block_list(json_t *report, const u8 *core)
{
	json_t *list = add_list(report, "block_list");

	for (unsigned i = 0; i < BLOCK_RUNS - 1; i++) {
		const struct block_run *run = &tail_of(core)->run[i];
		json_t *row;

		if (!get32(run->sectors))
			return;
		row = add_row(list);
		add_number(row, "lba", get64(run->lba));
		add_number(row, "sectors", get32(run->sectors));
	}
}

static void add_stages(json_t *report, const struct gathered *core, const struct core_parts *parts)
{
	static const struct { const char *name, *mode; u32 address; } about[CORE_PARTS] = {
		[CORE_DISKBOOT] = { "diskboot.img", "real", DISKBOOT_START },
		[CORE_STUB]     = { "lzma_decompress.img", "real, then protected", CORE_START },
		[CORE_PAYLOAD]  = { "packed loader", "data", CORE_START },
	};
	json_t *stages = add_list(report, "stages");

	for (unsigned i = 0; i < parts->n; i++) {
		const struct core_part *part = &parts->part[i];
		u32 behind = i == CORE_PAYLOAD ? (u32)parts->part[CORE_STUB].bytes : 0;

		add_crc(add_stage(stages, &(struct stage){
				.name = about[i].name, .mode = about[i].mode,
				.lba = gathered_lba(core, part->at), .bytes = part->bytes,
				.address = about[i].address + behind }),
			part->computed, part->stored);
	}
}

void inspect_core(json_t *report, const struct gathered *core)
{
	struct core_parts parts;
	err_t err = core_parts_find(&parts, core->bytes, core->size);
	json_t *to = add_object(report, "core");
	const struct core_part *payload = &parts.part[CORE_PAYLOAD];
	u32 end = 0;

	add_text(to, "loader", "Firstlight");
	add_problem(to, err);
	if (is_core(core->bytes, core->size))
		add_foreign(to, "format", core->bytes + SECTOR + offsetof(struct core_header, magic),
			    sizeof(le32));
	if (parts.n)
		add_block_list(report, core->bytes);
	add_stages(report, core, &parts);
	if (err)
		return;
	add_number(to, "bytes", payload->at + payload->bytes);
	add_number(to, "room_in_memory", SECTOR + CORE_SIZE);
	if (payload->at + payload->bytes > SECTOR + CORE_SIZE)
		add_text(to, "problem", "more than there is room for in memory");
	else
		end = inspect_payload(report, core->bytes + payload->at, payload->bytes,
				      parts.start_bytes);
	if (end)
		add_stage(add_list(report, "stages"), &(struct stage){
			.name = "loader", .mode = "protected", .lba = NO_LBA,
			.bytes = end - LOADER_START, .address = LOADER_START });
}

void inspect_core_on_disk(json_t *report, struct target *t, const u8 boot[SECTOR])
{
	struct gathered core = { 0 };
	u64 first = get64(*(const le64 *)(boot + BOOT_LBA_OFFSET));
	err_t err = gather(&core, t, first, 1);

	for (unsigned i = 0; !err && i < BLOCK_RUNS - 1; i++) {
		struct block_run run = tail_of(core.bytes)->run[i];

		if (!get32(run.sectors))
			break;
		err = gather(&core, t, get64(run.lba), get32(run.sectors));
	}
	if (core.size)
		inspect_core(report, &core);
	add_problem(report, err);
	gathered_free(&core);
}
