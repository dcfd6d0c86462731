/* fake_pc.c - a platform whose memory is a buffer and whose jump comes back here. */
#include <setjmp.h>
#include <stdlib.h>
#include <sanitizer/lsan_interface.h>
#include "fake_pc.h"
#include "common/linux_header.h"
#include "common/str.h"

const struct mem_range fake_ranges[4] = {
	{ 0, 0x9fc00, MEM_RAM }, { 0x9fc00, 0x400, MEM_RESERVED },
	{ 0xf0000, 0x10000, MEM_RESERVED }, { MiB, FAKE_RAM - MiB, MEM_RAM },
};
u8 *fake_ram;
struct timeline fake_timeline;
struct handoff fake_handoff;
u16 fake_text_mode;
static u64 clock_now;
static jmp_buf left;

static void *physical(u64 address, u64 size)
{
	if (address > FAKE_RAM || size > FAKE_RAM - address)
		abort();
	return fake_ram + address;
}

static u64 tsc(void)
{
	return ++clock_now;
}

static void text_mode(u16 vga)
{
	fake_text_mode = vga;
}

static void video(void *boot_params)
{
	((struct boot_params *)boot_params)->screen.columns = 132;
}

static NORETURN void handoff(const struct handoff *h)
{
	for (unsigned i = 0; i < HANDOFF_MOVES; i++)
		memcpy(physical(h->move[i].to, h->move[i].size),
		       physical(h->move[i].from, h->move[i].size), h->move[i].size);
	fake_handoff = *h;
	longjmp(left, 1);
}

struct platform fake_platform = {
	.physical = physical, .tsc = tsc, .timeline = &fake_timeline,
	.text_mode = text_mode, .video = video, .handoff = handoff,
};

void fake_pc_reset(void)
{
	free(fake_ram);
	fake_ram = calloc(1, FAKE_RAM);
	if (!fake_ram)
		abort();
	clock_now = 0;
	fake_text_mode = 0;
	memset(&fake_handoff, 0, sizeof fake_handoff);
	memset(&fake_timeline, 0, sizeof fake_timeline);
	fake_timeline.magic = put32(TIMELINE_MAGIC);
	fake_timeline.count = put32(MILESTONE_COUNT);
}

bool fake_pc_run(void (*body)(void))
{
	volatile bool jumped = false;

	/* What a boot holds when it jumps is nobody's any more. */
	__lsan_disable();
	if (setjmp(left))
		jumped = true;
	else
		body();
	__lsan_enable();
	return jumped;
}
