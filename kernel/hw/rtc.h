/* rtc.h - the calendar in the CMOS. */
#ifndef HW_RTC_H
#define HW_RTC_H

#include "common/types.h"

/* Seconds since 1970, from a clock that shows UTC. */
u64 rtc_read(void);

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
u64 days_since_1970(unsigned year, unsigned month, unsigned day);

#endif
