/* test_kacpi.c - what the kernel makes of ACPI tables, and what it writes to which port. */
#include "check.h"

/* The ports of a machine, in place of common/io.h. */
#define COMMON_IO_H
static struct { unsigned port, value, bits; } written[8];
static unsigned writes;
static unsigned short control;

static inline void outb(unsigned short port, unsigned char value)
{
	written[writes].port = port;
	written[writes].bits = 8;
	written[writes++].value = value;
	control |= port == 0xb2;        /* the firmware gives the registers away */
}

static inline void outw(unsigned short port, unsigned short value)
{
	written[writes].port = port;
	written[writes].bits = 16;
	written[writes++].value = value;
}

static inline unsigned short inw(unsigned short port) { return port == 0x604 ? control : 0; }

#include "kernel/hw/acpi.c"

enum { RSDP = 0xf5a40, RSDT = 0x200000, XSDT = 0x201000, FADT = 0x202000, DSDT = 0x203000,
       OTHER = 0x204000, MEMORY = 0x210000 };

static u8 ram[MEMORY];

static const void *physical(u64 at)
{
	assert_true(at < MEMORY);
	return ram + at;
}

static void sum(u8 *p, size_t n, size_t at)
{
	p[at] = 0;
	for (size_t i = 0; i < n; i++)
		p[at] = (u8)(p[at] - (i == at ? 0 : p[i]));
}

static void put_table(u32 at, const char *name, u32 length)
{
	struct header *h = (void *)(ram + at);

	memcpy(h->signature, name, 4);
	h->length = put32(length);
	sum(ram + at, length, offsetof(struct header, sum));
}

/* A machine like QEMU's q35. */
static int setup(void **state)
{
	static const u8 s5[] = "\x08_S5_\x12\x06\x04\x0a\x05\x0a\x07\x00\x00";
	struct rsdp *r = (void *)(ram + RSDP);
	struct fadt *f = (void *)(ram + FADT);
	le32 list[2] = { put32(OTHER), put32(FADT) };

	(void)state;
	memset(ram, 0, sizeof ram);
	memset(&acpi, 0, sizeof acpi);
	writes = control = 0;
	memcpy(r->signature, "RSD PTR ", 8);
	r->rsdt = put32(RSDT);
	sum(ram + RSDP, 20, 8);
	memcpy(ram + RSDT + 36, list, sizeof list);
	put_table(RSDT, "RSDT", 36 + sizeof list);
	put_table(OTHER, "APIC", 50);
	f->dsdt = put32(DSDT);
	f->smi_command = put32(0xb2);
	f->acpi_enable = 2;
	f->pm1a_control = put32(0x604);
	f->flags = put32(RESET_SUPPORTED);
	f->reset_space = IO_SPACE;
	f->reset_address = put64(0xcf9);
	f->reset_value = 15;
	put_table(FADT, "FACP", 132);
	memcpy(ram + DSDT + 36 + 100, s5, sizeof s5 - 1);
	put_table(DSDT, "DSDT", 300);
	return 0;
}

static void expect_write(unsigned i, unsigned port, unsigned value, unsigned bits)
{
	assert_int_equal(written[i].port, port);
	assert_int_equal(written[i].value, value);
	assert_int_equal(written[i].bits, bits);
}

static void sleeps_and_resets(void **state)
{
	(void)state;
	acpi_init(physical);
	acpi_power_off();
	assert_int_equal(writes, 2);
	expect_write(0, 0xb2, 2, 8);
	expect_write(1, 0x604, 5 << 10 | 1 << 13, 16);
	acpi_reset();
	expect_write(2, 0xcf9, 15, 8);

	/* The second time the registers are ours already; a second block of them. */
	writes = 0;
	((struct fadt *)(ram + FADT))->pm1b_control = put32(0x704);
	put_table(FADT, "FACP", 132);
	acpi_init(physical);
	acpi_power_off();
	assert_int_equal(writes, 2);
	expect_write(0, 0x604, 5 << 10 | 1 << 13, 16);
	expect_write(1, 0x704, 7 << 10 | 1 << 13, 16);
}

static void nothing_is_written_without_tables(void **state)
{
	(void)state;
	ram[RSDP]++;
	acpi_init(physical);
	acpi_power_off();
	acpi_reset();
	assert_int_equal(writes, 0);
}

/* In the EBDA, and with 64-bit addresses. */
static void newer_tables(void **state)
{
	struct rsdp *r = (void *)(ram + 0x9fc10);
	le64 list[2] = { put64(1ull << 40), put64(FADT) };
	u16 segment = 0x9fc0;

	(void)state;
	memset(ram + RSDP, 0, 64);
	memcpy(ram + EBDA_SEGMENT, &segment, 2);
	memcpy(r->signature, "RSD PTR ", 8);
	r->revision = 2;
	r->xsdt = put64(XSDT);
	sum(ram + 0x9fc10, 20, 8);
	memcpy(ram + XSDT + 36, list, sizeof list);
	put_table(XSDT, "XSDT", 36 + sizeof list);
	acpi_init(physical);
	acpi_reset();
	expect_write(0, 0xcf9, 15, 8);
}

/* Each lie costs what it is about, and no more. */
static void lies(void **state)
{
	struct fadt *f = (void *)(ram + FADT);

	(void)state;
	f->reset_space = 0;                     /* in memory: not for us */
	put_table(FADT, "FACP", 132);
	acpi_init(physical);
	acpi_reset();
	assert_int_equal(writes, 0);
	acpi_power_off();
	assert_int_equal(writes, 2);

	setup(NULL);
	put_table(FADT, "FACP", 116);           /* of the first revision */
	acpi_init(physical);
	acpi_reset();
	assert_int_equal(writes, 0);

	setup(NULL);
	f->header.sum++;
	acpi_init(physical);
	acpi_power_off();
	assert_int_equal(writes, 0);

	setup(NULL);
	f->dsdt = put32(0xfffffff0);
	put_table(FADT, "FACP", 132);
	acpi_init(physical);
	acpi_power_off();
	assert_int_equal(writes, 0);

	setup(NULL);
	put_table(DSDT, "DSDT", 36 + 100 + 8);  /* the name is not in it as a whole */
	acpi_init(physical);
	acpi_power_off();
	assert_int_equal(writes, 0);

	for (unsigned i = 0; i < 4; i++) {      /* lengths that cannot be */
		static const u32 lengths[] = { 0, 35, 0x7fffffff, 0xffffffff };

		setup(NULL);
		((struct header *)(ram + RSDT))->length = put32(lengths[i]);
		acpi_init(physical);
		acpi_power_off();
		assert_int_equal(writes, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sleeps_and_resets, setup),
		cmocka_unit_test_setup(nothing_is_written_without_tables, setup),
		cmocka_unit_test_setup(newer_tables, setup),
		cmocka_unit_test_setup(lies, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
