/*
 * A disk that is slow to say that something is on it: preloaded, it has every fsync, fdatasync and msync, and every write
 * to a file that is open for synchronous writing, take SLOW_SYNC_MS more.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void wait_a_while(void) {
  const char *given = getenv("SLOW_SYNC_MS");
  long ms = given ? atol(given) : 20;
  struct timespec time = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&time, NULL);
}

/* LMDB has a second descriptor with O_DSYNC, for the page that makes a transaction valid. */
static void wait_if_synchronous(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && (flags & O_DSYNC)) wait_a_while();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int fd) {
  wait_a_while();
  return REAL(fsync)(fd);
}

int fdatasync(int fd) {
  wait_a_while();
  return REAL(fdatasync)(fd);
}

int msync(void *start, size_t length, int flags) {
  if (flags & MS_SYNC) wait_a_while();
  return REAL(msync)(start, length, flags);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  wait_if_synchronous(fd);
  return REAL(pwrite)(fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  wait_if_synchronous(fd);
  return REAL(pwrite64)(fd, bytes, length, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  wait_if_synchronous(fd);
  return REAL(pwritev)(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  wait_if_synchronous(fd);
  return REAL(pwritev64)(fd, parts, count, at);
}
