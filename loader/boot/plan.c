/* plan.c - linux and initrd: open and check what they name, and write it down. */
#include "base/error.h"
#include "boot/boot.h"
#include "boot/linux.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "mem/heap.h"

enum { PATH_MAX_BYTES = 1024 };

static void drop_initrds(struct boot_plan *plan)
{
	while (plan->initrds)
		heap_free(plan->initrd[--plan->initrds]);
}

static void clear_failure(struct boot_plan *plan)
{
	heap_free(plan->why);
	plan->why = NULL;
	plan->failed = false;
}

void plan_clear(struct boot_plan *plan)
{
	drop_initrds(plan);
	clear_failure(plan);
	heap_free(plan->kernel);
	heap_free(plan->cmdline);
	*plan = (struct boot_plan){ .protocol = PLAN_NONE };
}

/* Errors live in a few buffers that will be used again; the plan keeps a copy. */
static err_t fail(struct boot_plan *plan, err_t err)
{
	clear_failure(plan);
	plan->failed = true;
	plan->why = heap_strdup(err);
	return err;
}

/* Open `path`; *full is heap memory, the path with its device. */
static err_t open_file(const char *path, const char *root, struct file *f, char **full)
{
	char *to = heap_alloc(PATH_MAX_BYTES);
	err_t err;

	if (!to)
		return ERR_NO_MEMORY;
	err = path_with_device(to, PATH_MAX_BYTES, path, root);
	if (!err)
		err = file_open(to, NULL, f);
	if (err) {
		err = errf("%s: %s", path, err);
	} else if (!(*full = heap_strdup(to))) {
		file_close(f);
		err = ERR_NO_MEMORY;
	}
	heap_free(to);
	return err;
}

static void put(char *to, size_t *n, char c)
{
	if (to)
		to[*n] = c;
	++*n;
}

/* One word the way GRUB hands it on: kernels split the line at blanks outside of "". */
static void put_word(char *to, size_t *n, const char *word)
{
	bool quote = strchr(word, ' ') != NULL;

	if (quote)
		put(to, n, '"');
	for (; *word; word++) {
		if (*word == '\\' || *word == '\'' || *word == '"')
			put(to, n, '\\');
		put(to, n, *word);
	}
	if (quote)
		put(to, n, '"');
}

/* BOOT_IMAGE=path and the arguments; to may be NULL.  The length without the NUL. */
static size_t put_cmdline(char *to, const char *path, int argc, char *const *argv)
{
	size_t n = 0;

	for (const char *p = "BOOT_IMAGE="; *p; p++)
		put(to, &n, *p);
	put_word(to, &n, path);
	for (int i = 0; i < argc; i++) {
		put(to, &n, ' ');
		put_word(to, &n, argv[i]);
	}
	put(to, &n, '\0');
	return n - 1;
}

static err_t parse_video(const char *text, u16 *video)
{
	static const struct {
		const char *name;
		u16 mode;
	} names[] = {
		{ "normal", VIDEO_NORMAL }, { "ext", VIDEO_EXTENDED }, { "ask", VIDEO_ASK },
	};
	const char *p = text;
	u64 mode;

	for (unsigned i = 0; i < COUNT(names); i++)
		if (str_equal(text, names[i].name)) {
			*video = names[i].mode;
			return NULL;
		}
	if (!str_number(&p, 0, &mode) || *p || mode > UINT16_MAX)
		return errf("vga=%s: no such video mode", text);
	*video = (u16)mode;
	return NULL;
}

/* 64, 64K, 64M or 64G; what has another form is between the user and the kernel. */
static void parse_mem(const char *text, u64 *limit)
{
	u64 n;
	unsigned shift = 0;

	if (!str_number(&text, 0, &n) || !n)
		return;
	switch (ascii_lower(*text)) {
	case 'g': shift += 10; /* fall through */
	case 'm': shift += 10; /* fall through */
	case 'k': shift += 10; text++;
	}
	if (!*text && n <= UINT64_MAX >> shift)
		*limit = n << shift;
}

static err_t parse_arguments(struct boot_plan *plan, int argc, char *const *argv)
{
	plan->mem_limit = UINT64_MAX;
	plan->video = VIDEO_NORMAL;
	for (int i = 0; i < argc; i++) {
		const char *value;

		if ((value = str_after(argv[i], "vga=")))
			TRY(parse_video(value, &plan->video));
		else if ((value = str_after(argv[i], "mem=")))
			parse_mem(value, &plan->mem_limit);
	}
	return NULL;
}

static err_t declare_kernel(struct boot_plan *plan, enum plan_protocol protocol,
			    const char *path, const char *root, int argc, char *const *argv)
{
	size_t n = put_cmdline(NULL, path, argc, argv);
	struct linux_image image;
	struct file f;
	err_t err;

	TRY(parse_arguments(plan, argc, argv));
	TRY(open_file(path, root, &f, &plan->kernel));
	err = linux_probe(&image, protocol, &f);
	file_close(&f);
	if (err)
		return errf("%s: %s", path, err);
	if (n > image.cmdline_max)
		return errf("command line of %zu bytes: the kernel takes %u", n,
			    image.cmdline_max);
	if (!(plan->cmdline = heap_alloc(n + 1)))
		return ERR_NO_MEMORY;
	put_cmdline(plan->cmdline, path, argc, argv);
	plan->protocol = protocol;
	return NULL;
}

err_t plan_linux(struct boot_plan *plan, enum plan_protocol protocol, const char *path,
		 const char *root, int argc, char *const *argv)
{
	err_t err;

	plan_clear(plan);
	err = declare_kernel(plan, protocol, path, root, argc, argv);
	return err ? fail(plan, err) : NULL;
}

static err_t declare_initrds(struct boot_plan *plan, enum plan_protocol protocol,
			     const char *root, int argc, char *const *argv)
{
	if (plan->protocol != protocol)
		return "no kernel yet: linux comes before initrd, linux16 before initrd16";
	if (argc > PLAN_INITRDS)
		return errf("%d initrds: %d are the most there can be", argc, PLAN_INITRDS);
	for (int i = 0; i < argc; i++) {
		struct file f;

		TRY(open_file(argv[i], root, &f, &plan->initrd[plan->initrds]));
		plan->initrds++;
		file_close(&f);
	}
	return NULL;
}

err_t plan_initrd(struct boot_plan *plan, enum plan_protocol protocol, const char *root,
		  int argc, char *const *argv)
{
	err_t err;

	drop_initrds(plan);
	err = declare_initrds(plan, protocol, root, argc, argv);
	if (err)
		return fail(plan, err);
	clear_failure(plan);
	return NULL;
}
