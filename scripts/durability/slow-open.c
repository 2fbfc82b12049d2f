/*
 * A disk that is slow, or a machine that is busy, as somebody opens chat.mdb: preloaded, it has each mapping of that file
 * take SLOW_OPEN_MS more, and each of the first 20 reads of it a tenth of that.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int left = 20;

static int is_chat(int fd) {
  char link[64], path[4096];
  if (fd < 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 8) return 0;
  path[length] = 0;
  return strcmp(path + length - 8, "chat.mdb") == 0;
}

static void wait_a_while(double part) {
  const char *given = getenv("SLOW_OPEN_MS");
  double ms = (given ? atof(given) : 300) * part;
  struct timespec time = {(long)ms / 1000, (long)(ms * 1000000) % 1000000000};
  nanosleep(&time, NULL);
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  void *found = REAL(mmap)(at, length, protection, flags, fd, offset);
  if (is_chat(fd)) wait_a_while(1);
  return found;
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
  void *found = REAL(mmap64)(at, length, protection, flags, fd, offset);
  if (is_chat(fd)) wait_a_while(1);
  return found;
}

ssize_t pread(int fd, void *bytes, size_t length, off_t at) {
  ssize_t found = REAL(pread)(fd, bytes, length, at);
  if (left > 0 && is_chat(fd) && left-- > 0) wait_a_while(0.1);
  return found;
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t at) {
  ssize_t found = REAL(pread64)(fd, bytes, length, at);
  if (left > 0 && is_chat(fd) && left-- > 0) wait_a_while(0.1);
  return found;
}
