/* Wide characters through streams, which settle what they are for by their first use. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

static int wrongs;

static void expect(int holds, const char *what)
{
	if (!holds)
		fprintf(stderr, "not so: %s\n", what);
	wrongs += !holds;
}

static void print_wide(void)
{
	expect(fwide(stdout, 0) == 0, "stdout is for nothing yet");
	expect(wprintf(L"%d wide: %ls %s\n", 3, L"\u00e4\u20ac", "bytes") == 17, "wprintf");
	expect(fwide(stdout, 0) > 0, "stdout is wide");
	expect(printf("narrow\n") < 0 && puts("narrow") == EOF, "no bytes go there");
	expect(fwrite("narrow", 1, 6, stdout) == 0, "nor by fwrite");
	expect(putwchar(L'\u20ac') == L'\u20ac' && fputws(L" put\n", stdout) >= 0, "fputws");
	expect(fwide(stderr, -1) < 0 && fputws(L"lost", stderr) == -1, "stderr is for bytes");
}

static void write_wide(int out)
{
	FILE *stream = fdopen(out, "w");

	expect(fwprintf(stream, L"one \u00e4\u20ac\n") == 7, "fwprintf");
	expect(fputws(L"two 22 \u00df\u00df\n", stream) >= 0, "fputws");
	expect(fputwc(L'\u20ac', stream) == L'\u20ac', "fputwc");
	fclose(stream);
}

static void read_wide(int in)
{
	FILE *stream = fdopen(in, "r");
	wchar_t line[20], word[20];
	int number = 0;

	expect(fgetws(line, 20, stream) && !wcscmp(line, L"one \u00e4\u20ac\n"), "fgetws");
	expect(fwscanf(stream, L"two %d %ls ", &number, word) == 2, "fwscanf");
	expect(number == 22 && !wcscmp(word, L"\u00df\u00df"), "what fwscanf read");
	expect(fgetwc(stream) == L'\u20ac', "fgetwc");
	expect(ungetwc(L'\u20ac', stream) == L'\u20ac' && getwc(stream) == L'\u20ac', "ungetwc");
	expect(getwc(stream) == WEOF && feof(stream), "the end");
	expect(fgetc(stream) == EOF && fwide(stream, 0) > 0, "no bytes come from there");
	fclose(stream);
}

int main(void)
{
	int ends[2];

	if (!setlocale(LC_ALL, "C.UTF-8") || pipe(ends) < 0)
		return 1;
	if (fork() == 0) {
		close(ends[0]);
		write_wide(ends[1]);
		_exit(wrongs);
	}
	close(ends[1]);
	print_wide();
	read_wide(ends[0]);
	wait(&ends[0]);
	return wrongs || ends[0];
}
