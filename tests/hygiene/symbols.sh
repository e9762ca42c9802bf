#!/bin/sh
# What we link into other people's programs takes none of their names: the externals of libmp begin
# with mp_; the agent exports what stands in front of libc, the compiler's memory hooks, and the
# functions of ipcstage.h.
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}
library=$build/src/mp/libipcstage-mp.a
agent=$build/libipcstage.so

# What compilers call of libatomic.
names_of_libatomic() {
	printf '__atomic_%s\n' load store exchange compare_exchange
}

# The names that nm finds, without versions; -g for an archive, -D for a shared object.
names() {
	nm "$1" --defined-only "$2" 2>/dev/null | awk 'NF == 3 { sub(/@.*/, "", $3); print $3 }' | sort -u
}

# What is in libc, which before glibc 2.34 was several libraries, and in what is beside it. These came to it later than the
# agent stands in front of them.
names_of_libc() {
	for part in libc.so.6 libm.so.6 libpthread.so.0 librt.so.1 libcrypt.so.1 libanl.so.1; do
		names -D "$("${CC:-cc}" -print-file-name=$part)"
	done
	printf '%s\n' close_range closefrom pthread_cond_clockwait pthread_mutex_clocklock \
		pthread_rwlock_clockrdlock pthread_rwlock_clockwrlock sem_clockwait arc4random arc4random_buf \
		arc4random_uniform c8rtomb mbrtoc8 strlcpy strlcat wcslcpy wcslcat __strlcpy_chk \
		__strlcat_chk __wcslcpy_chk __wcslcat_chk
	printf '__isoc23_%s\n' strtol strtoul strtoll strtoull strtoimax strtoumax scanf fscanf sscanf \
		vscanf vfscanf vsscanf
}

ours=$(names -g "$library")
exported=$(names -D "$agent")
[ -n "$ours$exported" ] || wrong "no symbols in $library and $agent"

for name in $ours; do
	case $name in
	mp_*) ;;
	*) wrong "$(basename "$library"): $name does not begin with mp_" ;;
	esac
done

libc=" $( (names_of_libc && names_of_libatomic) | tr '\n' ' ') "
for name in $exported; do
	case $name in
	__tsan_*) continue ;;
	ipcstage_agent_*) grep -q "\<$name\>" "$root/src/agent/ipcstage.h" && continue ;;
	esac
	case $libc in
	*" $name "*) ;;
	*) wrong "$(basename "$agent") exports $name, which is neither libc's nor in ipcstage.h" ;;
	esac
done
exit $failed
