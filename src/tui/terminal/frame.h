/*
 * A frame: what ncurses writes bit by bit, collected and sent in one write that does not block.
 *
 * `screen` is what to write to. Between frame_begin() and frame_end() its descriptor is a memory
 * file, else it is the terminal itself.
 */
#ifndef IPCSTAGE_TUI_TERMINAL_FRAME_H
#define IPCSTAGE_TUI_TERMINAL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct frame {
	FILE *screen; /* for ncurses, which writes to its descriptor and not through stdio */
	int device;   /* the terminal as it was given, to turn `screen` back */
	int memory;   /* the memory file */
	int sender;   /* the terminal, opened afresh and non-blocking where that is possible */
	char *bytes;  /* the memory file's, mapped */
	size_t sent, length;
};

/* Release with frame_release(), which may be called again. Returns 0 or -errno. */
int frame_init(struct frame *frame, int terminal);
void frame_release(struct frame *frame);

/* What was collected before must have been sent. */
void frame_begin(struct frame *frame);
void frame_end(struct frame *frame);

/* Send what is left, as far as the terminal takes it. Returns true when nothing is left. */
bool frame_send(struct frame *frame);

/* The same, waiting for a slow terminal for at most so long altogether. */
bool frame_send_within(struct frame *frame, int wait_ms);

#endif
