/* linux.c - linux, initrd, their 16-bit kin, and boot. */
#include "base/error.h"
#include "boot/boot.h"
#include "command/world.h"
#include "common/str.h"
#include "mem/heap.h"

/* A load command that did not do what it was told spoils the whole boot, also when the
 * words were wrong before a file was named: `initrd $unset` must not boot without one. */
static int finish(struct call *call, err_t err)
{
	struct boot_plan *plan = &call_world(call)->plan;

	if (err) {
		plan->failed = true;
		if (!plan->why)         /* the first reason is the one to tell */
			plan->why = heap_strdup(err);
	}
	return call_error(call, err, STATUS_BAD_OS);
}

/* linux, linux16 and linuxefi; the same for initrd. */
static int load(struct call *call)
{
	struct world *w = call_world(call);
	const char *name = call->argv[0];
	bool kernel = name[0] == 'l';
	err_t err = "the file's name is missing";

	if (!kernel && w->plan.failed)
		return call_error(call, "no kernel goes with it", STATUS_NO_KERNEL);
	if (call->argc > 1)
		err = (kernel ? plan_linux : plan_initrd)
			(&w->plan, strchr(name, '1') ? PLAN_LINUX16 : PLAN_LINUX,
			 world_root(w), call->argc - 1, call->argv + 1);
	return finish(call, err);
}

/* What GRUB starts, or does to start it, and we do not yet. */
static int later(struct call *call)
{
	finish(call, errf("Firstlight has no %s yet", call->argv[0]));
	return STATUS_NOT_IMPLEMENTED;
}

err_t plan_problem(const struct boot_plan *plan)
{
	if (plan->failed)
		return plan->why ? plan->why : ERR_NO_MEMORY;
	return plan->protocol == PLAN_NONE ? "no kernel is loaded" : NULL;
}

static int boot(struct call *call)
{
	struct world *w = call_world(call);
	err_t err = plan_problem(&w->plan);

	if (err)
		return call_fail(call, w->plan.failed ? STATUS_BAD_OS : STATUS_NO_KERNEL,
				 "not booted: %s", err);
	return finish(call, w->boot(w));
}

const struct command linux_commands[] = {
	{ "chainloader|cryptomount|drivemap|kfreebsd|legacy_|module|multiboot|ntldr|parttool|xen_|xnu_",
	  0, 255, PREFIXES, later },
	{ "linux|linux16|linuxefi KERNEL [ARGUMENT...]", 0, 255, 0, load },
	{ "initrd|initrd16|initrdefi FILE...", 0, 255, 0, load },
	{ "boot",                          0, 0, 0, boot },
	{ NULL },
};
