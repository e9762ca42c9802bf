#!/bin/sh
# Plain programs, compiled without our headers and hooks, run with the agent preloaded: each row of
# programs.table with its verdict, and the same trace every time.
. "$(dirname -- "$0")/lib.sh"

trim() {
	printf '%s\n' "$1" | sed 's/^ *//; s/ *$//'
}

# A death that nobody tells is noticed at the next look, which takes a tenth of a second.
repeats() {
	case $1 in
	*/slow_handler) echo 2 ;;
	*/silent_exit | */many_children | */never_steps) echo 5 ;;
	*) echo 30 ;;
	esac
}

# Whether something is left in the system that nobody has seen to.
leaves() {
	case $1 in
	*/fifo_rendezvous) [ -e /tmp/ipcstage-test-fifo ] ;;
	*/many_fifos) ls /tmp/ipcstage-test-many-* >/dev/null 2>&1 ;;
	*/many_queues) [ "$(wc -l </proc/sysvipc/msg)" -gt 70 ] ;;
	*/leftover_names) ! "$1" check ;;
	*) false ;;
	esac
}

rows programs.table
while IFS='|' read -r name options verdict pattern; do
	program=$programs/$(trim "$name")
	set --
	# shellcheck disable=SC2086 # a list of words; _ stands for a space inside one
	for word in $options; do
		set -- "$@" "$(printf '%s\n' "$word" | tr _ ' ')"
	done
	expect "$(trim "$verdict")" "$(trim "$pattern")" "$program" "$@"
	schedule=$(sed -n 's/^schedule: //p' "$scratch/out")
	case ${1-} in --seed | --schedule) shift 2 ;; esac
	one_hash "$(repeats "$program")" --schedule "$schedule" "$program" "$@"
	! leaves "$program" || wrong "$program: something was left behind"
done <"$scratch/rows"
exit $failed
