/* fuzz_loader_script.c - any bytes as a script for the whole loader: every command, a disk.
 *
 * The text ends at the first NUL; behind it is what a person types on the serial line.  The
 * disk is make_loader_disk.py's. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sanitizer/lsan_interface.h>
#include "command/world.h"
#include "mem/heap.h"
#include "menu/config.h"
#include "term/term.h"
#include "wiring.h"

enum {
	RAM        = 48 * MiB,
	BLOCK_MAX  = 256 * KiB,         /* of the heap: strings that double soon fill it */
	TEXT_MAX   = 1 * MiB,           /* that is printed; a run prints for ever otherwise */
	POLLS      = 100,               /* in loops, until an impatient person presses Esc */
};

static u8 *ram, *disk;
static size_t disk_size;
static const u8 *keys, *keys_end;
static unsigned polls, idle_since_key;
static size_t printed;
static u32 now;
static jmp_buf left;

/* --- The heap: malloc with a list of what there is, for when a run is left in its middle. */

struct block {
	struct block *next, *before;
	size_t        size, pad;
};

static struct block blocks = { &blocks, &blocks, 0, 0 };

void heap_init(void *base, size_t size)
{
	(void)base;
	(void)size;
}

void *heap_realloc(void *p, size_t size)
{
	struct block *old = p ? (struct block *)p - 1 : NULL, *b = NULL;

	if (size <= BLOCK_MAX)
		b = malloc(sizeof *b + size);
	if (!b)
		return NULL;
	*b = (struct block){ blocks.next, &blocks, size, 0 };
	b->next->before = b->before->next = b;
	if (old)
		memcpy(b + 1, p, MIN(old->size, size));
	heap_free(p);
	return b + 1;
}

void *heap_alloc(size_t size)
{
	return heap_realloc(NULL, size);
}

void *heap_zalloc(size_t size)
{
	void *p = heap_alloc(size);

	return p ? memset(p, 0, size) : NULL;
}

void heap_free(void *p)
{
	struct block *b = p;

	if (!b)
		return;
	b--;
	b->next->before = b->before;
	b->before->next = b->next;
	free(b);
}

char *heap_strndup(const char *s, size_t n)
{
	char *copy = n < BLOCK_MAX ? heap_zalloc(n + 1) : NULL;

	return copy ? memcpy(copy, s, n) : NULL;
}

char *heap_strdup(const char *s)
{
	return heap_strndup(s, strlen(s));
}

size_t heap_free_bytes(void)
{
	return RAM / 2;
}

/* --- The machine. */

static void put(char c)
{
	(void)c;
	if (++printed > TEXT_MAX)
		longjmp(left, 1);
}

/* What is typed; then Esc for whoever waits, and at last for whoever does not. */
static int get(void)
{
	if (idle_since_key || ++polls > POLLS) {
		idle_since_key = 0;
		return keys < keys_end ? *keys++ : 0x1b;
	}
	return -1;
}

static int no_key(void)
{
	return KEY_NONE;
}

static u8 no_shift(void)
{
	return 0;
}

static u32 milliseconds(void)
{
	return now += 3;
}

static void idle(void)
{
	idle_since_key++;
	now += 1000;
}

static err_t memory_map(struct mem_range *out, unsigned max, unsigned *n)
{
	(void)max;
	out[0] = (struct mem_range){ 0, 0x9fc00, MEM_RAM };
	out[1] = (struct mem_range){ MiB, RAM - MiB, MEM_RAM };
	*n = 2;
	return NULL;
}

static unsigned drives(struct drive *out, unsigned max)
{
	(void)max;
	*out = (struct drive){ .number = 0x80, .kind = DRIVE_HARD, .lba = true,
			       .sector_size = SECTOR, .sectors = disk_size / SECTOR };
	return 1;
}

static err_t drive_move(const struct drive *drive, u64 lba, u32 count, void *to, bool write)
{
	(void)drive;
	if (write)
		return "this disk is only read";
	memcpy(to, disk + lba * SECTOR, (size_t)count * SECTOR);
	return NULL;
}

static bool clock(u16 time[CLOCK_FIELDS], bool set)
{
	static const u16 fixed[CLOCK_FIELDS] = { 0x2024, 2, 0x29, 0x12, 0x34, 0x56 };

	if (!set)
		memcpy(time, fixed, sizeof fixed);
	return true;
}

static const struct line *no_serial(const u32 setup[SERIAL_FIELDS])
{
	(void)setup;
	return NULL;
}

static void *physical(u64 address, u64 size)
{
	return address <= RAM && size <= RAM - address ? ram + address : NULL;
}

static u64 tsc(void)
{
	return now;
}

static void no_text_mode(u16 vga)
{
	(void)vga;
}

static void no_video(void *boot_params)
{
	(void)boot_params;
}

static NORETURN void leave(void)
{
	longjmp(left, 1);
}

static NORETURN void handoff(const struct handoff *h)
{
	(void)h;
	leave();
}

static const struct platform *machine(void)
{
	static const struct line line = { "serial", put, get };
	static const struct line *const lines[] = { &line, NULL };
	static struct timeline timeline;
	static const struct platform p = {
		.key = no_key, .shift_keys = no_shift, .lines = lines,
		.milliseconds = milliseconds, .idle = idle, .memory_map = memory_map,
		.serial = no_serial, .clock = clock,
		.boot_drive = 0x80, .drives = drives, .drive_move = drive_move,
		.physical = physical, .tsc = tsc, .timeline = &timeline,
		.text_mode = no_text_mode, .video = no_video,
		.handoff = handoff, .reboot = leave, .halt = leave,
	};

	return &p;
}

/* --- One run. */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	FILE *f = fopen(FUZZ_DISK, "rb");

	(void)argc;
	(void)argv;
	ram = calloc(1, RAM);
	if (!f || fseek(f, 0, SEEK_END))
		abort();                        /* run it where the Makefile is */
	disk_size = (size_t)ftell(f);
	rewind(f);
	disk = malloc(disk_size);
	if (fread(disk, 1, disk_size, f) != disk_size)
		abort();
	fclose(f);
	return 0;
}

static void run(struct world *w, struct span text)
{
	struct source source = { "f", 1 };

	if (setjmp(left)) {
		/* Left in its middle: what it had stays, and is nobody's fault. */
		volumes_forget();
		for (struct block *b = blocks.next; b != &blocks; b = b->next)
			__lsan_ignore_object(b);
		blocks.next = blocks.before = &blocks;
		return;
	}
	if (world_start(w, machine()))
		abort();
	w->config_ran = true;           /* as at the prompt: Esc ends loops */
	(void)!config_find(w->script);
	script_run(w->script, text, source);
	script_free(w->script);
	menu_list_clear(w->menu);
	plan_clear(&w->plan);
	volumes_forget();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct world w;
	const u8 *end = size ? memchr(data, 0, size) : NULL;
	struct span text = { (const char *)data, (const char *)(end ? end : data + size) };

	keys = end ? end + 1 : data + size;
	keys_end = data + size;
	polls = idle_since_key = 0;
	printed = 0;
	now = 0;
	w = (struct world){ 0 };
	run(&w, text);
	return 0;
}
