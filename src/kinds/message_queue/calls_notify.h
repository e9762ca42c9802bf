/*
 * mq_notify(3): a process that is to be told when a message comes.
 */
#ifndef IPCSTAGE_KINDS_MESSAGE_QUEUE_CALLS_NOTIFY_H
#define IPCSTAGE_KINDS_MESSAGE_QUEUE_CALLS_NOTIFY_H

#include <mqueue.h>
#include <stdbool.h>
#include <stdint.h>

/* Whether a message that is sent now is told of: asked before it is sent, of the queue. */
bool agent_queue_notifies(mqd_t queue, unsigned object);

/* It has been sent: who wanted to be told is, once. */
void agent_queue_notify(unsigned object, uint32_t where);

#endif
