#include "agent/core/loaded.h"

#include <string.h>

/* By the beginnings of their names. */
static const char *const known[] = {
	"libc.so.",	 "libm.so.",	  "libpthread.so.", "librt.so.",     "libdl.so.",
	"libutil.so.",	 "libresolv.so.", "libcrypt.so.",   "libnsl.so.",    "libnss_",
	"libanl.so.",	 "libmvec.so.",	  "ld-linux",	    "libgcc_s.so.",  "libatomic.so.",
	"libstdc++.so.", "libc++.so.",	  "libc++abi.so.",  "libunwind.so.", "linux-vdso",
	"libtsan.so.",	 "ld-musl-",	  "libc.musl-",
};

bool agent_loaded_is_system(const struct dl_phdr_info *info)
{
	const char *slash = strrchr(info->dlpi_name, '/');
	const char *name = slash ? slash + 1 : info->dlpi_name;

	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strncmp(name, known[i], strlen(known[i])) == 0)
			return true;
	}
	return false;
}
