/* test_date.c - every day of eight centuries, and the edges, against the C library. */
#include <time.h>
#include "check.h"
#include "common/date.h"

static void compare(i64 seconds)
{
	time_t t = (time_t)seconds;
	struct date d;
	char weekday[10];
	struct tm tm;

	assert_non_null(gmtime_r(&t, &tm));
	date_from_seconds(seconds, &d);
	strftime(weekday, sizeof weekday, "%A", &tm);
	if ((int)d.year != tm.tm_year + 1900 || d.month != tm.tm_mon + 1 || d.day != tm.tm_mday ||
	    d.hour != tm.tm_hour || d.minute != tm.tm_min || d.second != tm.tm_sec ||
	    strcmp(date_weekday(d.year, d.month, d.day), weekday))
		fail_msg("%lld is %u-%u-%u %u:%u:%u, %s", (long long)seconds, d.year, d.month,
			 d.day, d.hour, d.minute, d.second,
			 date_weekday(d.year, d.month, d.day));
	if (date_seconds(&d) != seconds)
		fail_msg("%lld comes back as %lld", (long long)seconds,
			 (long long)date_seconds(&d));
}

static void every_day(void **state)
{
	(void)state;
	for (i64 day = -150000; day < 150000; day++)
		compare(day * 86400 + (day * 7919 % 86400 + 86400) % 86400);
	for (i64 second = -90000; second < 90000; second++)
		compare(second);
}

static void edges(void **state)
{
	struct date d;

	(void)state;
	compare(INT32_MIN);
	compare(UINT32_MAX);
	compare(-62135596800);          /* the year 1 */
	compare(31000000000000);
	date_from_seconds(INT64_MAX, &d);               /* ends */
	assert_in_range(d.month, 1, 12);
	date_from_seconds(INT64_MIN, &d);
	assert_in_range(d.month, 1, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day),
		cmocka_unit_test(edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
