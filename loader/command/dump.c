/* dump.c - the commands that look at the bytes of files: cmp, hashsum, hexdump. */
#include "base/error.h"
#include "command/world.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/file.h"
#include "hash/hash.h"
#include "mem/heap.h"
#include "script/options.h"

enum { PIECE = 32 * KiB, PATH = 256 };  /* what is read at a time; the longest path */

/* Read piece number i of a file; *n: its bytes, 0 behind the end. */
static err_t read_piece(struct file *f, u32 i, u8 *to, size_t *n)
{
	u64 at = (u64)i * PIECE;

	*n = at < f->size ? (size_t)MIN(f->size - at, (u64)PIECE) : 0;
	return file_read(f, MIN(at, f->size), *n, to);
}

/* --- hexdump */

enum { SKIP, LENGTH };
static const char hexdump_options[] =
	"-s, --skip=N\tbytes\n"
	"-n, --length=N\tbytes, 256\n";
enum { LINE = 16 };

static void print_line(struct call *call, u32 at, const u8 *p, size_t n)
{
	char text[LINE + 1] = { 0 };

	call_print(call, "%08x ", at);
	for (size_t i = 0; i < LINE; i++) {
		call_print(call, i < n ? " %02x" : "   ", p[i]);
		if (i == 7)
			call_print(call, " ");
		if (i < n)
			text[i] = p[i] < ' ' || p[i] > '~' ? '.' : (char)p[i];
	}
	call_print(call, "  |%s|\n", text);
}

/* p[0..n) has a line behind it.  Of four equal lines and more the first and the last are
 * shown. */
static void print_dump(struct call *call, u32 at, const u8 *p, size_t n)
{
	for (size_t i = 0, same; i < n; i += LINE) {
		print_line(call, at + (u32)i, p + i, n - i);
		for (same = i; same + 2 * LINE <= n && !memcmp(p + i, p + same + LINE, LINE); )
			same += LINE;
		if (same - i >= 3 * LINE) {
			call_print(call, "*\n");
			i = same - LINE;
		}
	}
}

/* A file, or with (DEVICE) the bytes of a disk or partition.  As in GRUB the status does
 * not say whether there was something to read. */
static int hexdump(struct call *call)
{
	const char *path = call->argv[1];
	u64 skip = option_number(call->value[SKIP], 0);
	u32 n = (u32)MIN(option_number(call->value[LENGTH], 0), (u64)CONFIG_BYTES);
	struct volume *v = NULL;
	struct file f = { 0 };
	u8 *bytes;
	err_t err;

	if (!n)
		n = 256;
	if (path[strlen(path) - 1] == ')') {
		err = volume_by_name(path, &v);
	} else {
		err = world_open(call_world(call), path, &f);
		n = skip < f.size ? (u32)MIN((u64)n, f.size - skip) : 0;
	}
	bytes = heap_alloc(n + LINE);
	if (!bytes)
		err = ERR_NO_MEMORY;
	else if (!err)
		err = v ? block_read_bytes(&v->slice.dev, skip, n, bytes)
			: file_read(&f, skip, n, bytes);
	if (!err)
		print_dump(call, (u32)skip, bytes, n);
	heap_free(bytes);
	file_close(&f);
	call_error(call, err, 0);
	return STATUS_OK;
}

/* --- cmp */

/* Print how the open files differ. */
static err_t compare(struct call *call, struct file f[2], u8 *piece)
{
	char **name = call->argv + 1;
	size_t n, j = 0;

	if (f[0].size != f[1].size) {
		call_print(call, "Files differ in size: %llu [%s], %llu [%s]\n",
			   (unsigned long long)f[0].size, name[0],
			   (unsigned long long)f[1].size, name[1]);
		return NULL;
	}
	for (u32 i = 0; ; i++) {
		TRY(read_piece(&f[0], i, piece, &n));
		TRY(read_piece(&f[1], i, piece + PIECE, &n));
		if (!n)
			break;
		if (!memcmp(piece, piece + PIECE, n))
			continue;
		while (piece[j] == piece[PIECE + j])
			j++;
		call_print(call, "Files differ at the offset %llu: 0x%x [%s], 0x%x [%s]\n",
			   (unsigned long long)i * PIECE + j, piece[j], name[0],
			   piece[PIECE + j], name[1]);
		return NULL;
	}
	call_print(call, "The files are identical.\n");
	return NULL;
}

/* The status is that of GRUB 2.06: files that differ are no failure. */
static int cmp(struct call *call)
{
	char **name = call->argv + 1;
	u8 *piece = heap_alloc(2 * PIECE);
	struct file f[2] = { 0 };
	err_t err = ERR_NO_MEMORY;

	call_print(call, "Compare file `%s' with `%s':\n", name[0], name[1]);
	if (piece)
		err = world_open(call_world(call), name[0], &f[0]);
	if (!err)
		err = world_open(call_world(call), name[1], &f[1]);
	if (!err)
		err = compare(call, f, piece);
	file_close(&f[0]);
	file_close(&f[1]);
	heap_free(piece);
	return call_error(call, err, STATUS_READ_ERROR);
}

/* --- hashsum */

enum { HASH, CHECK, PREFIX, KEEP_GOING, UNCOMPRESS };
static const char hashsum_options[] =
	"-h, --hash=HASH\tcrc32 md5 sha1 sha256 sha512\n"
	"-c, --check=FILE\twith sums to compare\n"
	"-p, --prefix=FOLDER\tof the files\n"
	"-k, --keep-going\tafter an error\n"
	"-u, --uncompress\tfiles in gzip\n";

struct sum {
	const struct hash_kind *kind;
	struct hash hash;
	char  text[2 * HASH_SIZE + 1];  /* of the last file */
	u8    piece[PIECE];
};

/* Make the sum of a file; complain if that fails. */
static int sum_file(struct call *call, struct sum *s, const char *path)
{
	struct hash *h = &s->hash;
	struct file f;
	u8 result[HASH_SIZE];
	err_t err = file_open(path, world_root(call_world(call)), &f);
	size_t n = 1;

	if (!err && call->value[UNCOMPRESS])
		err = file_unpack(&f);
	hash_start(h, s->kind);
	for (u32 i = 0; !err && n; i++) {
		err = read_piece(&f, i, s->piece, &n);
		hash_add(h, s->piece, n);
	}
	file_close(&f);
	if (err)
		return call_error(call, errf("%s: %s", path, err), STATUS_READ_ERROR);
	hash_end(h, result);
	for (unsigned i = 0; i < s->kind->size; i++)
		fmt(s->text + 2 * i, 3, "%02x", result[i]);
	return STATUS_OK;
}

/* A line of a list of sums, without its end: the sum, two blanks, the name. */
static int check_line(struct call *call, struct sum *s, char *line)
{
	const char *prefix = call->value[PREFIX];
	char *name = line + 2 * s->kind->size, path[PATH], *p = line;
	bool same;
	int status;

	while (p < name && digit_value(*p) < 16)
		p++;
	if (p != name || p[0] != ' ' || p[1] != ' ')
		return call_fail(call, STATUS_BAD_FILE_TYPE, "%s is no list of sums",
				 call->value[CHECK]);
	*name = '\0';
	name += 2;
	fmt(path, sizeof path, prefix ? "%s/%s" : "%.0s%s", prefix, name);
	status = sum_file(call, s, path);
	if (status)
		return status;
	same = str_equal_nocase(line, s->text);
	call_print(call, "%s: %s\n", name, same ? "OK" : "HASH MISMATCH");
	return same ? STATUS_OK : STATUS_TEST_FAILURE;
}

/* As in GRUB: of a list, what is not there ends it also with --keep-going. */
static int check_list(struct call *call, struct sum *s)
{
	struct span text;
	err_t err = world_read(call_world(call), call->value[CHECK], &text);
	int status = STATUS_OK, one;

	if (err)
		return call_error(call, err, STATUS_READ_ERROR);
	for (char *line = (char *)(size_t)text.p, *end, *next; *line; line = next) {
		end = strchr(line, '\n');
		next = end ? end + 1 : strchr(line, '\0');
		if (end)
			*end = '\0';
		if (end && end > line && end[-1] == '\r')
			end[-1] = '\0';
		one = check_line(call, s, line);
		if (one)
			status = one;
		if (one && !(one == STATUS_TEST_FAILURE && call->value[KEEP_GOING]))
			break;
	}
	heap_free((void *)(size_t)text.p);
	return status;
}

static int sum_all(struct call *call, struct sum *s)
{
	int status = STATUS_OK;

	for (char **path = call->argv + 1; *path; path++) {
		int one = sum_file(call, s, *path);

		if (!one)
			call_print(call, "%s  %s\n", s->text, *path);
		else if (!call->value[KEEP_GOING])
			return one;
		else
			status = STATUS_TEST_FAILURE;
	}
	return status;
}

/* hashsum, or what says in its name which hash: md5sum, crc, ... */
static int hashsum(struct call *call)
{
	const char *kind = call->value[HASH];
	char *tail = strchr(call->argv[0], '\0') - 3;
	struct sum *s = heap_alloc(sizeof *s);
	int status;

	if (!s)
		return call_error(call, ERR_NO_MEMORY, 0);
	if (!kind) {
		kind = *tail == 's' ? call->argv[0] : "crc32";
		*tail = '\0';
	}
	s->kind = hash_find(kind);
	if (!s->kind || (call->value[CHECK] && call->argc > 1))
		status = call_usage(call);
	else
		status = call->value[CHECK] ? check_list(call, s) : sum_all(call, s);
	heap_free(s);
	return status;
}

const struct command dump_commands[] = {
	{ "cmp FILE FILE",                     2, 2, 0, cmp },
	{ "hashsum|md5sum|sha1sum|sha256sum|sha512sum|crc", 0, 255, 0, hashsum,
	  hashsum_options },
	{ "hexdump [OPTION...] FILE|(DEVICE)", 1, 1, 0, hexdump, hexdump_options },
	{ NULL },
};
