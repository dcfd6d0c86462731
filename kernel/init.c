/* init.c - pid 1: unpacks the initramfs and becomes its /init. */
#include "init.h"
#include "abi/errno.h"
#include "boot_timeline.h"
#include "common/crc32.h"
#include "common/str.h"
#include "cpu/cpu.h"
#include "fs/initramfs.h"
#include "hw/power.h"
#include "mm/page.h"
#include "panic.h"
#include "printk.h"
#include "proc/proc.h"
#include "sched/clock.h"
#include "sched/kthread.h"

enum { INIT_WORDS = 16, PATH_BYTES = 256, CONSOLE_MAJOR = 5, CONSOLE_MINOR = 1 };

static char arguments[BOOT_CMDLINE];    /* of the command line, behind "--" */

static struct exec_strings strings_of(char **string, unsigned n)
{
	struct exec_strings s = { .string = string, .n = n };

	for (unsigned i = 0; i < n; i++)
		s.bytes += strlen(string[i]) + 1;
	return s;
}

static long run_program(const struct boot_info *info, char *path)
{
	char *args[INIT_WORDS] = { path };
	char home[] = "HOME=/", term[] = "TERM=linux", *env[] = { home, term };
	unsigned words = boot_info_arguments(info, arguments, args + 1, INIT_WORDS - 1);
	struct exec_strings argv = strings_of(args, 1 + words);
	struct exec_strings envp = strings_of(env, COUNT(env));
	struct file *file = vfs_open(NULL, path, O_RDONLY | O_LARGEFILE, 0);
	long result;

	if (is_err(file))
		return ptr_err(file);
	boot_step(path);
	result = do_execve(file, path, &argv, &envp, task_regs(current));
	file_put(file);
	return result;
}

/* init=, or the usual places.  0: pid 1 is a program now. */
static long run_init(const struct boot_info *info)
{
	static char path[PATH_BYTES];
	static const char *const places[] = { "/init", "/sbin/init", "/etc/init", "/bin/sh" };
	long result;

	if (boot_info_value(info, "init=", path, sizeof path) ||
	    boot_info_value(info, "rdinit=", path, sizeof path)) {
		result = run_program(info, path);
		if (result)
			printk("init=%s: error %d\n", path, (int)-result);
		return result;
	}
	for (unsigned i = 0; i < COUNT(places); i++) {
		memcpy(path, places[i], strlen(places[i]) + 1);
		result = run_program(info, path);
		if (!result)
			return 0;
		if (result != -ENOENT && result != -ENOTDIR)
			printk("%s: error %d\n", path, (int)-result);
	}
	return -ENOENT;
}

/* File descriptors 0, 1 and 2. */
static void open_console(void)
{
	struct file *file = vfs_open(NULL, "/dev/console", O_RDWR, 0);

	if (is_err(file)) {
		vfs_mknod(NULL, "/dev", S_IFDIR | 0755, 0);
		vfs_mknod(NULL, "/dev/console", S_IFCHR | 0600, makedev(CONSOLE_MAJOR, CONSOLE_MINOR));
		file = vfs_open(NULL, "/dev/console", O_RDWR, 0);
	}
	if (is_err(file)) {
		printk("/dev/console: error %d\n", (int)-ptr_err(file));
		return;
	}
	for (int i = 0; i < 3; i++) {
		if (i)
			file_get(file);
		if (fd_install(file, 0, false) < 0)
			panic("no memory for the first files");
	}
}

static void unpack(const struct boot_info *info)
{
	int result;

	if (!info->initrd_size)
		return;
	result = unpack_initramfs(physical(info->initrd), info->initrd_size);
	boot_step("unpack_initramfs");
	if (result)
		printk("initramfs: error %d after what was unpacked%s\n", -result,
		       result == -ENOSPC || result == -ENOMEM ? ": it does not fit into this memory"
							      : "");
}

static void print_timeline(const struct boot_info *info)
{
	static char text[4 * KiB];

	if (!info->has_timeline) {
		print_text("no timeline\n");
		return;
	}
	boot_timeline_text(text, sizeof text);
	print_text("timeline: ticks since the step before\n");
	print_text(text);
}

/* There is nothing to run: what the machine did then before it could run programs. */
static NORETURN void leave(const struct boot_info *info)
{
	print_text("no /init to run\n");
	if (!info->initrd_size)
		print_text("initrd: none\n");
	else
		printk("initrd: at 0x%llx, %llu bytes, CRC-32 %08x\n",
		       (unsigned long long)info->initrd, (unsigned long long)info->initrd_size,
		       crc32(0, physical(info->initrd), info->initrd_size));
	print_timeline(info);
	if (boot_info_word(info, "debug-exit"))
		debug_exit();
	if (boot_info_word(info, "poweroff")) {
		print_text("powering off\n");
		power_off();
	}
	print_text("halted\n");
	cpu_stop();
}

int kernel_init(void *arg)
{
	const struct boot_info *info = arg;

	task_set_name(current, "init");
	current->signal->pgid = current->signal->sid = 0;
	if (boot_info_word(info, "strace"))
		current->flags |= TASK_TRACE;   /* all programs descend from here */
	current->files = files_new();
	current->fs = fs_copy(init_task.fs);
	if (!current->files || !current->fs)
		panic("no memory for pid 1");
	unpack(info);
	open_console();
	clock_calibrate();
	boot_step("clock_calibrate");
	if (run_init(info))
		leave(info);
	if (info->initrd_size)
		pages_add(info->initrd, info->initrd_size);
	boot_step("kernel_init");
	return 0;
}
