/* linux.c - linux, initrd, their 16-bit kin, and boot. */
#include "base/error.h"
#include "boot/boot.h"
#include "command/world.h"
#include "common/str.h"
#include "mem/heap.h"

static enum plan_protocol protocol_of(const char *command)
{
	size_t n = strlen(command);

	return n > 2 && str_equal(command + n - 2, "16") ? PLAN_LINUX16 : PLAN_LINUX;
}

/* A load command that did not do what it was told spoils the whole boot, also when the
 * words were wrong before a file was named: `initrd $unset` must not boot without one. */
static int refuse(struct call *call, err_t err)
{
	struct boot_plan *plan = &call_world(call)->plan;

	plan->failed = true;
	if (!plan->why)
		plan->why = heap_strdup(err);
	return call_error(call, err, STATUS_BAD_OS);
}

static int load_kernel(struct call *call)
{
	struct world *w = call_world(call);
	err_t err = "the kernel's file name is missing";

	if (call->argc > 1)
		err = plan_linux(&w->plan, protocol_of(call->argv[0]), world_root(w),
				 call->argc - 1, call->argv + 1);
	return err ? refuse(call, err) : STATUS_OK;
}

static int load_initrd(struct call *call)
{
	struct world *w = call_world(call);
	err_t err = "the initrd's file name is missing";

	if (w->plan.failed)             /* the first reason is the one to tell */
		return call_fail(call, STATUS_NO_KERNEL, "no kernel goes with it");
	if (call->argc > 1)
		err = plan_initrd(&w->plan, protocol_of(call->argv[0]), world_root(w),
				  call->argc - 1, call->argv + 1);
	return err ? refuse(call, err) : STATUS_OK;
}

static int boot(struct call *call)
{
	struct world *w = call_world(call);
	err_t err = "nothing can be booted from here";

	if (w->plan.failed)
		return call_fail(call, STATUS_BAD_OS, "not booted: %s",
				 w->plan.why ? w->plan.why : ERR_NO_MEMORY);
	if (w->plan.protocol == PLAN_NONE)
		return call_fail(call, STATUS_NO_KERNEL, "no kernel is loaded");
	if (w->boot)
		err = w->boot(w);
	return err ? refuse(call, err) : STATUS_OK;
}

const struct command linux_commands[] = {
	{ "linux",     0, 255, false, load_kernel, "KERNEL [ARGUMENT...]" },
	{ "linux16",   0, 255, false, load_kernel, "KERNEL [ARGUMENT...]" },
	{ "linuxefi",  0, 255, false, load_kernel, "KERNEL [ARGUMENT...]" },
	{ "initrd",    0, 255, false, load_initrd, "FILE..." },
	{ "initrd16",  0, 255, false, load_initrd, "FILE..." },
	{ "initrdefi", 0, 255, false, load_initrd, "FILE..." },
	{ "boot",      0, 0,   false, boot, "" },
	{ NULL, 0, 0, false, NULL, NULL },
};
