/*
 * Instructions by which a program goes past the C library, so that no function that we stand in
 * front of is called.
 */
#ifndef IPCSTAGE_AGENT_CORE_OWN_CODE_H
#define IPCSTAGE_AGENT_CORE_OWN_CODE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Puts into agent.own_calls whether the program may have an instruction that makes a system call,
 * and into agent.own_ticks whether it may have one that reads the processor's ticks: libraries have
 * such bytes by chance, and are not looked at. "May": its bytes are looked for, which can be part
 * of something else.
 */
void agent_find_own_code(void);

/* Whether code is the kernel's, which the C library reads the clock with: vdso(7). */
bool agent_is_vdso(uintptr_t code);

#endif
