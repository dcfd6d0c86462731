/* disk.c - a disk or the image of one: sector 0, the table, what sector 0 starts, what is free. */
#include "common/layout.h"
#include "tools/inspect/inspect.h"

void inspect_disk(json_t *report, struct target *t)
{
	u8 boot[SECTOR];
	const struct boot_code *code;
	err_t err = block_read(&t->dev, 0, 1, boot);
	bool has_table;

	add_number(report, "sectors", t->dev.sectors);
	if (err) {
		add_problem(report, err);
		return;
	}
	inspect_boot_sector(report, boot);
	has_table = inspect_table(report, t);
	code = boot_code_find(boot);
	/* Any file could be the image of a disk; this one of none that anything is on. */
	if (!t->is_block && !has_table && !code && !boot_code_is_signed(boot)) {
		json_object_del(report, "boot_sector");
		json_object_del(report, "partition_table");
		add_text(report, "kind", "unknown");
		add_text(report, "problem", "neither a disk, nor a core.img, a boot sector or a kernel");
		return;
	}
	if (is_ldlinux_boot(boot))
		inspect_ldlinux(add_row(add_list(report, "ldlinux")), t, 0, boot);
	if (code && code->follow) {
		add_stage(add_list(report, "stages"), &(struct stage){
			.name = code->image, .bytes = BOOT_CODE_BYTES, .lba = 0,
			.address = BOOT_SECTOR_START, .mode = "real" });
		code->follow(report, t, boot);
	}
	inspect_room(report, t);
}
