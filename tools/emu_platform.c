/* emu_platform.c - the loader's machine as a Linux process. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "common/core_image.h"
#include "tools/emu_platform.h"

enum {
	TICK_MS     = 55,               /* a PC's clock interrupt */
	DEAF_TICKS  = 60000 / TICK_MS,  /* after the end of input somebody must get done */
	HASTY_TICKS = 100000000,        /* longer than any sleep can be */
	DEVICE_HOLE = 0xc0000000,       /* RAM goes on at 4 GiB */
};

static struct emu emu;
static int disk_fd[EMU_DISKS];
static u8 *memory;
static FILE *output;
static bool raw_output, input_ended;
static u32 hasty_ms;
static u64 started;
static struct termios terminal_before, terminal_raw;

static NORETURN void die(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(2);
}

/* --- The terminal as a serial line. */

static void put(char c)
{
	static bool return_pending;

	/* The line sends CR LF; a file gets LF. */
	if (return_pending && c != '\n')
		putc('\r', output);
	return_pending = !raw_output && c == '\r';
	if (!return_pending)
		putc(c, output);
}

static int get(void)
{
	struct pollfd in = { STDIN_FILENO, POLLIN, 0 };
	u8 c;

	if (emu.hasty || input_ended || poll(&in, 1, 0) <= 0)
		return -1;
	if (read(STDIN_FILENO, &c, 1) == 1)
		return c;
	input_ended = true;
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

/* Past stdio, in the middle of which a signal may have come. */
static void send(const char *text)
{
	if (isatty(STDOUT_FILENO) && write(STDOUT_FILENO, text, strlen(text)) < 0)
		return;                 /* it is gone */
}

/* Also what the menu made of it: colours, no cursor. */
static void restore_terminal(void)
{
	send("\033[m\033[?25h");
	tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal_before);
}

/* What follows is printed below the menu. */
static void leave_screen(void)
{
	send("\033[99H\r\n");
	restore_terminal();
}

static void quit(int sig)
{
	leave_screen();
	_exit(128 + sig);
}

/* The shell's while we are stopped. */
static void stop(int sig)
{
	(void)sig;
	leave_screen();
	raise(SIGSTOP);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal_raw);
}

void emu_take_terminal(void)
{
	static const int ends[] = { SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM };
	struct termios *t = &terminal_raw;

	if (tcgetattr(STDIN_FILENO, &terminal_before) != 0)
		return;
	*t = terminal_before;
	cfmakeraw(t);
	t->c_lflag |= ISIG;
	t->c_cc[VINTR] = t->c_cc[VSUSP] = _POSIX_VDISABLE;
	tcsetattr(STDIN_FILENO, TCSADRAIN, t);
	atexit(restore_terminal);
	for (unsigned i = 0; i < COUNT(ends); i++)
		signal(ends[i], quit);
	signal(SIGTSTP, stop);
}

void emu_output(FILE *out, bool raw)
{
	output = out;
	raw_output = raw;
}

/* One port: COM1, which is this terminal whatever it is set to. */
static const struct line line = { "serial", put, get };

static const struct line *serial(const u32 setup[SERIAL_FIELDS])
{
	enum { COM1 = 0x3f8 };

	return setup[SERIAL_PORT] == COM1 || (!setup[SERIAL_PORT] && !setup[SERIAL_UNIT]) ? &line
											   : NULL;
}

/* --- Time. */

static int from_bcd(u16 digits)
{
	int value = 0;

	for (unsigned shift = 16; shift > 0; ) {
		shift -= 4;
		value = value * 10 + (digits >> shift & 15);
	}
	return value;
}

static u16 to_bcd(int value)
{
	return (u16)(value / 1000 << 12 | value / 100 % 10 << 8 | value / 10 % 10 << 4 | value % 10);
}

/* The calendar; what is set is kept for this process alone. */
static bool clock_calendar(u16 now[CLOCK_FIELDS], bool set)
{
	time_t host = time(NULL), here = emu.clock;
	struct tm t;

	if (set) {
		t = (struct tm){ .tm_year = from_bcd(now[YEAR]) - 1900,
				 .tm_mon = from_bcd(now[MONTH]) - 1, .tm_mday = from_bcd(now[DAY]),
				 .tm_hour = from_bcd(now[HOUR]), .tm_min = from_bcd(now[MINUTE]),
				 .tm_sec = from_bcd(now[SECOND]) };
		emu.clock = timegm(&t);
		return true;
	}
	if (here)
		gmtime_r(&here, &t);
	else
		localtime_r(&host, &t);
	now[YEAR] = to_bcd(t.tm_year + 1900);
	now[MONTH] = to_bcd(t.tm_mon + 1);
	now[DAY] = to_bcd(t.tm_mday);
	now[HOUR] = to_bcd(t.tm_hour);
	now[MINUTE] = to_bcd(t.tm_min);
	now[SECOND] = to_bcd(t.tm_sec);
	return true;
}

static u32 milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u32)((u64)t.tv_sec * 1000 + (u64)t.tv_nsec / 1000000) + hasty_ms;
}

static void emu_idle(void)
{
	static unsigned deaf, hasty_ticks;
	struct pollfd in = { input_ended ? -1 : STDIN_FILENO, POLLIN, 0 };

	fflush(output);
	if (emu.hasty) {
		hasty_ms += TICK_MS;
		if (++hasty_ticks > HASTY_TICKS)
			die("loader", "it waits for a key, and nobody is there");
		return;
	}
	poll(&in, 1, TICK_MS);
	if (input_ended && ++deaf > DEAF_TICKS)
		die("loader", "it waits for a key, and the input has ended");
}

/* Nanoseconds since emu_platform(). */
static u64 tsc(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec - started;
}

/* --- Memory: one mapping, of which only what is touched costs anything. */

static void *physical(u64 address, u64 size)
{
	if (address >= 1ull << 32 && emu.memory > DEVICE_HOLE)
		address -= (1ull << 32) - DEVICE_HOLE;
	if (address > emu.memory || size > emu.memory - address)
		return NULL;
	return memory + address;
}

static err_t memory_map(struct mem_range *out, unsigned max, unsigned *n)
{
	u64 low_end = emu.memory < DEVICE_HOLE ? emu.memory : DEVICE_HOLE;
	const struct mem_range ranges[] = {
		{ 0, 0x9fc00, MEM_RAM }, { 0x9fc00, 0x400, MEM_RESERVED },
		{ 0xf0000, 0x10000, MEM_RESERVED },
		{ MiB, low_end - MiB, MEM_RAM },
		{ 1ull << 32, emu.memory - low_end, MEM_RAM },
	};

	for (*n = 0; *n < COUNT(ranges) && *n < max; ++*n)
		out[*n] = ranges[*n];
	return NULL;
}

/* --- Disks. */

/* Others than files and block devices have no size, and to open a pipe waits for its writer. */
static int open_disk(const char *path)
{
	struct stat st;
	int fd;

	if (stat(path, &st))
		die(path, strerror(errno));
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		die(path, "neither a disk nor the image of one");
	fd = open(path, O_CLOEXEC | (emu.read_only ? O_RDONLY : O_RDWR));
	if (fd < 0 && !emu.read_only)
		fd = open(path, O_CLOEXEC | O_RDONLY);
	if (fd < 0)
		die(path, strerror(errno));
	if (lseek(fd, 0, SEEK_END) < SECTOR)
		die(path, "smaller than a sector, so it is no disk");
	return fd;
}

static unsigned drives(struct drive *out, unsigned max)
{
	unsigned n = 0;

	for (; n < emu.disks && n < max; n++)
		out[n] = (struct drive){
			.number = (u8)(0x80 + n), .kind = DRIVE_HARD, .lba = true,
			.sector_size = SECTOR,
			.sectors = (u64)lseek(disk_fd[n], 0, SEEK_END) / SECTOR,
		};
	return n;
}

static err_t read_image(const struct drive *drive, u64 lba, u32 count, void *to)
{
	size_t size = (size_t)count * SECTOR, done = 0;

	while (done < size) {
		ssize_t n = pread(disk_fd[drive->number - 0x80], (char *)to + done, size - done,
				  (off_t)(lba * SECTOR + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? strerror(errno) : "the image file ends early";
		done += (size_t)n;
	}
	return NULL;
}

static err_t write_image(const struct drive *drive, u64 lba, u32 count, const void *from)
{
	size_t size = (size_t)count * SECTOR, done = 0;

	if (emu.read_only)
		return "this disk is only looked at";
	while (done < size) {
		ssize_t n = pwrite(disk_fd[drive->number - 0x80], (const char *)from + done,
				   size - done, (off_t)(lba * SECTOR + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)             /* EBADF: the file could only be opened to read */
			return errno == EBADF ? "the image file is read-only" : strerror(errno);
		done += (size_t)n;
	}
	return NULL;
}

static err_t drive_move(const struct drive *drive, u64 lba, u32 count, void *bytes, bool write)
{
	return write ? write_image(drive, lba, count, bytes)
		     : read_image(drive, lba, count, bytes);
}

/* --- Leaving. */

static NORETURN void leave(const char *how, const struct handoff *h)
{
	if (emu.left)
		emu.left(how, h);
	fputs(how, output);
	if (h && h->real_mode)
		fprintf(output, " to a kernel: real mode, cs:ip %04x:%04x, ds %04x, sp %04x",
			h->cs, h->ip, h->segment, h->sp);
	else if (h)
		fprintf(output, " to a kernel: 32-bit, entry 0x%x, esi 0x%x", h->entry, h->esi);
	fputs(raw_output ? "\r\n" : "\n", output);
	fflush(output);
	exit(0);
}

static NORETURN void handoff(const struct handoff *h)
{
	leave("handed off", h);
}

static NORETURN void reboot(void)
{
	leave("rebooted", NULL);
}

static NORETURN void halt(void)
{
	leave("halted", NULL);
}

static void no_text_mode(u16 vga)
{
	(void)vga;
}

static void no_video(void *boot_params)
{
	(void)boot_params;
}

const struct platform *emu_platform(const struct emu *e)
{
	static const struct line *const lines[] = { &line, NULL };
	static struct timeline timeline;
	static const struct platform platform = {
		.key = no_key, .shift_keys = no_shift, .lines = lines,
		.serial = serial, .clock = clock_calendar,
		.milliseconds = milliseconds, .idle = emu_idle, .memory_map = memory_map,
		.boot_drive = 0x80, .drives = drives, .drive_move = drive_move,
		.physical = physical, .tsc = tsc,
		.timeline = &timeline, .text_mode = no_text_mode, .video = no_video,
		.handoff = handoff, .reboot = reboot, .halt = halt,
	};

	emu = *e;
	if (!output)
		emu_output(stdout, false);
	started = tsc();
	timeline.magic = put32(TIMELINE_MAGIC);
	timeline.count = put32(MILESTONE_COUNT);
	for (unsigned i = 0; i < emu.disks; i++)
		disk_fd[i] = open_disk(emu.disk[i]);
	memory = mmap(NULL, emu.memory, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		die("memory", strerror(errno));
	return &platform;
}
