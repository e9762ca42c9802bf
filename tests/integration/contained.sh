#!/bin/sh
# A run signals nobody outside itself, whatever it calls: a process that is not of the run survives,
# and so does everybody where it means everybody. The latter in a namespace of its own: without the
# containment it would end all that there is.
. "$(dirname -- "$0")/lib.sh"

# prints HOW RESULT: so it ended, as the program says.
prints() {
	grep -q "prints \"$1: $2\"" "$scratch/out" || wrong "not $2: $1"
}

# survives OPTION...: there is a process outside the run, and there still is.
survives() {
	setsid sleep 1000 &
	outside=$!
	run "$@" "$programs/signals_outside" -- "$outside"
	[ "$status" -eq 0 ] || wrong "$*: status $status"
	kill -0 "$outside" 2>/dev/null || wrong "$*: a process outside the run has been ended"
	kill -KILL "$outside"
	wait "$outside" 2>/dev/null
}

survives --free
survives
for how in kill 'kill of its group' killpg sigqueue 'kill by its number' \
	'kill of its group by its number'; do
	prints "$how" ESRCH
done
for how in tgkill 'tkill by its number' 'rt_sigqueueinfo by its number' pidfd_send_signal \
	'kill by itself'; do
	prints "$how" EPERM
done
prints child TERM

# Who is killed before it has begun is dead, and the run comes to its end.
run --free "$programs/killed_newborn"
[ "$status" -eq 0 ] || wrong "killed_newborn --free: status $status"

# Everybody: the shell of the namespace waits for the run, and then looks.
all_survive() {
	# shellcheck disable=SC2016 # for the shell inside
	unshare -p -f --mount-proc sh -c '
		sleep 1000 &
		outside=$!
		"$@"
		kill -0 $outside && echo "the process outside is alive"
	' sh timeout 60 "$ipcstage" run "$@" "$programs/signals_outside" \
		>"$scratch/out" 2>"$scratch/err" </dev/null
	grep -q 'the process outside is alive' "$scratch/out" || wrong "$*: kill(-1) ended everybody"
}

if ! unshare -p -f --mount-proc true 2>/dev/null; then
	echo 'no namespace of processes can be made here: kill(-1) is not tried'
	exit $failed
fi
all_survive --free
all_survive
prints kill 'done'
# Whom nobody has waited for is still there.
prints 'kill again' 'done'
prints 'kill by its number' 'done'
prints 'kill by itself' EPERM
prints 'kill of its parent' EPERM
prints child TERM
exit $failed
