/*
 * What is kept of the epolls of a process, by their descriptors: epoll(7).
 *
 * Which of its descriptors an epoll names, and in which order, hangs on what it named before and on
 * what was done to them since then: nothing but the order of all of that tells it, and it enters
 * the key of a state (agent_note_order()).
 */
#ifndef IPCSTAGE_AGENT_CALLS_EPOLLS_H
#define IPCSTAGE_AGENT_CALLS_EPOLLS_H

#include <stdbool.h>
#include <stdint.h>

/* A process has just begun, as a fork of another: what that one has made is none of its own. */
void agent_forget_epolls(void);

/* This process has made one. */
void agent_note_epoll(int epoll);

/* A descriptor is a copy of another one, which may be an epoll; it stands for nothing any more. */
void agent_copy_epoll(int from, int fd);
void agent_forget_epoll(int fd);

/* Whether it is one that this process has made. */
bool agent_is_epoll(int fd);

/* It watches a descriptor from now on; whether it watches any, or ever did. */
void agent_note_watched(int epoll, int fd);
bool agent_watches(int epoll);

/* Something else was done to what it watches than by any of the descriptors. */
void agent_note_epoll_change(int epoll, uint64_t what);

/*
 * The kernel is about to be asked whether it would name any. What is not ready any more loses its
 * place among several by that, so it counts when that was; once more with nothing done in between
 * does nothing.
 */
void agent_note_epoll_look(int epoll);

#endif
