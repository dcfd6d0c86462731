/* disk.c - a disk or the image of one: sector 0, the table, what sector 0 starts, what is free. */
#include "common/layout.h"
#include "tools/inspect/inspect.h"

void inspect_disk(json_t *report, struct target *t)
{
	u8 boot[SECTOR];
	const struct boot_code *code;
	err_t err = block_read(&t->dev, 0, 1, boot);

	add_number(report, "sectors", t->dev.sectors);
	if (err) {
		add_problem(report, err);
		return;
	}
	inspect_boot_sector(report, boot);
	inspect_table(report, t);
	code = boot_code_find(boot);
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
