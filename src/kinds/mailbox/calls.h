/*
 * Sockets without connections, as the calls of sockets know them: datagrams.
 */
#ifndef IPCSTAGE_KINDS_MAILBOX_CALLS_H
#define IPCSTAGE_KINDS_MAILBOX_CALLS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

struct address;
struct transfer;

/* What a descriptor of such a socket stands for; 0: it is none, or not one of the run's. */
unsigned agent_mailbox_of(int fd);

/* A socket has been made, by socket(2). */
void agent_note_new_socket(int fd);

/* Its address is known: whose ends a process has counted under its old number it has here. */
void agent_follow_mailbox(unsigned object);

int agent_bind_mailbox(int fd, struct address *address, uint32_t where);
int agent_connect_mailbox(int fd, const struct address *address, uint32_t where);

/*
 * The mailbox that a message sent by a descriptor goes into: that at the address it was given,
 * which is put into `address`; without one, of whom the socket is connected to, or its own, where
 * it will be refused. 0: what becomes of it is not followed.
 */
unsigned agent_mailbox_for(int fd, const struct msghdr *message, struct address *address,
			   uint32_t where);

/*
 * A message is about to be sent: what has no address is given one. Returns what is to be passed on
 * to agent_end_mail(), once its record has been written; which keeps errno.
 */
unsigned agent_begin_mail(const struct transfer *transfer);
void agent_end_mail(const struct transfer *transfer, unsigned bound);

/* It has been sent, with this result. Returns what is to be told: 0, it is lost. */
ssize_t agent_note_mail(const struct transfer *transfer, ssize_t result);

/*
 * Whether a socket of AF_UNIX has room for more of what it has sent and nobody has received:
 * poll(2) says earlier than sendmsg(2) that it has none.
 */
bool agent_has_buffer(int fd);

/* recvmsg(2) at a mailbox; the program is told the sender's address as it knows it. */
ssize_t agent_receive_mail(const struct transfer *transfer, struct msghdr *message, int flags);

/* Slots of its row (fd_kinds.h): its address is what others notice of its end. */
bool agent_mail_is_ready(const struct transfer *transfer);
unsigned agent_mail_held(unsigned object);
void agent_mail_given_back(unsigned object, unsigned held, uint32_t where);
void agent_mail_left(unsigned object);

#endif
