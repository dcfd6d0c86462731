/* wiring.c - what the lower folders ask of the upper ones. */
#include "wiring.h"
#include "boot_timeline.h"
#include "fail.h"
#include "fs/proc.h"
#include "printk.h"
#include "sys/syscall.h"
#include "sysrq.h"
#include "tty/tty.h"

static void tty_of_session(void *of, u32 *rdev, u32 *foreground)
{
	const struct tty *tty = of;

	*rdev = (u32)tty->rdev;
	*foreground = tty->foreground;
}

static void show_boot_timeline(struct seq *s, struct task_struct *task)
{
	static char text[4 * KiB];

	(void)task;
	seq_put(s, text, boot_timeline_text(text, sizeof text));
}

void wiring_init(const struct boot_info *info)
{
	proc_cmdline_text = info->cmdline;
	proc_hostname = host_name;
	proc_tty = tty_of_session;
	if (proc_register("boot-timeline", show_boot_timeline, NULL) ||
	    proc_register("sysrq-trigger", NULL, sysrq) ||
	    proc_register("fail-nth", fail_nth_show, fail_nth_store))
		printk("no memory for all files of /proc\n");
}
