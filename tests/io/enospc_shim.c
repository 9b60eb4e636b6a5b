/* LD_PRELOAD: lets the n-th write, truncation or fsync of a file whose name holds a pattern fail as on a full disk.
 * SHIM_PATTERN is the pattern, SHIM_NTH is n, counted from 1; SHIM_ONCE set: only the n-th fails, else all from it on.
 * SHIM_LOG names a file that is created when one fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int descriptor) {
    static long calls = 0;
    char link[64], name[4096];
    const char *pattern = getenv("SHIM_PATTERN"), *nth = getenv("SHIM_NTH");
    if (pattern == NULL || nth == NULL) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 0) return 0;
    name[length] = '\0';
    if (strstr(name, pattern) == NULL) return 0;
    ++calls;
    if (getenv("SHIM_ONCE") != NULL ? calls != atol(nth) : calls < atol(nth)) return 0;
    const char* log = getenv("SHIM_LOG");
    if (log != NULL) close(open(log, O_CREAT | O_WRONLY, 0600));
    errno = ENOSPC;
    return 1;
}

ssize_t write(int descriptor, const void* data, size_t size) {
    ssize_t (*real)(int, const void*, size_t) = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
    return fails(descriptor) ? -1 : real(descriptor, data, size);
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t at) {
    ssize_t (*real)(int, const void*, size_t, off_t) =
        (ssize_t(*)(int, const void*, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
    return fails(descriptor) ? -1 : real(descriptor, data, size, at);
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off_t at) { return pwrite(descriptor, data, size, at); }

int ftruncate(int descriptor, off_t size) {
    int (*real)(int, off_t) = (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate");
    return fails(descriptor) ? -1 : real(descriptor, size);
}

int ftruncate64(int descriptor, off_t size) { return ftruncate(descriptor, size); }

int fsync(int descriptor) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return fails(descriptor) ? -1 : real(descriptor);
}
