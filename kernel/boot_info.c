/* boot_info.c - what the boot loader told us, checked and in our own words. */
#include "kernel/boot_info.h"
#include "common/str.h"
#include "common/text.h"

enum {
	RAM           = 1,
	LOW_MEM_BYTES = 0x9f000,        /* what a PC without E820 surely has below 640 KiB */
	PAGE_BYTES = 4096,
	SETUP_NODES   = 64,             /* more setup_data nodes are a loop */
};
#define MAPPED (4ull << 30)             /* of memory, when all this is read */

static void add(struct boot_info *info, u64 start, u64 size, u32 type)
{
	if (size && info->ranges < BOOT_RANGES)
		info->range[info->ranges++] = (struct boot_range){ start, size, type };
}

static void add_all(struct boot_info *info, const struct linux_e820 *e, unsigned n)
{
	for (; n; n--, e++)
		add(info, get64(e->start), get64(e->size), get32(e->type));
}

static void read_memory(struct boot_info *info, const struct boot_params *p)
{
	unsigned n = MIN(p->e820_entries, LINUX_E820_MAX);
	u32 high_k = get32(p->alt_mem_k);

	add_all(info, p->e820, n);
	if (n)
		return;
	if (!high_k)
		high_k = get16(p->screen.ext_mem_k);
	add(info, 0, LOW_MEM_BYTES, RAM);
	add(info, MiB, (u64)high_k * KiB, RAM);
}

static void read_cmdline(struct boot_info *info, const struct boot_params *p,
			 boot_memory *memory)
{
	u32 at = get32(p->header.cmd_line_ptr);
	const char *text = at ? memory(at) : "";
	size_t n = 0;

	while (n < BOOT_CMDLINE - 1 && at + (u64)n < MAPPED && text[n])
		n++;
	memcpy(info->cmdline, text, n);
	info->cmdline[n] = '\0';
}

static void read_setup_data(struct boot_info *info, const struct boot_params *p,
			    boot_memory *memory)
{
	u64 at = get64(p->header.setup_data);

	for (unsigned i = 0; at && at < MAPPED - PAGE_BYTES && i < SETUP_NODES; i++) {
		const struct linux_setup_data *node = memory(at);
		u32 type = get32(node->type), length = get32(node->length);

		if (type == SETUP_E820_EXT)
			add_all(info, (const struct linux_e820 *)(node + 1),
				(unsigned)MIN(MIN(length, MAPPED - PAGE_BYTES - at) /
					      sizeof(struct linux_e820), BOOT_RANGES));
		if (type == TIMELINE_SETUP_DATA && length >= sizeof info->timeline) {
			memcpy(&info->timeline, node + 1, sizeof info->timeline);
			info->has_timeline = get32(info->timeline.magic) == TIMELINE_MAGIC;
		}
		at = get64(node->next);
	}
}

void boot_info_read(struct boot_info *info, const struct boot_params *params,
		    boot_memory *memory)
{
	memset(info, 0, sizeof *info);
	read_memory(info, params);
	read_cmdline(info, params, memory);
	read_setup_data(info, params, memory);
	info->initrd_size = get32(params->header.ramdisk_size);
	info->initrd = info->initrd_size ? get32(params->header.ramdisk_image) : 0;
}

u64 boot_info_ram(const struct boot_info *info)
{
	u64 sum = 0;

	for (unsigned i = 0; i < info->ranges; i++)
		if (info->range[i].type == RAM)
			sum += info->range[i].size;
	return sum;
}

static const char *next_word(const char *p)
{
	while (*p && !is_blank(*p))
		p++;
	while (is_blank(*p))
		p++;
	return p;
}

bool boot_info_word(const struct boot_info *info, const char *word)
{
	for (const char *p = info->cmdline; *p; p = next_word(p)) {
		const char *rest = str_after(p, word);

		if (rest && (!*rest || is_blank(*rest)))
			return true;
	}
	return false;
}

bool boot_info_value(const struct boot_info *info, const char *name, char *to, size_t size)
{
	bool found = false;

	for (const char *p = info->cmdline; *p; p = next_word(p)) {
		const char *value = str_after(p, name);
		size_t n = 0;

		while (value && value[n] && !is_blank(value[n]) && n < size - 1)
			n++;
		if (value) {
			memcpy(to, value, n);
			to[n] = '\0';
			found = true;
		}
	}
	return found;
}

unsigned boot_info_arguments(const struct boot_info *info, char text[BOOT_CMDLINE], char **argv,
			     unsigned max)
{
	const char *p = info->cmdline;
	unsigned n = 0;

	while (*p && !(p[0] == '-' && p[1] == '-' && (!p[2] || is_blank(p[2])) &&
		       (p == info->cmdline || is_blank(p[-1]))))
		p++;
	for (p = *p ? p + 2 : p; *p && n < max; *text++ = '\0') {
		while (is_blank(*p))
			p++;
		if (!*p)
			break;
		argv[n++] = text;
		while (*p && !is_blank(*p))
			*text++ = *p++;
	}
	return n;
}
