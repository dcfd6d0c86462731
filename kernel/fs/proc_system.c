/* proc_system.c - /proc: the machine, the kernel, the mounts. */
#include "cpu/cpu.h"
#include "cpu/desc.h"
#include "fs/block.h"
#include "fs/internal.h"
#include "fs/proc.h"
#include "fs/random.h"
#include "hw/irq.h"
#include "mm/slab.h"

typedef unsigned long long ull;

enum { TICK_NS = 1000000000 / HZ };
#define SECOND_NS 1000000000ull

const char *proc_cmdline_text = "";
const char *(*proc_hostname)(void);

static void show_meminfo(struct seq *s, struct task_struct *task)
{
	struct page_counts c;

	(void)task;
	page_counts(&c);
	seq_printf(s, "MemTotal:       %8llu kB\nMemFree:        %8llu kB\n"
		   "MemAvailable:   %8llu kB\n", (ull)c.total * 4, (ull)c.free * 4,
		   (ull)c.free * 4);
	seq_printf(s, "Buffers:        %8llu kB\nCached:         %8llu kB\n"
		   "SwapCached:     %8llu kB\n", 0ull, 0ull, 0ull);
	seq_printf(s, "SwapTotal:      %8llu kB\nSwapFree:       %8llu kB\n"
		   "Shmem:          %8llu kB\n", 0ull, 0ull, 0ull);
	seq_printf(s, "Slab:           %8llu kB\nSReclaimable:   %8llu kB\n"
		   "SUnreclaim:     %8llu kB\nPageTables:     %8llu kB\n", (ull)c.slab * 4, 0ull,
		   (ull)c.slab * 4, (ull)c.tables * 4);
}

/* Nothing is paged in or out. */
static void show_vmstat(struct seq *s, struct task_struct *task)
{
	struct page_counts c;

	(void)task;
	page_counts(&c);
	seq_printf(s, "nr_free_pages %llu\npgpgin 0\npgpgout 0\npswpin 0\npswpout 0\n", (ull)c.free);
}

static void show_uptime(struct seq *s, struct task_struct *task)
{
	u64 up = uptime_ns() / (SECOND_NS / 100), idle = sched_totals.idle_ns / (SECOND_NS / 100);

	(void)task;
	seq_printf(s, "%llu.%02llu %llu.%02llu\n", (ull)up / 100, (ull)up % 100,
		   (ull)idle / 100, (ull)idle % 100);
}

static u32 running_tasks(void)
{
	u32 n = 0;

	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		n += t->pid && t->state == TASK_RUNNING;
	return n;
}

/* Moved on when somebody looks: each 5 seconds since then weigh e^(-5/60), e^(-5/300),
 * e^(-5/900) as in every Unix, with the tasks that run now. */
void load_average(u64 load[3])
{
	static const u32 decay[3] = { 60296, 64452, 65173 };    /* in 1/65536 */
	static u64 average[3], at;
	u64 now = uptime_ns() / (5 * SECOND_NS), active = (u64)running_tasks() << 16;

	/* An hour later nothing of the old value is left. */
	at = now > 720 ? MAX(at, now - 720) : at;
	for (; at < now; at++)
		for (int i = 0; i < 3; i++)
			average[i] = (average[i] * decay[i] + active * (65536 - decay[i])) >> 16;
	memcpy(load, average, sizeof average);
}

static void show_loadavg(struct seq *s, struct task_struct *task)
{
	u64 load[3];
	u32 last = 0;

	(void)task;
	load_average(load);
	for (struct task_struct *t = task_next(NULL); t; t = task_next(t))
		last = MAX(last, t->pid);
	for (int i = 0; i < 3; i++)
		seq_printf(s, "%llu.%02llu ", (ull)load[i] >> 16,
			   ((ull)load[i] & 65535) * 100 >> 16);
	seq_printf(s, "%u/%u %u\n", running_tasks(), task_count(), last);
}

static void show_stat(struct seq *s, struct task_struct *task)
{
	const struct sched_totals *all = &sched_totals;
	u64 interrupts = 0;

	(void)task;
	for (unsigned i = 0; i < IRQS; i++)
		interrupts += irq_count(i);
	for (int i = 0; i < 2; i++)
		seq_printf(s, "cpu%s %llu 0 %llu %llu 0 0 0 0 0 0\n", i ? "0" : " ",
			   (ull)all->user_ns / TICK_NS, (ull)all->system_ns / TICK_NS,
			   (ull)all->idle_ns / TICK_NS);
	seq_printf(s, "intr %llu", (ull)interrupts);
	for (unsigned i = 0; i < IRQS; i++)
		seq_printf(s, " %llu", (ull)irq_count(i));
	seq_printf(s, "\nctxt %llu\nbtime %llu\nprocesses %llu\nprocs_running %u\nprocs_blocked 0\n",
		   (ull)all->switches, (ull)((wall_ns() - uptime_ns()) / SECOND_NS),
		   (ull)all->forks, running_tasks());
}

static void show_interrupts(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "           CPU0\n");
	for (unsigned i = 0; i < IRQS; i++)
		if (irq_count(i))
			seq_printf(s, "%3u: %10llu   XT-PIC\n", i, (ull)irq_count(i));
}

static const char *access_of(const struct mount *m)
{
	return (m->flags | m->sb->flags) & MS_RDONLY ? "ro" : "rw";
}

static void show_mount_flags(struct seq *s, const struct mount *m)
{
	seq_printf(s, "%s%s%s%s%s", access_of(m), m->flags & MS_NOSUID ? ",nosuid" : "",
		   m->flags & MS_NODEV ? ",nodev" : "", m->flags & MS_NOEXEC ? ",noexec" : "",
		   m->flags & MS_NOATIME ? ",noatime" : ",relatime");
}

void proc_show_mounts(struct seq *s, struct task_struct *task)
{
	char *buf = kmalloc(PATH_MAX);

	(void)task;
	for (struct mount *m = mount_next(NULL); buf && m; m = mount_next(m)) {
		struct path path = { m, m->root };
		const char *name = path_name(&path, buf, PATH_MAX);

		if (is_err(name))
			continue;
		seq_path(s, m->source);
		seq_put(s, " ", 1);
		seq_path(s, name);
		seq_printf(s, " %s ", m->sb->type->name);
		show_mount_flags(s, m);
		seq_printf(s, "%s%s 0 0\n", *m->options ? "," : "", m->options);
	}
	kfree(buf);
}

/* Its place in the list; 0: it is not there. */
static u32 mount_number(const struct mount *mount)
{
	u32 n = 1;

	for (struct mount *m = mount_next(NULL); m; m = mount_next(m), n++)
		if (m == mount)
			return n;
	return 0;
}

/* Number, parent's, device, what of the filesystem is seen, where, how - type, source, how. */
void proc_show_mountinfo(struct seq *s, struct task_struct *task)
{
	char *buf = kmalloc(PATH_MAX);

	(void)task;
	for (struct mount *m = mount_next(NULL); buf && m; m = mount_next(m)) {
		struct mount whole = { .root = m->sb->root };
		struct path path = { m, m->root }, inside = { &whole, m->root };
		const char *name = path_name(&inside, buf, PATH_MAX);

		if (is_err(name))
			continue;
		seq_printf(s, "%u %u %llu:%llu ", mount_number(m), mount_number(m->parent),
			   (ull)m->sb->dev >> 8 & 0xfff, (ull)m->sb->dev & 0xff);
		seq_path(s, name);
		seq_put(s, " ", 1);
		name = path_name(&path, buf, PATH_MAX);
		seq_path(s, is_err(name) ? "/" : name);
		seq_put(s, " ", 1);
		show_mount_flags(s, m);
		seq_printf(s, " - %s ", m->sb->type->name);
		seq_path(s, m->source);
		seq_printf(s, " %s%s%s\n", access_of(m), *m->options ? "," : "", m->options);
	}
	kfree(buf);
}

static void show_filesystems(struct seq *s, struct task_struct *task)
{
	(void)task;
	for (struct file_system_type *t = filesystem_next(NULL); t; t = filesystem_next(t))
		seq_printf(s, "%s\t%s\n", t->needs_device ? "" : "nodev", t->name);
}

static void show_partitions(struct seq *s, struct task_struct *task)
{
	(void)task;
	if (blkdev_next(NULL))
		seq_printf(s, "major minor  #blocks  name\n\n");
	for (struct block_device *d = blkdev_next(NULL); d; d = blkdev_next(d))
		seq_printf(s, "%4llu  %7llu %10llu %s\n", (ull)d->rdev >> 8 & 0xfff,
			   (ull)d->rdev & 0xff, (ull)d->sectors / 2, d->name);
}

static void show_version(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, KERNEL_OSTYPE " version " KERNEL_RELEASE " (gcc " __VERSION__ ") "
		   KERNEL_VERSION "\n");
}

static void show_cmdline(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "%s\n", proc_cmdline_text);
}

static void show_flags(struct seq *s)
{
	static const struct { u8 leaf1_d, bit; const char *name; } flags[] = {
		{ 1, 0, "fpu" }, { 1, 3, "pse" }, { 1, 4, "tsc" }, { 1, 5, "msr" },
		{ 1, 6, "pae" }, { 1, 8, "cx8" }, { 1, 9, "apic" }, { 1, 13, "pge" },
		{ 1, 15, "cmov" }, { 1, 19, "clflush" }, { 1, 23, "mmx" }, { 1, 24, "fxsr" },
		{ 1, 25, "sse" }, { 1, 26, "sse2" }, { 0, 0, "pni" }, { 0, 9, "ssse3" },
		{ 0, 13, "cx16" }, { 0, 19, "sse4_1" }, { 0, 20, "sse4_2" }, { 0, 23, "popcnt" },
		{ 0, 30, "rdrand" }, { 0, 31, "hypervisor" },
	};
	struct cpuid leaf = cpuid(1, 0);

	seq_printf(s, "flags\t\t:");
	for (unsigned i = 0; i < COUNT(flags); i++)
		if ((flags[i].leaf1_d ? leaf.d : leaf.c) >> flags[i].bit & 1)
			seq_printf(s, " %s", flags[i].name);
	seq_printf(s, "\n");
}

static void show_cpuinfo(struct seq *s, struct task_struct *task)
{
	struct cpuid vendor = cpuid(0, 0), leaf = cpuid(1, 0);
	u32 family = leaf.a >> 8 & 15, model = leaf.a >> 4 & 15, name[13] = { 0 };

	(void)task;
	if (family == 15)
		family += leaf.a >> 20 & 0xff;
	if (family >= 6)
		model |= leaf.a >> 12 & 0xf0;
	for (unsigned i = 0; i < 3; i++) {
		struct cpuid part = cpuid(0x80000002u + i, 0);

		memcpy(name + 4 * i, &part, sizeof part);
	}
	seq_printf(s, "processor\t: 0\nvendor_id\t: %.4s%.4s%.4s\ncpu family\t: %u\n"
		   "model\t\t: %u\nmodel name\t: %s\nstepping\t: %u\n", (const char *)&vendor.b,
		   (const char *)&vendor.d, (const char *)&vendor.c, family, model,
		   (const char *)name, leaf.a & 15);
	show_flags(s);
	seq_printf(s, "\n");
}

static void show_swaps(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
}

static void show_devices(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "Character devices:\n  1 mem\n  4 tty\n  4 ttyS\n  5 /dev/tty\n  5 /dev/console\n"
		   "\nBlock devices:\n  8 sd\n");
}

static void show_self(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "%u", current->tgid);
}

static void show_thread_self(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "%u/task/%u", current->tgid, current->pid);
}

static void show_self_mounts(struct seq *s, struct task_struct *task)
{
	(void)task;
	seq_printf(s, "self/mounts");
}

#define TEXT_SHOW(what, ...) \
	static void show_##what(struct seq *s, struct task_struct *task) \
	{ \
		(void)task; \
		seq_printf(s, __VA_ARGS__); \
	}
TEXT_SHOW(ostype, KERNEL_OSTYPE "\n")
TEXT_SHOW(osrelease, KERNEL_RELEASE "\n")
TEXT_SHOW(osversion, KERNEL_VERSION "\n")
TEXT_SHOW(hostname, "%s\n", proc_hostname ? proc_hostname() : "(none)")
TEXT_SHOW(pid_max, "%d\n", PID_MAX)
TEXT_SHOW(ngroups, "%d\n", NGROUPS)
TEXT_SHOW(cap_last, "40\n")
TEXT_SHOW(file_max, "%d\n", FILES_MAX)
TEXT_SHOW(overcommit, "1\n")

static void show_uuid(struct seq *s, struct task_struct *task)
{
	u8 b[16];

	(void)task;
	random_bytes(b, sizeof b);
	b[6] = (b[6] & 15) | 0x40;      /* RFC 4122: version 4, its variant */
	b[8] = (b[8] & 63) | 0x80;
	for (int i = 0; i < 16; i++)
		seq_printf(s, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", b[i]);
	seq_printf(s, "\n");
}

#define F(what, fn)    { .name = what, .mode = S_IFREG | 0444, .show = fn }
#define L(what, fn)    { .name = what, .mode = S_IFLNK | 0777, .show = fn }
#define D(what, table) { .name = what, .mode = S_IFDIR | 0555, .children = table }
#define TABLE_END      { .name = NULL }

static const struct proc_entry sys_random[] = { F("uuid", show_uuid), TABLE_END };
static const struct proc_entry sys_kernel[] = {
	F("ostype", show_ostype), F("osrelease", show_osrelease), F("version", show_osversion),
	F("hostname", show_hostname), F("pid_max", show_pid_max), F("ngroups_max", show_ngroups),
	F("cap_last_cap", show_cap_last), D("random", sys_random), TABLE_END,
};
static const struct proc_entry sys_fs[] = { F("file-max", show_file_max), TABLE_END };
static const struct proc_entry sys_vm[] = { F("overcommit_memory", show_overcommit), TABLE_END };
const struct proc_entry proc_sys_entries[] = {
	D("kernel", sys_kernel), D("fs", sys_fs), D("vm", sys_vm), TABLE_END,
};

const struct proc_entry proc_system_entries[] = {
	L("self", show_self), L("thread-self", show_thread_self), L("mounts", show_self_mounts),
	F("meminfo", show_meminfo), F("vmstat", show_vmstat), F("uptime", show_uptime),
	F("loadavg", show_loadavg), F("stat", show_stat), F("interrupts", show_interrupts),
	F("version", show_version),
	F("filesystems", show_filesystems), F("partitions", show_partitions),
	F("cmdline", show_cmdline), F("cpuinfo", show_cpuinfo), F("swaps", show_swaps),
	F("devices", show_devices), D("sys", proc_sys_entries), TABLE_END,
};
