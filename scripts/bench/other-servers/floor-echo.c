/*
 * The floor of the echo benchmark: about the least work a single-threaded echo server can do. C, epoll, Linux only.
 *
 *     gcc -O2 -o floor-echo floor-echo.c
 *     ./floor-echo PORT     (0: any free one)
 *
 * Answers each line by `you sent: LINE from ADDRESS:PORT`, all lines of one read in one write. Who does not take the
 * answers is not read from until they are gone.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listen.h"

#define EVENTS 1024
#define READ_SIZE (64 << 10)
#define LONGEST_LINE (64 << 10)    /* who sends a longer one is dropped */

#define PREFIX "you sent: "
#define LONGEST_SUFFIX sizeof " from 255.255.255.255:65535\n"

struct client {
  int fd;
  char *rest;                      /* the beginning of a line whose end is still to come, NULL if there is none */
  size_t rest_length;
  char *pending;                   /* answers that the socket did not take, NULL if there are none */
  size_t pending_sent, pending_length;
  size_t suffix_length;
  char suffix[LONGEST_SUFFIX];     /* ` from ADDRESS:PORT` and a newline */
};

static int poller;

static void *checked(void *memory) {
  if (memory == NULL) die("out of memory");
  return memory;
}

static void tell_poller(int operation, struct client *client, uint32_t interest) {
  struct epoll_event event = {.events = interest, .data.ptr = client};
  if (epoll_ctl(poller, operation, client->fd, &event) < 0) die("epoll_ctl");
}

static void drop(struct client *client) {
  close(client->fd);
  free(client->rest);
  free(client->pending);
  free(client);
}

/* Keeps what comes after the last newline. */
static void keep_rest(struct client *client, const char *rest, size_t length) {
  free(client->rest);
  client->rest = NULL;
  client->rest_length = length;
  if (length > 0) client->rest = memcpy(checked(malloc(length)), rest, length);
}

/* Keeps the answers that were not taken, and waits for the client to take them instead of reading from it. */
static void keep_pending(struct client *client, const char *answers, size_t length) {
  client->pending = memcpy(checked(malloc(length)), answers, length);
  client->pending_sent = 0;
  client->pending_length = length;
  tell_poller(EPOLL_CTL_MOD, client, EPOLLOUT);
}

/* Reads once. The rest of the last time goes before what is read, so that lines are whole. */
static void answer(struct client *client) {
  static char input[LONGEST_LINE + READ_SIZE];
  /* Room for the worst case, a read of nothing but newlines. */
  static char output[sizeof input + READ_SIZE * (sizeof PREFIX + LONGEST_SUFFIX)];

  ssize_t got = read(client->fd, input + client->rest_length, READ_SIZE);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    drop(client);
    return;
  }
  if (client->rest != NULL) memcpy(input, client->rest, client->rest_length);
  const char *line = input, *end = input + client->rest_length + got, *newline;
  char *out = output;
  while ((newline = memchr(line, '\n', (size_t)(end - line))) != NULL) {
    size_t length = (size_t)(newline - line);
    if (length > 0 && newline[-1] == '\r') length--;
    out = mempcpy(out, PREFIX, strlen(PREFIX));
    out = mempcpy(out, line, length);
    out = mempcpy(out, client->suffix, client->suffix_length);
    line = newline + 1;
  }
  if (end - line > LONGEST_LINE) {
    drop(client);
    return;
  }
  keep_rest(client, line, (size_t)(end - line));
  if (out == output) return;

  size_t length = (size_t)(out - output);
  ssize_t sent = write(client->fd, output, length);
  if (sent < 0 && errno == EAGAIN) sent = 0;
  if (sent < 0) drop(client);
  else if ((size_t)sent < length) keep_pending(client, output + sent, length - (size_t)sent);
}

static void write_pending(struct client *client) {
  size_t left = client->pending_length - client->pending_sent;
  ssize_t sent = write(client->fd, client->pending + client->pending_sent, left);
  if (sent < 0 && errno == EAGAIN) return;
  if (sent < 0) {
    drop(client);
    return;
  }
  client->pending_sent += (size_t)sent;
  if (client->pending_sent < client->pending_length) return;
  free(client->pending);
  client->pending = NULL;
  tell_poller(EPOLL_CTL_MOD, client, EPOLLIN);
}

static void accept_all(int listener) {
  struct sockaddr_in address;
  socklen_t address_length = sizeof address;
  int fd;
  while ((fd = accept4(listener, (struct sockaddr *)&address, &address_length, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    struct client *client = checked(calloc(1, sizeof *client));
    client->fd = fd;
    char host[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
    client->suffix_length =
        (size_t)snprintf(client->suffix, sizeof client->suffix, " from %s:%d\n", host, ntohs(address.sin_port));
    tell_poller(EPOLL_CTL_ADD, client, EPOLLIN);
  }
  if (errno != EAGAIN && errno != ECONNABORTED) die("accept");
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fputs("usage: floor-echo PORT\n", stderr);
    return 2;
  }
  allow_all_descriptors();
  signal(SIGPIPE, SIG_IGN);

  int listener = listen_on((uint16_t)atoi(argv[1]));
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll_ctl");

  for (;;) {
    static struct epoll_event events[EVENTS];
    int count = epoll_wait(poller, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < count; i++) {
      struct client *client = events[i].data.ptr;
      if (client == NULL) accept_all(listener);
      else if (client->pending != NULL) write_pending(client);
      else answer(client);
    }
  }
}
