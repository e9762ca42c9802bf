#include "agent/core/agent.h"

struct agent agent;
__thread bool agent_attends;
