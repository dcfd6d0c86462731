/* plan.c - linux and initrd: open and check what they name, and write it down. */
#include "base/error.h"
#include "boot/boot.h"
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"

enum { PATH_MAX_BYTES = 1024 };

/* Drop the files behind the first n. */
static void drop_files(struct boot_plan *plan, unsigned n)
{
	while (plan->files > n) {
		struct plan_file *f = &plan->file[--plan->files];

		file_close(&f->file);
		heap_free(f->path);
		heap_free(f->newc);
	}
}

void plan_clear(struct boot_plan *plan)
{
	drop_files(plan, 0);
	heap_free(plan->why);
	heap_free(plan->cmdline);
	memset(plan, 0, sizeof *plan);
}

/* NAME of newc:NAME:FILE to the next file, and *path to FILE; other paths stay. */
static err_t take_newc(struct plan_file *f, const char **path)
{
	const char *name = str_after(*path, "newc:"), *end;

	f->newc = NULL;
	if (!name)
		return NULL;
	end = strchr(name, ':');
	if (!end)
		return errf("%s: newc:NAME:FILE is meant", *path);
	while (*name == '/')
		name++;
	f->newc = heap_strndup(name, (size_t)(end - name));
	*path = end + 1;
	return f->newc ? NULL : ERR_NO_MEMORY;
}

/* Open the next file; the first is the kernel, which may be packed as a whole. */
static err_t add_file(struct boot_plan *plan, const char *path, const char *root)
{
	struct plan_file *f = &plan->file[plan->files];
	char *full = heap_alloc(PATH_MAX_BYTES);
	err_t err;

	if (!full)
		return ERR_NO_MEMORY;
	err = take_newc(f, &path);
	if (!err)
		err = path_with_device(full, PATH_MAX_BYTES, path, root);
	if (!err)
		err = file_open(full, NULL, &f->file);
	if (!err && !plan->files)
		err = file_error(full, NULL, file_unpack(&f->file));
	if (err) {
		heap_free(full);
		heap_free(f->newc);
		return err;
	}
	f->path = full;
	if (plan->files++ == 0)
		err = file_error(full, NULL, linux_probe(&plan->image, plan->protocol == PLAN_LINUX16,
							 &f->file));
	return err;
}

/* One word the way GRUB hands it on: kernels split the line at blanks outside of "". */
static char *put_word(char *to, const char *word)
{
	bool quote = strchr(word, ' ') != NULL;

	if (quote)
		*to++ = '"';
	for (; *word; word++) {
		if (strchr("\\'\"", *word))
			*to++ = '\\';
		*to++ = *word;
	}
	if (quote)
		*to++ = '"';
	return to;
}

/* BOOT_IMAGE=path and the arguments. */
static err_t make_cmdline(struct boot_plan *plan, int argc, char *const *argv)
{
	static const char first[] = "BOOT_IMAGE=";
	size_t size = sizeof first;
	char *to;

	for (int i = 0; i < argc; i++)
		size += 2 * strlen(argv[i]) + 3;        /* \ at each, two " and a blank */
	to = plan->cmdline = heap_alloc(size);
	if (!to)
		return ERR_NO_MEMORY;
	memcpy(to, first, sizeof first);
	to += sizeof first - 1;
	for (int i = 0; i < argc; i++) {
		if (i)
			*to++ = ' ';
		to = put_word(to, argv[i]);
	}
	*to = '\0';
	size = (size_t)(to - plan->cmdline);
	if (size > plan->image.cmdline_max)
		return errf("command line of %zu bytes: the kernel takes %u", size,
			    plan->image.cmdline_max);
	return NULL;
}

/* A number, or a name: 0xffff, 0xfffe and 0xfffd have one. */
static err_t parse_video(const char *text, u16 *video)
{
	static const char names[][8] = { "normal", "ext", "ask" };
	const char *p = text;
	u64 mode;

	for (unsigned i = 0; i < COUNT(names); i++)
		if (str_equal(text, names[i])) {
			*video = (u16)(VIDEO_NORMAL - i);
			return NULL;
		}
	if (!str_number(&p, 0, &mode) || *p || mode > UINT16_MAX)
		return errf("vga=%s: no such video mode", text);
	*video = (u16)mode;
	return NULL;
}

/* 64, 64K, 64M or 64G; what has another form is between the user and the kernel, and
 * 4 GiB and more are no limit to us. */
static u32 parse_mem(const char *text)
{
	static const char units[] = "kmg";
	const char *unit;
	unsigned shift = 0;
	u64 n;

	if (!str_number(&text, 0, &n))
		return 0;
	unit = strchr(units, *text | ' ');
	if (unit) {
		shift = 10 * (unsigned)(unit + 1 - units);
		text++;
	}
	return *text || n > UINT32_MAX >> shift ? 0 : (u32)n << shift;
}

static err_t parse_arguments(struct boot_plan *plan, int argc, char *const *argv)
{
	plan->video = VIDEO_NORMAL;
	for (int i = 1; i < argc; i++) {
		const char *value;

		if ((value = str_after(argv[i], "vga=")))
			TRY(parse_video(value, &plan->video));
		else if ((value = str_after(argv[i], "mem=")))
			plan->mem_limit = parse_mem(value);
	}
	return NULL;
}

err_t plan_linux(struct boot_plan *plan, enum plan_protocol protocol, const char *root,
		 int argc, char *const *argv)
{
	plan_clear(plan);
	plan->failed = true;
	plan->protocol = protocol;
	TRY(add_file(plan, argv[0], root));
	TRY(parse_arguments(plan, argc, argv));
	TRY(make_cmdline(plan, argc, argv));
	plan->failed = false;
	return NULL;
}

err_t plan_initrd(struct boot_plan *plan, enum plan_protocol protocol, const char *root,
		  int argc, char *const *argv)
{
	plan->failed = true;
	if (plan->protocol != protocol || !plan->files)
		return "initrd follows linux, initrd16 follows linux16";
	drop_files(plan, 1);
	if (argc > PLAN_INITRDS)
		return errf("more than %d initrds", PLAN_INITRDS);
	for (int i = 0; i < argc; i++)
		TRY(add_file(plan, argv[i], root));
	plan->failed = false;
	return NULL;
}
