/* write.c - the grub.cfg: settings first, then an entry for each kernel, then custom files. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "tools/mkconfig/mkconfig.h"

enum { OS_SIZE = 256, CUSTOM_MAX = 64 };

static FILE *out;
static const struct origin *system_;
static char os[OS_SIZE], class[OS_SIZE];

/* One word of the config language: in '...', a ' inside as '\''. */
static void put_quoted(const char *text)
{
	putc('\'', out);
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else
			putc(*text, out);
	}
	putc('\'', out);
}

/* --- what holds for the whole menu */

static void put_default(void)
{
	const char *wanted = setting("GRUB_DEFAULT");

	if (strcmp(wanted, "saved") == 0)
		wanted = "${saved_entry}";
	else if (!*wanted)
		wanted = "0";
	fprintf(out,
		"if [ -s $prefix/grubenv ]; then\n  load_env\nfi\n"
		"if [ \"${next_entry}\" ]; then\n"
		"  set default=\"${next_entry}\"\n  set next_entry=\n  save_env next_entry\n"
		"  set boot_once=true\n"
		"else\n  set default=\"%s\"\nfi\n"
		"if [ \"${prev_saved_entry}\" ]; then\n"
		"  set saved_entry=\"${prev_saved_entry}\"\n  save_env saved_entry\n"
		"  set prev_saved_entry=\n  save_env prev_saved_entry\n"
		"  set boot_once=true\n"
		"fi\n"
		"function savedefault {\n"
		"  if [ -z \"${boot_once}\" ]; then\n"
		"    set saved_entry=\"${chosen}\"\n    save_env saved_entry\n  fi\n"
		"}\n", wanted);
}

/* GRUB_TERMINAL is both; what is not there at a BIOS's console becomes it. */
static void put_terminals(void)
{
	const char *both = setting("GRUB_TERMINAL");
	const char *in = *both ? both : setting("GRUB_TERMINAL_INPUT");
	const char *to = *both ? both : setting("GRUB_TERMINAL_OUTPUT");

	if (strstr(in, "serial") || strstr(to, "serial"))
		fprintf(out, "%s\n", *setting("GRUB_SERIAL_COMMAND") ? setting("GRUB_SERIAL_COMMAND") : "serial");
	if (*in)
		fprintf(out, "terminal_input %s\n", in);
	if (*to)
		fprintf(out, "terminal_output %s\n", to);
}

static void put_timeout(void)
{
	const char *style = setting("GRUB_TIMEOUT_STYLE"), *timeout = setting("GRUB_TIMEOUT");
	const char *hidden = setting("GRUB_HIDDEN_TIMEOUT");

	/* The older pair of settings: how long nothing is shown, and whether that counts. */
	if (*hidden && !*style) {
		style = setting_is("GRUB_HIDDEN_TIMEOUT_QUIET", "true") ? "hidden" : "countdown";
		if (!*timeout || strcmp(timeout, "0") == 0)
			timeout = hidden;
	}
	fprintf(out, "set timeout_style=%s\nset timeout=%s\n", *style ? style : "menu",
		*timeout ? timeout : "5");
}

/* --- the entries */

static void put_search(const char *indent)
{
	if (*system_->uuid)
		fprintf(out, "%ssearch --no-floppy --fs-uuid --set=root %s\n", indent, system_->uuid);
}

static void put_root(void)
{
	if (*system_->root_uuid)
		fprintf(out, " root=UUID=%s", system_->root_uuid);
	fputs(" ro", out);
}

static void put_words(const char *words)
{
	if (*words)
		fprintf(out, " %s", words);
}

static void put_initrds(const struct kernel *k, const char *indent)
{
	const char *early = setting("GRUB_EARLY_INITRD_LINUX_CUSTOM");

	if (!k->initrds && !*early)
		return;
	fprintf(out, "%secho 'Loading initial ramdisk ...'\n%sinitrd", indent, indent);
	for (size_t word; *(early += strspn(early, " ")); early += word) {
		word = strcspn(early, " ");
		fprintf(out, " %s/%.*s", system_->boot, (int)word, early);
	}
	for (unsigned i = 0; i < k->initrds; i++)
		fprintf(out, " %s/%s", system_->boot, k->initrd[i]);
	putc('\n', out);
}

enum entry_kind { SIMPLE, ADVANCED, RECOVERY };

static void put_entry(const struct kernel *k, enum entry_kind kind, const char *indent)
{
	static const char *const kinds[] = { "simple", "advanced", "recovery" };
	char title[2 * OS_SIZE], id[2 * OS_SIZE], inner[8];

	snprintf(inner, sizeof inner, "%s\t", indent);
	snprintf(title, sizeof title, kind == SIMPLE ? "%s" : "%s, with Linux %s%s", os, k->version,
		 kind == RECOVERY ? " (recovery mode)" : "");
	snprintf(id, sizeof id, "gnulinux-%s%s%s-%s", kind == SIMPLE ? "" : k->version,
		 kind == SIMPLE ? "" : "-", kinds[kind], system_->root_uuid);
	fprintf(out, "%smenuentry ", indent);
	put_quoted(title);
	fprintf(out, " --class %s --class gnu-linux --class gnu --class os --id ", class);
	put_quoted(id);
	fputs(" {\n", out);
	if (setting_is("GRUB_SAVEDEFAULT", "true"))
		fprintf(out, "%ssavedefault\n", inner);
	if (*setting("GRUB_GFXPAYLOAD_LINUX"))
		fprintf(out, "%sset gfxpayload=%s\n", inner, setting("GRUB_GFXPAYLOAD_LINUX"));
	put_search(inner);
	fprintf(out, "%secho 'Loading Linux %s ...'\n%slinux %s/%s", inner, k->version, inner,
		system_->boot, k->name);
	put_root();
	if (kind == RECOVERY)
		put_words(*setting("GRUB_CMDLINE_LINUX_RECOVERY") ? setting("GRUB_CMDLINE_LINUX_RECOVERY")
								  : "single");
	put_words(setting("GRUB_CMDLINE_LINUX"));
	if (kind != RECOVERY)
		put_words(setting("GRUB_CMDLINE_LINUX_DEFAULT"));
	putc('\n', out);
	put_initrds(k, inner);
	fprintf(out, "%s}\n", indent);
}

static bool is_true(const char *name)
{
	return setting_is(name, "true") || setting_is(name, "y");
}

static void put_kernels(const struct kernel *kernel, unsigned n)
{
	bool submenu = !is_true("GRUB_DISABLE_SUBMENU");
	const char *indent = submenu ? "\t" : "";

	if (submenu) {
		char title[2 * OS_SIZE];

		put_entry(kernel, SIMPLE, "");
		snprintf(title, sizeof title, "Advanced options for %s", os);
		fputs("submenu ", out);
		put_quoted(title);
		fprintf(out, " --id 'gnulinux-advanced-%s' {\n", system_->root_uuid);
	}
	for (unsigned i = 0; i < n; i++) {
		put_entry(&kernel[i], ADVANCED, indent);
		if (!is_true("GRUB_DISABLE_RECOVERY"))
			put_entry(&kernel[i], RECOVERY, indent);
	}
	if (submenu)
		fputs("}\n", out);
}

/* --- the system's own additions */

static char *customs[CUSTOM_MAX];
static unsigned n_customs;

static void note(const char *name)
{
	/* By the numbers in front: those before 40 are the distribution's generators. */
	if (n_customs < CUSTOM_MAX && name[0] >= '4' && name[0] <= '9' && isdigit((u8)name[1]))
		customs[n_customs++] = keep(name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The usual custom file is a script that prints itself from its third line on.  What else
 * such a script would print only running it would tell. */
static void put_custom(const char *name)
{
	static const char head[] = "#!/bin/sh\nexec tail -n +3 $0\n";
	char path[512], *text;

	snprintf(path, sizeof path, "/etc/grub.d/%s", name);
	text = system_->read(system_, path);
	if (text && strncmp(text, head, sizeof head - 1) == 0)
		fprintf(out, "# from %s\n%s\n", path, text + sizeof head - 1);
	else if (text && strncmp(name, "41_custom", 9) != 0)
		fprintf(stderr, "fl-mkconfig: %s: %s is a program; left out\n", system_->where, path);
	free(text);
}

static void put_customs(void)
{
	system_->list_root(system_, "/etc/grub.d", note);
	qsort(customs, n_customs, sizeof *customs, by_name);
	for (unsigned i = 0; i < n_customs; i++)
		put_custom(customs[i]);
	fputs("if [ -f ${config_directory}/custom.cfg ]; then\n"
	      "  source ${config_directory}/custom.cfg\n"
	      "fi\n", out);
}

/* "Debian" is "Debian GNU/Linux"; Ubuntu is not. */
static void name_system(void)
{
	const char *name = *setting("GRUB_DISTRIBUTOR") ? setting("GRUB_DISTRIBUTOR") : "Linux";
	bool plain = strcmp(name, "Ubuntu") == 0 || strcmp(name, "Kubuntu") == 0 || strcmp(name, "Linux") == 0;

	snprintf(os, sizeof os, "%s%s", name, plain ? "" : " GNU/Linux");
	snprintf(class, sizeof class, "%.*s", (int)strcspn(name, " "), name);
	for (char *p = class; *p; p++)
		*p = isalnum((u8)*p) ? (char)tolower((u8)*p) : '-';
}

void write_config(FILE *to, const struct origin *s, const struct kernel *kernel, unsigned n)
{
	out = to;
	system_ = s;
	name_system();
	fputs("# Made by fl-mkconfig, which overwrites it.  Settings: /etc/default/grub; entries of your\n"
	      "# own: custom.cfg beside this file, or /etc/grub.d/40_custom.\n", out);
	put_default();
	put_terminals();
	put_timeout();
	put_kernels(kernel, n);
	put_customs();
}
