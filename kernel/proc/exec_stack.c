/* exec_stack.c - what a new program finds on its stack: argc, argv, envp, the auxiliary
 * vector, and the strings behind them (System V ABI, "Process Initialization"). */
#include "common/str.h"
#include "cpu/cpu.h"
#include "fs/random.h"
#include "mm/slab.h"
#include "mm/uaccess.h"
#include "proc/internal.h"

enum {
	AT_NULL = 0, AT_PHDR = 3, AT_PHENT, AT_PHNUM, AT_PAGESZ, AT_BASE, AT_FLAGS, AT_ENTRY,
	AT_UID = 11, AT_EUID, AT_GID, AT_EGID, AT_PLATFORM, AT_HWCAP, AT_CLKTCK,
	AT_SECURE = 23, AT_RANDOM = 25, AT_HWCAP2 = 26, AT_EXECFN = 31, AT_SYSINFO,
	AT_SYSINFO_EHDR, AT_MINSIGSTKSZ = 51,
	AUXV_PAIRS = 24, RANDOM_BYTES = 16, PLATFORM_BYTES = 8, CLOCK_TICKS = 100,
	STACK_ALIGN = 16, SIGNAL_FRAME = 2048,  /* the biggest, with room to align it */
};

/* The vector being built: words of 4 or 8 bytes in kernel memory. */
struct vector {
	u8      *words;
	unsigned n, word;
};

static void add(struct vector *v, u64 value)
{
	memcpy(v->words + (size_t)v->n++ * v->word, &value, v->word);
}

static void pair(struct vector *v, u64 type, u64 value)
{
	add(v, type);
	add(v, value);
}

static size_t vector_words(const struct exec_plan *plan)
{
	return 1 + plan->argv->n + 1 + plan->envp->n + 1 + 2 * AUXV_PAIRS;
}

u64 exec_stack_bytes(const struct exec_plan *plan)
{
	return vector_words(plan) * 8 + plan->argv->bytes + plan->envp->bytes +
	       strlen(plan->path) + 1 + RANDOM_BYTES + PLATFORM_BYTES + 4 * STACK_ALIGN;
}

/* Strings end to end at `to`, their addresses into the vector; where they end, 0: fault. */
static u64 put_strings(struct vector *v, const struct exec_strings *s, u64 to)
{
	for (unsigned i = 0; i < s->n; i++) {
		size_t size = strlen(s->string[i]) + 1;

		if (copy_to_user(to, s->string[i], size))
			return 0;
		add(v, to);
		to += size;
	}
	add(v, 0);
	return to;
}

static void add_auxv(struct vector *v, const struct mm_struct *mm, const struct exec_plan *plan,
		     u64 random, u64 platform, u64 path)
{
	const struct elf_image *image = plan->image;
	const struct cred *cred = &current->cred;

	if (image->compat)
		pair(v, AT_SYSINFO, vdso_symbol(vdso32_vsyscall));
	pair(v, AT_SYSINFO_EHDR, mm->vdso);
	pair(v, AT_HWCAP, cpuid(1, 0).d);
	pair(v, AT_PAGESZ, PAGE_SIZE);
	pair(v, AT_CLKTCK, CLOCK_TICKS);
	pair(v, AT_PHDR, image->phdr ? image->phdr + plan->bias : 0);
	pair(v, AT_PHENT, image->phentsize);
	pair(v, AT_PHNUM, image->phnum);
	pair(v, AT_BASE, plan->base);
	pair(v, AT_FLAGS, 0);
	pair(v, AT_ENTRY, image->entry + plan->bias);
	pair(v, AT_UID, cred->uid);
	pair(v, AT_EUID, cred->euid);
	pair(v, AT_GID, cred->gid);
	pair(v, AT_EGID, cred->egid);
	pair(v, AT_SECURE, plan->secure);
	pair(v, AT_RANDOM, random);
	pair(v, AT_HWCAP2, 0);
	pair(v, AT_EXECFN, path);
	pair(v, AT_PLATFORM, platform);
	pair(v, AT_MINSIGSTKSZ, SIGNAL_FRAME);
	pair(v, AT_NULL, 0);
}

/* From the top down: 8 zeros, the path, environment, arguments, platform, random bytes. */
static bool fill(struct vector *v, struct mm_struct *mm, const struct exec_plan *plan, u64 *sp)
{
	size_t path_size = strlen(plan->path) + 1;
	u64 path = mm->stack_top - 8 - path_size;
	u64 strings = path - plan->envp->bytes - plan->argv->bytes;
	u64 platform = ALIGN_DOWN(strings - PLATFORM_BYTES, STACK_ALIGN);
	u64 random = platform - RANDOM_BYTES, start;
	u8 bytes[RANDOM_BYTES];

	random_bytes(bytes, sizeof bytes);
	add(v, plan->argv->n);
	mm->arg_start = strings;
	mm->arg_end = mm->env_start = put_strings(v, plan->argv, strings);
	mm->env_end = mm->arg_end ? put_strings(v, plan->envp, mm->arg_end) : 0;
	if (!mm->env_end || copy_to_user(path, plan->path, path_size) ||
	    copy_to_user(random, bytes, sizeof bytes) ||
	    copy_to_user(platform, plan->image->compat ? "i686\0\0\0" : "x86_64\0", PLATFORM_BYTES))
		return false;
	add_auxv(v, mm, plan, random, platform, path);
	start = ALIGN_DOWN(random - (u64)v->n * v->word, STACK_ALIGN);
	*sp = start;
	return !copy_to_user(start, v->words, (size_t)v->n * v->word);
}

u64 exec_stack_fill(struct mm_struct *mm, const struct exec_plan *plan)
{
	struct vector v = { .words = kmalloc(vector_words(plan) * 8),
			    .word = plan->image->compat ? 4 : 8 };
	u64 sp = 0;
	bool filled = v.words && fill(&v, mm, plan, &sp);

	kfree(v.words);
	return filled ? sp : 0;
}
