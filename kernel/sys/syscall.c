/* syscall.c - from a number to its handler; the trace of what programs ask for. */
#include "sys/call.h"
#include "common/fmt.h"
#include "mm/slab.h"
#include "printk.h"

enum { TRACE_LINE = 200, TRACE_BYTES = 40, TRACE_ARGS = 6 };

SYS0(sys_ni_syscall)
{
	return -ENOSYS;
}

/* --- the trace --- */

struct line {
	char   text[TRACE_LINE];
	size_t n;
};

static void add(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line->n += fmt_va(line->text + line->n, sizeof line->text - line->n, format, args);
	va_end(args);
	line->n = MIN(line->n, sizeof line->text - 1);
}

static void add_char(struct line *line, char c)
{
	static const char from[] = "\n\r\t\"\\", to[] = "nrt\"\\";
	const char *special = memchr(from, c, sizeof from - 1);

	if (special)
		add(line, "\\%c", to[special - from]);
	else if (c >= ' ' && c < 0x7f)
		add(line, "%c", c);
	else
		add(line, "\\x%02x", (u8)c);
}

/* A string, or n bytes, of user memory. */
static void add_bytes(struct line *line, u64 user, u64 n, bool string)
{
	char c;

	add(line, "\"");
	for (u64 i = 0; i < n && (i < TRACE_BYTES || string); i++) {
		if (i == TRACE_BYTES || get_user(c, user + i)) {
			add(line, "\"...");
			return;
		}
		if (string && !c)
			break;
		add_char(line, c);
	}
	add(line, n > TRACE_BYTES && !string ? "\"..." : "\"");
}

static void add_octal(struct line *line, u64 value)
{
	int shift = 63;

	add(line, "0");
	while (shift >= 0 && !(value >> shift & 7))
		shift -= 3;
	for (; shift >= 0; shift -= 3)
		add(line, "%c", (int)('0' + (value >> shift & 7)));
}

static void add_argument(struct line *line, char kind, u64 value, u64 next)
{
	if (kind == 's' && value)
		add_bytes(line, value, TRACE_BYTES + 1, true);
	else if (kind == 'b' && value)
		add_bytes(line, value, next, false);
	else if (kind == 'd')
		add(line, "%d", (int)value);
	else if (kind == 'o')
		add_octal(line, value);
	else if (value)
		add(line, "0x%llx", (unsigned long long)value);
	else
		add(line, kind == 'x' ? "0" : "NULL");
}

/* `read`: does the call itself fill its bytes?  They are shown once it is over. */
static bool fills(const char *name)
{
	return str_equal(name, "read") || str_equal(name, "pread64") ||
	       str_equal(name, "getrandom") || str_equal(name, "readlink") ||
	       str_equal(name, "readlinkat") || str_equal(name, "getcwd");
}

static void add_call(struct line *line, const char *name, const char *kinds,
		     const u64 value[TRACE_ARGS], const long *result)
{
	bool late = fills(name);

	add(line, "[%u] %s(", current->pid, name);
	for (unsigned i = 0; i < TRACE_ARGS && kinds[i]; i++) {
		u64 n = i + 1 < TRACE_ARGS ? value[i + 1] : 0;

		if (kinds[i] == 'b' && late)
			n = result && *result > 0 ? (u64)*result : 0;
		add(line, i ? ", " : "");
		add_argument(line, kinds[i], value[i], n);
	}
	add(line, ")");
}

static long traced(sys_call_fn *fn, const char *name, const char *kinds,
		   const u64 value[TRACE_ARGS])
{
	struct line line = { .n = 0 };
	bool late = fills(name);
	long result;

	/* What the call may destroy, or not come back from, is shown as it was before. */
	if (!late)
		add_call(&line, name, kinds, value, NULL);
	if (str_equal(name, "exit") || str_equal(name, "exit_group"))
		printk("%s\n", line.text);
	result = fn(value[0], value[1], value[2], value[3], value[4], value[5]);
	if (late)
		add_call(&line, name, kinds, value, &result);
	if (result < 0 && result >= -MAX_ERRNO)
		printk("%s = -1, error %d\n", line.text, (int)-result);
	else
		printk("%s = %s%llx\n", line.text, (u64)result > 9 ? "0x" : "",
		       (unsigned long long)result);
	return result;
}

static long trace(u32 nr, bool ia32, const u64 value[TRACE_ARGS])
{
	const u16 *names = ia32 ? ia32_sys_call_names : sys_call_names;
	const char *text;
	char name[24];

	if (nr < (ia32 ? IA32_NR_syscalls : NR_syscalls) && names[nr]) {
		text = sys_call_text + names[nr];
		return traced((ia32 ? ia32_sys_call_table : sys_call_table)[nr], text,
			      text + strlen(text) + 1, value);
	}
	fmt(name, sizeof name, "syscall_%u", nr);
	return traced(sys_ni_syscall, name, "xxxxxx", value);
}

/* --- the two ways in --- */

void do_syscall_64(struct pt_regs *regs)
{
	u32 nr = (u32)regs->orig_ax;

	if (current->flags & TASK_TRACE) {
		u64 value[] = { regs->di, regs->si, regs->dx, regs->r10, regs->r8, regs->r9 };

		regs->ax = (u64)trace(nr, false, value);
	} else if (nr < NR_syscalls) {
		regs->ax = (u64)sys_call_table[nr](regs->di, regs->si, regs->dx, regs->r10,
						   regs->r8, regs->r9);
	} else {
		regs->ax = (u64)-ENOSYS;
	}
}

/* Interrupts are on; a program of 64 bits may call here too, and then only the low halves
 * of its registers count. */
void do_syscall_32_irqs_on(struct pt_regs *regs)
{
	u32 nr = (u32)regs->orig_ax;

	current->flags |= TASK_INT80;
	if (current->flags & TASK_TRACE) {
		u64 value[] = { (u32)regs->bx, (u32)regs->cx, (u32)regs->dx, (u32)regs->si,
				(u32)regs->di, (u32)regs->bp };

		regs->ax = (u64)trace(nr, true, value);
	} else if (nr < IA32_NR_syscalls) {
		regs->ax = (u64)ia32_sys_call_table[nr]((u32)regs->bx, (u32)regs->cx,
							(u32)regs->dx, (u32)regs->si,
							(u32)regs->di, (u32)regs->bp);
	} else {
		regs->ax = (u64)-ENOSYS;
	}
	current->flags &= ~(u32)TASK_INT80;
}

/* --- paths from user memory --- */

long name_get(struct name *n, u64 user)
{
	long len = copy_string_from_user(n->few, user, sizeof n->few);

	n->text = n->few;
	if (len != -ENAMETOOLONG)
		return MIN(len, 0);
	n->text = kmalloc(PATH_MAX);
	if (!n->text)
		return -ENOMEM;
	len = copy_string_from_user(n->text, user, PATH_MAX);
	if (len < 0)
		name_put(n);
	return MIN(len, 0);
}

void name_put(struct name *n)
{
	if (n->text != n->few)
		kfree(n->text);
}

long at_get(struct at *at, u64 dirfd, u64 user)
{
	const struct file *dir;
	long error = name_get(&at->name, user);

	at->base = NULL;
	if (error || (int)dirfd == AT_FDCWD || at->name.text[0] == '/')
		return error;
	dir = fd_file((u32)dirfd);
	if (!dir) {
		name_put(&at->name);
		return -EBADF;
	}
	at->dir = dir->path;
	path_get(&at->dir);
	at->base = &at->dir;
	return 0;
}

void at_put(struct at *at)
{
	if (at->base)
		path_put(at->base);
	name_put(&at->name);
}

long path_at(u64 dirfd, u64 user, u32 lookup, struct path *path)
{
	struct at at;
	long error = at_get(&at, dirfd, user);

	if (error)
		return error;
	error = path_lookup(at.base, at.name.text, lookup, path);
	at_put(&at);
	return error;
}

long fd_new(struct file *f, bool cloexec)
{
	long fd;

	if (is_err(f))
		return ptr_err(f);
	fd = fd_install(f, 0, cloexec);
	if (fd < 0)
		file_put(f);
	return fd;
}
