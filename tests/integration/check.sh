#!/bin/sh
# ipcstage check: what it says of a file that is right, and where it finds what is wrong. All that
# can be wrong in a file is tests/unit/test_demo.c's business, the list of the seeds seeds.sh's.
. "$(dirname -- "$0")/lib.sh"

# check FILE...: as run() does with ipcstage run.
check() {
	timeout 60 "$ipcstage" check "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
}

# says STATUS OUT ERR FILE...: the status, and all that it prints; where it is wrong, in one line.
says() {
	wanted=$1 out=$2 err=$3
	shift 3
	check "$@"
	[ "$status" -eq "$wanted" ] || wrong "check $*: status $status, not $wanted"
	[ "$(cat "$scratch/out")" = "$out" ] || wrong "check $*: does not say '$out'"
	[ "$(cat "$scratch/err")" = "$err" ] || wrong "check $*: does not complain '$err'"
}

# changed SCRIPT: the file of a right demo, as sed changes it, is $demo.
changed() {
	sed "$1" "$scratch/right.yaml" >"$demo"
	cmp -s "$scratch/right.yaml" "$demo" && wrong "sed '$1' changes nothing"
}

demo=$scratch/demo.yaml
cat >"$scratch/right.yaml" <<'END'
title: {en: A number is handed over}
summary: {en: The parent stores a number and says so; the child waits for that and reads it.}
mechanism: semaphore
parameters:
  - {name: rounds, default: 2, min: 1, max: 9, help: {en: How many}}
toggles:
  - name: no-wait
    key: n
    label: {en: the child does not wait}
    symptom: {en: It may read before anything has been stored.}
END

# Right ones: what is in them, in words of one and of many.
says 0 "$scratch/right.yaml: ok (1 parameter, 1 toggle, 0 lessons)" '' "$scratch/right.yaml"
changed '/^parameters/,/rounds/d'
says 0 "$demo: ok (0 parameters, 1 toggle, 0 lessons)" '' "$demo"

# All that are given are read, and one that is wrong is enough for the status.
changed 's/mechanism: semaphore/mechanism: telepathy/'
check "$demo" "$scratch/right.yaml"
[ "$status" -eq 2 ] || wrong "a wrong one and a right one: status $status"
grep -q "^$demo:3:[0-9]*: unknown mechanism 'telepathy'" "$scratch/err" || wrong 'no word of telepathy'
grep -q "^$scratch/right.yaml: ok" "$scratch/out" || wrong 'what comes after it is not read'
check "$scratch/right.yaml" "$demo"
[ "$status" -eq 2 ] || wrong "a right one and a wrong one: status $status"

# What is wrong is said in one line, with its place.
complains() {
	check "$demo"
	[ "$status" -eq 2 ] || wrong "$1: status $status"
	[ -s "$scratch/out" ] && wrong "$1: it says something good"
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong "$1: not one line"
	grep -Eq "^$demo:$1" "$scratch/err" || wrong "not '$1'"
}
changed 's/max: 9/max: many/'
complains '5:[0-9]+: .*many'
changed 's/^title:/titel:/'
complains '1:[0-9]+: .*titel'
changed '$s/}$//'
complains '1[0-9]:[0-9]+: '
: >"$demo"
complains '1:1: the file is empty'

# No file, and none given.
check "$scratch/none.yaml"
[ "$status" -eq 2 ] && grep -q 'none.yaml: .*No such file' "$scratch/err" ||
	wrong 'a file that is not there'
check
[ "$status" -eq 2 ] && grep -q 'no file is given' "$scratch/err" || wrong 'no file given'

# The files that come with it are right, the list of the seeds too.
check "$build"/demos/*/*.yaml "$build/demos/seeds.yaml"
[ "$status" -eq 0 ] && [ ! -s "$scratch/err" ] || wrong 'a file of the demos'
[ "$(grep -c ': ok (' "$scratch/out")" -eq "$(wc -l <"$scratch/out")" ] || wrong 'not all are ok'
grep -q '/counter/counter.yaml: ok (' "$scratch/out" || wrong 'counter.yaml is not among them'
grep -Eq '/seeds.yaml: ok \([0-9]+ documents, [0-9]+ rows\)$' "$scratch/out" ||
	wrong 'seeds.yaml is not among them'
# A demo that is wrong stops no other one, and is told of whatever is done.
mkdir -p "$scratch/root/demos/broken"
cp "$build/ipcstage" "$scratch/root"
ln -s "$build/libipcstage.so" "$scratch/root"
cp -r "$build/demos/counter" "$scratch/root/demos"
echo 'title: 4' >"$scratch/root/demos/broken/broken.yaml"
broken() {
	wanted=$1
	shift
	"$scratch/root/ipcstage" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	[ $? -eq "$wanted" ] || wrong "beside a broken demo: $*: not status $wanted"
	grep -q 'broken/broken.yaml:1:' "$scratch/err" || wrong "beside a broken demo: $*: not a word of it"
}
broken 0 list
grep -q '^counter ' "$scratch/out" || wrong 'a broken demo: list does without the others'
broken 0 run counter
broken 3 explore counter -t no-lock
broken 2 run broken
broken 2 check "$scratch/root/demos/broken/broken.yaml"

exit $failed
