/* date.c - the calendar: dates to seconds since 1970 UTC and back. */
#include "common/date.h"
#include "common/div.h"

enum {
	DAY       = 86400,              /* seconds */
	DAYS_1970 = 719468,             /* days_to() of it */
};

/* Days from the start of March of the year 0 to the month: years are counted from March on,
 * so that February, with or without its 29th, is their end. */
static u32 days_to(u32 year, u32 month)
{
	if (month < 3) {
		year--;
		month += 12;
	}
	return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 - 457) / 5;
}

i64 date_seconds(const struct date *d)
{
	i64 days = (i64)days_to(d->year, d->month) + d->day - 1 - DAYS_1970;

	return days * DAY + d->hour * 3600 + d->minute * 60 + d->second;
}

void date_from_seconds(i64 seconds, struct date *d)
{
	u64 days = (u64)seconds + (u64)DAYS_1970 * DAY;
	u32 rest, day;

	rest = div64(&days, DAY);
	day = (u32)days;
	d->year = day / 366;
	while (days_to(d->year + 1, 1) <= day)
		d->year++;
	d->month = 1;
	while (d->month < 12 && days_to(d->year, d->month + 1u) <= day)
		d->month++;
	d->day = (u8)(day - days_to(d->year, d->month) + 1);
	d->hour = (u8)(rest / 3600);
	d->minute = (u8)(rest / 60 % 60);
	d->second = (u8)(rest % 60);
}

const char *date_weekday(u32 year, u32 month, u32 day)
{
	static const char names[7][10] = {
		"Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday",
	};

	return names[(days_to(year, month) + day - 1) % 7];
}
