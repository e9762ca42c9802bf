#!/bin/sh
# Every program of tests/programs and tests/threads does the same again: its recording in another
# call, elsewhere, and its schedule.
. "$(dirname -- "$0")/lib.sh"

# Not one that is static, and what hangs on the clock, on pids and on letters of mkstemp(3).
number=0
for program in "$programs"/* "$build"/tests/threads/*; do
	[ -f "$program" ] && [ -x "$program" ] || continue
	case ${program##*/} in
	unloadable | branch_on_clock | branch_on_pid | library_shares) continue ;;
	esac
	number=$((number + 1))
	[ $((number % parts)) -eq "$part" ] && printf '%s\n' "$program"
done >"$scratch/list"
[ "$(wc -l <"$scratch/list")" -gt 40 ] || wrong 'there are no programs'
xargs python3 "$here/again.py" "$ipcstage" "${SEED:-1}" <"$scratch/list" >"$scratch/out" 2>"$scratch/err" ||
	wrong 'something is not the same again'
is_first || exit $failed

# What is not the same again is found.
cat >"$scratch/other" <<END
#!/bin/sh
case "\$*" in
*--schedule*) "$ipcstage" "\$@" | sed 's/"trace_hash": "./"trace_hash": "x/' ;;
*) exec "$ipcstage" "\$@" ;;
esac
END
chmod +x "$scratch/other"
python3 "$here/again.py" "$scratch/other" 1 "$programs/opens_known" >"$scratch/out" 2>&1 &&
	wrong 'another trace is the same'
grep -q 'leaves another trace$' "$scratch/out" || wrong 'another trace is not told'

# Where its memory cannot be kept in its place it is said, if that may be why.
run --record "$scratch/file" "$build/tests/threads/stack"
python3 "$here/refuses.py" "$ipcstage" replay --run-program "$scratch/file" >"$scratch/out" \
	2>"$scratch/err"
status=$?
[ "$status" -eq 77 ] || { [ "$status" -eq 1 ] && grep -q 'personality(2) is ref' "$scratch/err"; } ||
	wrong 'it is not said that addresses are others each time'
python3 "$here/refuses.py" "$ipcstage" run counter >"$scratch/out" 2>"$scratch/err"
case $? in 0 | 77) ;; *) wrong 'there are no runs where personality(2) is refused' ;; esac
exit $failed
