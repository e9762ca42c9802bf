#include "golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compare.h"
#include "script.h"

bool golden_is_updated(void)
{
	return getenv("UPDATE_GOLDEN");
}

/* The whole of a stream; the caller frees it, NULL when it cannot be read. */
static char *read_all(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(file);
	return text;
}

static int write_all(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0) {
		perror(path);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* Cut the first shot off, after its heading; *label is the heading. NULL when there is none. */
static char *next_shot(char **rest, char **label)
{
	char *shot, *next;

	if (!*rest || strncmp(*rest, "== ", 3) != 0)
		return NULL;
	*label = *rest + 3;
	shot = strchr(*label, '\n');
	if (!shot)
		return NULL;
	*shot++ = '\0';
	next = strncmp(shot, "== ", 3) == 0 ? shot : strstr(shot, "\n== ");
	if (next && next != shot)
		*next++ = '\0';
	*rest = next;
	return shot;
}

/* Shot by shot, so that one that was added does not make all later ones look wrong. */
static int compare(char *expected, char *actual)
{
	char *left, *right, *left_label = NULL, *right_label = NULL;
	int wrong = 0;

	do {
		left = next_shot(&expected, &left_label);
		right = next_shot(&actual, &right_label);
		if (left && right && strcmp(left_label, right_label) == 0 &&
		    strcmp(left, right) == 0)
			continue;
		if (left || right) {
			printf("\n%s:\n", right ? right_label : left_label);
			compare_print(stdout, left, right);
			wrong++;
		}
	} while (left && right);
	return wrong;
}

static int judge(const char *path, char *actual)
{
	char *expected;
	int wrong;

	if (golden_is_updated())
		return write_all(path, actual);
	expected = read_all(path);
	if (!expected) {
		perror(path);
		return EXIT_FAILURE;
	}
	wrong = compare(expected, actual);
	free(expected);
	if (wrong)
		printf("\n%d shots differ from %s; if that is meant: UPDATE_GOLDEN=1 ctest -L "
		       "golden\n",
		       wrong, path);
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

int golden_do(const char *keys, const char *screen)
{
	struct catalogue catalogue;
	struct error error;
	char *actual = NULL;
	size_t size = 0;
	FILE *shots;
	int result;

	if (catalogue_load_from(&catalogue, BINARY_DIR, &error) < 0) {
		fprintf(stderr, "%s\n", error.text);
		return EXIT_FAILURE;
	}
	shots = open_memstream(&actual, &size);
	result = !shots || script_do(&catalogue, keys, shots) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	if (shots)
		fclose(shots);
	if (result == EXIT_SUCCESS)
		result = judge(screen, actual);
	free(actual);
	catalogue_release(&catalogue);
	return result;
}
