/* date.h - the calendar: dates to seconds since 1970 UTC and back. */
#ifndef COMMON_DATE_H
#define COMMON_DATE_H

#include "common/types.h"

struct date {
	u32 year;                       /* from 1 */
	u8  month, day;                 /* from 1 */
	u8  hour, minute, second;
};

/* Seconds since 1970, UTC, in the calendar of today also before it began.  What is too big
 * carries over; any values will do. */
i64 date_seconds(const struct date *d);

/* The other way, from the year 1 to 1 million; of other times it makes some date. */
void date_from_seconds(i64 seconds, struct date *d);

/* "Sunday", ... */
const char *date_weekday(u32 year, u32 month, u32 day);

#endif
