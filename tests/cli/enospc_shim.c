/* LD_PRELOAD: the n-th write to a file whose name holds ".nc.tmp." fails with ENOSPC, and every one after it.
 * NEPHOSCOPE_FAIL_WRITE is n, counted from 1. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int descriptor) {
    static long count = 0;
    char link[64], name[4096];
    const char* wanted = getenv("NEPHOSCOPE_FAIL_WRITE");
    if (wanted == NULL) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 0) return 0;
    name[length] = '\0';
    if (strstr(name, ".nc.tmp.") == NULL) return 0;
    if (++count < atol(wanted)) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int descriptor, const void* data, size_t size) {
    static ssize_t (*real)(int, const void*, size_t);
    if (real == NULL) real = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
    return fails(descriptor) ? -1 : real(descriptor, data, size);
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t at) {
    static ssize_t (*real)(int, const void*, size_t, off_t);
    if (real == NULL) real = (ssize_t(*)(int, const void*, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
    return fails(descriptor) ? -1 : real(descriptor, data, size, at);
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off_t at) { return pwrite(descriptor, data, size, at); }

int fsync(int descriptor) {
    static int (*real)(int);
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return fails(descriptor) ? -1 : real(descriptor);
}
