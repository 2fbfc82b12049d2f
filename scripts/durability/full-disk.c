/*
 * A disk that is full: preloaded, it has every write at a position of a file, and every change of a file's length, that
 * goes beyond FULL_DISK_BYTES fail with ENOSPC. A write that reaches beyond is cut off there, as a real one is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* How many of the bytes there is room for; -1 for none of them. */
static ssize_t room(size_t length, off64_t at) {
  const char *given = getenv("FULL_DISK_BYTES");
  off64_t size = given ? atoll(given) : 0;
  if (at + (off64_t)length <= size) return (ssize_t)length;
  if (at < size) return (ssize_t)(size - at);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  ssize_t fits = room(length, at);
  return fits < 0 ? -1 : REAL(pwrite)(fd, bytes, (size_t)fits, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  ssize_t fits = room(length, at);
  return fits < 0 ? -1 : REAL(pwrite64)(fd, bytes, (size_t)fits, at);
}

int ftruncate(int fd, off_t length) {
  return room((size_t)length, 0) < (ssize_t)length ? (errno = ENOSPC, -1) : REAL(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length) {
  return room((size_t)length, 0) < (ssize_t)length ? (errno = ENOSPC, -1) : REAL(ftruncate64)(fd, length);
}
