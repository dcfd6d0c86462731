/* rtc.c - the calendar in the CMOS (MC146818). */
#include "hw/rtc.h"
#include "common/io.h"

enum {
	INDEX = 0x70, DATA = 0x71,
	SECOND = 0, MINUTE = 2, HOUR = 4, DAY = 7, MONTH = 8, YEAR = 9, STATUS_A = 10,
	STATUS_B = 11,
	UPDATING = 0x80, HOURS_24 = 2, BINARY = 4, PM = 0x80,
	READS = 1000,
};

struct date { u8 second, minute, hour, day, month, year; };

static u8 cmos(u8 index)
{
	outb(INDEX, index);
	return inb(DATA);
}

static struct date read_once(void)
{
	for (int i = 0; i < READS && (cmos(STATUS_A) & UPDATING); i++)
		;
	return (struct date){ cmos(SECOND), cmos(MINUTE), cmos(HOUR), cmos(DAY), cmos(MONTH),
			      cmos(YEAR) };
}

static bool same(const struct date *a, const struct date *b)
{
	return a->second == b->second && a->minute == b->minute && a->hour == b->hour &&
	       a->day == b->day && a->month == b->month && a->year == b->year;
}

static unsigned number(u8 value, u8 status)
{
	return status & BINARY ? value : (value >> 4) * 10u + (value & 15u);
}

u64 days_since_1970(unsigned year, unsigned month, unsigned day)
{
	/* A year that starts in March has its odd day at its end. */
	unsigned y = month > 2 ? year : year - 1;
	unsigned m = (month + 9) % 12;

	return y * 365ull + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 1 - 719468;
}

u64 rtc_read(void)
{
	struct date a = read_once(), b = read_once();
	u8 status = cmos(STATUS_B);
	unsigned hour, year;

	for (int i = 0; i < READS && !same(&a, &b); i++) {
		a = b;
		b = read_once();
	}
	hour = number(a.hour & ~PM, status);
	if (!(status & HOURS_24))
		hour = hour % 12 + (a.hour & PM ? 12 : 0);
	year = number(a.year, status);
	year += year < 70 ? 2000 : 1900;
	return days_since_1970(year, number(a.month, status), number(a.day, status)) * 86400 +
	       hour * 3600 + number(a.minute, status) * 60 + number(a.second, status);
}
