#!/bin/sh
# Nothing is left behind, whatever is killed when: no process, no name in /dev/shm, no path. Once
# where a run has names of its own, and once where the system does not let it.
. "$(dirname -- "$0")/lib.sh"

if [ "${NAMES:-own}" = everybodys ]; then
	printf '#include <errno.h>\nint mount(void) { errno = EPERM; return -1; }\n' |
		"${CC:-cc}" -shared -fPIC -x c -o "$scratch/refuses.so" - || wrong 'no cc'
	export LD_PRELOAD="$scratch/refuses.so" ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0"
fi

program=$programs/run_long

# Processes of the program under test: its name is its own, in a folder of this test's.
mkdir "$scratch/bin"
ln "$program" "$scratch/bin/leavings-$$" 2>/dev/null || cp "$program" "$scratch/bin/leavings-$$"
victim=$scratch/bin/leavings-$$

alive() {
	ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q -- "-> $victim"
}

named() {
	[ -e "/dev/shm/sem.$(basename "$victim")" ]
}

# For the run itself: what is there for everybody is there for it.
named_inside() {
	ls /proc/[0-9]*/root/dev/shm/sem."$(basename "$victim")" >/dev/null 2>&1
}

bound() {
	[ -S "$victim.sock" ]
}

# ftok(3) of the program and 1.
queue_key=$((1 << 24 | $(stat -c %d "$victim") % 256 << 16 | $(stat -c %i "$victim") % 65536))

queued() {
	grep -q "^ *$queue_key " /proc/sysvipc/msg
}

gone() {
	! alive && ! named && ! bound && ! queued
}


# The fork server is the program's process whose parent is the viewer; the other is the guardian.
server_of() {
	for status_file in /proc/[0-9]*/status; do
		child=$(basename "$(dirname "$status_file")")
		grep -q "^PPid:[[:space:]]*$1\$" "$status_file" 2>/dev/null &&
			[ "$(readlink "/proc/$child/exe")" = "$victim" ] && echo "$child"
	done
}

processes() {
	ls -l /proc/[0-9]*/exe 2>/dev/null | grep -c -- "-> $victim"
}

under_way() {
	[ "$(processes)" -ge 4 ] && named_inside && bound &&
		case ${NAMES:-own} in own) ! named && ! queued ;; *) named && queued ;; esac
}

# start OPTION...
start() {
	"$ipcstage" run --repeat 1000000 "$@" "$victim" >"$scratch/out" 2>&1 </dev/null &
	viewer=$!
	await "the run is under way" under_way
}

for signal in KILL TERM HUP; do
	start
	kill -"$signal" "$viewer"
	wait "$viewer" 2>/dev/null
	await "nothing is left after SIG$signal to the viewer" gone
done

# The fork server is killed: the viewer says so, and takes with it what it can.
start
server=$(server_of "$viewer")
kill -KILL "$server"
wait "$viewer"
status=$?
[ "$status" -eq 1 ] || wrong "the fork server was killed: status $status"
grep -q 'fork server' "$scratch/out" || wrong "the fork server was killed: nothing is said"
await "nothing is left after SIGKILL to the fork server" gone

# Viewer and server are killed together, and one while the other is stopped: the guardian is there.
for how in '' --free; do
	# shellcheck disable=SC2086 # an option or none
	start $how
	server=$(server_of "$viewer")
	kill -STOP "$viewer" "$server"
	kill -KILL "$viewer" "$server"
	await "nothing is left after SIGKILL to both $how" gone
	# shellcheck disable=SC2086
	start $how
	kill -STOP "$(server_of "$viewer")"
	kill -KILL "$viewer"
	await "nothing is left after SIGKILL to the viewer of a stopped server $how" gone
done

# A process of the run is killed from outside.
start
child() {
	victim_child=$(pgrep -P "$(server_of "$viewer")" | head -n 1)
	[ -n "$victim_child" ]
}
await "a run has a process" child
kill -KILL "$victim_child"
await "the viewer goes on to the next run" under_way
kill -KILL "$viewer"
await "nothing is left" gone

if [ "${NAMES:-own}" = own ]; then
	NAMES=everybodys sh "$0" "$@" || failed=1
fi
exit $failed
