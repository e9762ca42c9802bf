/*
 * A thread changes what the C library keeps for the first one: the "date" that gmtime has returned
 * before, the table of hsearch ("hash"), the digits that ecvt returns ("digits"), or what swab is
 * given, of the heap ("swap") or of the first one's stack ("stack"). Ends with 0 when the first
 * thread was first, with 2 when it finds what cannot be there.
 */
#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *how;
static char *word = "word", *block;
static const time_t early = 1280000000, late = 1880000000; /* in 2010 and in 2029 */

static int is(const char *what)
{
	return strcmp(how, what) == 0;
}

static void *change(void *unused)
{
	int point, sign;
	ENTRY entry = {word, word};

	if (is("date"))
		gmtime(&late);
	else if (is("hash"))
		hsearch(entry, ENTER);
	else if (is("digits"))
		ecvt(2.5, 2, &point, &sign);
	else
		swab("badcfehg", block, 8);
	return unused;
}

int main(int argc, char **argv)
{
	int point, sign, found, year;
	ENTRY entry = {word, word};
	pthread_t thread;
	struct tm *date;
	char *digits, local[8] = {0};

	how = argc > 1 ? argv[1] : "date";
	block = is("stack") ? local : calloc(8, 1);
	hcreate(4);
	date = gmtime(&early);
	digits = ecvt(1.5, 2, &point, &sign);
	pthread_create(&thread, NULL, change, NULL);
	if (is("date")) {
		year = date->tm_year;
		found = year == 110 ? 0 : year == 129 ? 1 : 2;
	} else if (is("hash")) {
		found = hsearch(entry, FIND) != NULL;
	} else if (is("digits")) {
		found = ecvt(1.5, 2, &point, &sign)[0] != '1' || digits[0] != '1';
	} else {
		found = block[4] != 0;
	}
	pthread_join(thread, NULL);
	return found;
}
