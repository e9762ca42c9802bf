/*
 * conversation: two processes talk through a pipe that works both ways, each in its turn.
 *
 * Who sends waits only when the pipe is full. Short lines always fit; with long ones a process is
 * held until the other one listens, so one of the two has to listen first.
 */
#include <stdio.h>
#include <string.h>
#include <ipcstage.h>
#include "mp/memory.h"
#include "mp/pipe.h"
#include "mp/process.h"
#include "../options.h"
#include "../support.h"

enum {
	LINES = 4,
	LINE = 24,
	LONG = 1 << 20, /* bytes: several times what a pair of sockets holds */
};

static const char lines[LINES][LINE] = {"hello", "hello, too", "what is your name?",
					"I don't tell you!"};

struct talk {
	struct mp_connection first, second;
	int long_lines;	     /* each line is a message of LONG bytes, most of them blank */
	int both_send_first; /* and so they are */
	char (*heard)[LINE]; /* by the second process: what it said too, in order */
};

static void say(struct mp_connection *connection, const char *line, const struct talk *talk)
{
	static char message[LONG];
	size_t size = talk->long_lines || talk->both_send_first ? LONG : strlen(line) + 1;

	ipcstage_note("says %s", line);
	strcpy(message, line);
	stop_if_failed(mp_connection_send(connection, message, size), "send");
}

static void listen_to(struct mp_connection *connection, char *line)
{
	static char message[LONG];

	stop_if_failed(mp_connection_receive(connection, message, sizeof(message)), "receive");
	snprintf(line, LINE, "%.*s", LINE - 1, message);
	ipcstage_note("heard %s", line);
}

static int first(void *argument)
{
	struct talk *talk = argument;
	char line[LINE];

	ipcstage_process("first");
	mp_connection_close(&talk->second);
	say(&talk->first, lines[0], talk);
	listen_to(&talk->first, line);
	say(&talk->first, lines[2], talk);
	listen_to(&talk->first, line);
	return 0;
}

static int second(void *argument)
{
	struct talk *talk = argument;

	ipcstage_process("second");
	mp_connection_close(&talk->first);
	if (talk->both_send_first)
		say(&talk->second, lines[1], talk);
	listen_to(&talk->second, talk->heard[0]);
	if (!talk->both_send_first)
		say(&talk->second, lines[1], talk);
	strcpy(talk->heard[1], lines[1]);
	listen_to(&talk->second, talk->heard[2]);
	say(&talk->second, lines[3], talk);
	strcpy(talk->heard[3], lines[3]);
	return 0;
}

static void report(char (*heard)[LINE])
{
	printf("conversation=%s / %s / %s / %s\n", heard[0], heard[1], heard[2], heard[3]);
	ipcstage_outcome("conversation", "%s / %s / %s / %s", heard[0], heard[1], heard[2],
			 heard[3]);
	ipcstage_expected("conversation", "%s / %s / %s / %s", lines[0], lines[1], lines[2],
			  lines[3]);
}

int main(int argc, char *argv[])
{
	struct talk talk = {0};
	const struct option_row rows[] = {{"long-lines", &talk.long_lines, 0, 0},
					  {"both-send-first", &talk.both_send_first, 0, 0},
					  {NULL, NULL, 0, 0}};
	struct mp_process processes[2];
	struct mp_memory memory;

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	stop_if_failed(mp_memory_init(&memory, LINES * LINE), "memory");
	talk.heard = memory.at;
	stop_if_failed(mp_pipe(&talk.first, &talk.second, true, "pipe"), "pipe");
	stop_if_failed(mp_process_start(&processes[0], first, &talk), "first");
	stop_if_failed(mp_process_start(&processes[1], second, &talk), "second");
	mp_connection_close(&talk.first);
	mp_connection_close(&talk.second);
	for (int i = 0; i < 2; i++)
		stop_if_failed(mp_process_join(&processes[i], MP_FOREVER), "join");
	report(talk.heard);
	mp_memory_release(&memory);
	return 0;
}
