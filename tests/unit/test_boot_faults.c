/* test_boot_faults.c - the whole loader on a BIOS whose disk fails at each call there is, once
 * or from then on, with each status: it starts the kernel, or names the cause. */
#include "check.h"
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/error.h"
#include "bios/e820.h"
#include "bios/int13.h"
#include "boot/placement.h"
#include "common/linux_header.h"
#include "common/ondisk.h"
#include "fake_bios.h"
#include "fake_disk.h"
#include "main.h"

/* IMAGE and KERNEL: files, named by bios.mk.  The config saves a variable and starts KERNEL,
 * which is its own initrd. */
enum { DRIVE = 0x80, DISK_MAX = 8 * MiB, KERNEL_MAX = MiB, RAM = 64 * MiB };
enum { BLOCK = 1024, PATIENCE_MS = 300000, TEXT_MAX = 65536, CALLS_MAX = 500 };

enum end { NEVER_ENDED, BOOTED, WAITS };

/* What a run tells about itself; the parent process sees it. */
static struct result {
	enum end end;
	unsigned calls, failures;
	bool     saved, torn;           /* the block is the new one; is neither */
	bool     touched;               /* something else on the disk has changed */
	size_t   n;
	char     text[TEXT_MAX];
} *result;

static struct fault {
	unsigned call;                  /* from 1 */
	bool     once;
	int      status;
} fault;

static u8 pristine[DISK_MAX], disk[DISK_MAX], kernel[KERNEL_MAX];
static size_t disk_size, kernel_size, block_at;
static u8 *ram;
static u32 now;

static const char old_text[] = "# GRUB Environment Block\n";
static const char new_text[] = "# GRUB Environment Block\nword=kept\n";

static NORETURN void leave(enum end end)
{
	u8 block[BLOCK];

	memset(block, '#', sizeof block);
	memcpy(block, new_text, sizeof new_text - 1);
	result->saved = !memcmp(disk + block_at, block, sizeof block);
	result->torn = !result->saved && memcmp(disk + block_at, pristine + block_at, sizeof block);
	memcpy(disk + block_at, pristine + block_at, sizeof block);
	result->touched = memcmp(disk, pristine, disk_size) != 0;
	result->end = end;
	_exit(0);
}

static int fail_now(void)
{
	unsigned call = ++result->calls;

	if (fault.once ? call != fault.call : call < fault.call)
		return WORKS;
	result->failures++;
	return fault.status;
}

/* One range of RAM above 1 MiB. */
static void memory_call(struct bios_regs *r)
{
	static const u64 ranges[][2] = { { 0, 0x9fc00 }, { MiB, RAM - MiB } };
	u32 type = MEM_RAM, smap = r->edx;

	if ((u16)r->eax != 0xe820)
		return;
	memcpy(fake_low + BIOS_BUFFER, ranges[r->ebx], sizeof ranges[0]);
	memcpy(fake_low + BIOS_BUFFER + 16, &type, sizeof type);
	r->ebx = r->ebx + 1 < COUNT(ranges) ? r->ebx + 1 : 0;
	r->eax = smap;
	r->eflags &= ~(u32)FLAG_CF;
}

static void bios(u8 vector, struct bios_regs *r)
{
	if (vector == 0x13)
		fake_disk_int13(r);
	else if (vector == 0x15)
		memory_call(r);
}

static void put(char c)
{
	if (result->n < TEXT_MAX - 1)
		result->text[result->n++] = c;
}

static int no_byte(void)
{
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
	return now;
}

static void idle(void)
{
	now += 55;
	if (now > PATIENCE_MS)
		leave(WAITS);
}

static unsigned drives(struct drive *out, unsigned max)
{
	return int13_drives(DRIVE, out, max);
}

static void *physical(u64 address, u64 size)
{
	return address <= RAM && size <= RAM - address ? ram + address : NULL;
}

static u64 no_tsc(void)
{
	return 0;
}

static void no_mode(u16 vga)
{
	(void)vga;
}

static void no_video(void *boot_params)
{
	(void)boot_params;
}

/* Where it lies until it is moved, or already is where it goes. */
static const u8 *place_of(const struct handoff_move *m)
{
	return ram + (m->size ? m->from : m->to);
}

/* Kernel and initrd are there to the last byte, whatever it took to read them. */
static void handoff(const struct handoff *h)
{
	const struct boot_params *params = (const void *)place_of(&h->move[AT_PARAMS]);
	size_t setup = (kernel[0x1f1] + 1u) * SECTOR;

	assert_memory_equal(place_of(&h->move[AT_KERNEL]), kernel + setup, kernel_size - setup);
	assert_int_equal(get32(params->header.ramdisk_size), kernel_size);
	assert_int_equal(get32(params->header.ramdisk_image), h->move[AT_INITRD].to);
	assert_memory_equal(place_of(&h->move[AT_INITRD]), kernel, kernel_size);
	leave(BOOTED);
}

static void stop(void)
{
	leave(WAITS);
}

static void run_loader(void)
{
	static const struct line line = { "serial", put, no_byte };
	static const struct line *const lines[] = { &line, NULL };
	static struct timeline timeline;
	static struct platform pc = {
		.key = no_key, .shift_keys = no_shift, .lines = lines,
		.milliseconds = milliseconds, .idle = idle, .memory_map = e820_read,
		.boot_drive = DRIVE, .drives = drives, .drive_move = int13_move,
		.physical = physical, .tsc = no_tsc, .timeline = &timeline,
		.text_mode = no_mode, .video = no_video,
	};

	/* They come back only when an assertion has failed. */
	pc.handoff = (__typeof__(pc.handoff))handoff;
	pc.reboot = pc.halt = (__typeof__(pc.halt))stop;
	loader_main(&pc);
}

/* One start of the loader, in a process of its own: all of it is static. */
static void start(bool edd, struct fault f)
{
	pid_t child;

	memset(result, 0, sizeof *result);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		fault = f;
		fake_bios_reset(bios);
		fake_disk_plug_in(DRIVE, false, SECTOR, disk, disk_size);
		fake_disk.edd = fake_disk.edd_size = edd;
		fake_disk.fault = fail_now;
		run_loader();
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	if (result->end == NEVER_ENDED)
		print_error("call %u, status %d: %s\n", f.call, f.status, result->text);
	assert_int_not_equal(result->end, NEVER_ENDED);
	assert_false(result->torn || result->touched);
}

static void require(const char *sentence)
{
	if (!strstr(result->text, sentence))
		print_error("no \"%s\" in:\n%s\n", sentence, result->text);
	assert_non_null(strstr(result->text, sentence));
}

/* The cause: the status and where, or that there is no disk at all. */
static void require_cause(struct fault f)
{
	char text[80];

	snprintf(text, sizeof text, "BIOS status 0x%02x at sector ", (unsigned)f.status);
	if (!strstr(result->text, "the BIOS shows no disk"))
		require(text);
}

static const int statuses[] = { 0x00, 0x01, 0x04, 0x20, 0x80, 0xaa, 0xff };

/* Starts with a fault at each call, for each status and kind of call, until it comes after the
 * last one; check() looks at what each has done. */
static void at_each_call(bool once, void (*check)(bool edd, struct fault f))
{
	for (unsigned edd = 0; edd < 2; edd++)
		for (unsigned i = 0; i < COUNT(statuses); i++) {
			struct fault f = { 0, once, statuses[i] };

			do {
				f.call++;
				assert_true(f.call < CALLS_MAX);
				start(edd, f);
				check(edd, f);
			} while (result->failures);
			assert_true(f.call > 20);
		}
}

/* Tried again, every call works; but only the packet calls have another way to the size. */
static void check_once(bool edd, struct fault f)
{
	if (!edd && f.call == 2) {
		require("the BIOS shows no disk");
		return;
	}
	assert_int_equal(result->end, BOOTED);
	assert_true(result->saved);
}

static void each_call_fails_once(void **state)
{
	(void)state;
	at_each_call(true, check_once);
}

static void check_cause(bool edd, struct fault f)
{
	(void)edd;
	assert_int_equal(result->end, result->failures ? WAITS : BOOTED);
	if (result->failures)
		require_cause(f);
}

static void each_call_fails_from_then_on(void **state)
{
	(void)state;
	at_each_call(false, check_cause);
}

static int setup(void **state)
{
	(void)state;
	disk_size = load_file(IMAGE, pristine, sizeof pristine);
	kernel_size = load_file(KERNEL, kernel, sizeof kernel);
	assert_true(disk_size < sizeof pristine && kernel_size < sizeof kernel);
	memcpy(disk, pristine, disk_size);
	while (memcmp(pristine + block_at, old_text, sizeof old_text - 1))
		block_at += SECTOR;
	ram = mmap(NULL, RAM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	result = mmap(NULL, sizeof *result, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return ram == MAP_FAILED || result == MAP_FAILED;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_call_fails_once),
		cmocka_unit_test(each_call_fails_from_then_on),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
