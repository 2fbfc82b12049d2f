/*
 * The floor of the chat benchmark: about the least work a single-threaded chat server can do. C, epoll, Linux only.
 *
 *     gcc -O2 -o floor-chat floor-chat.c
 *     ./floor-chat PORT [HISTORY]     (port 0: any free one; history: 100 lines)
 *
 * Everything that is said goes into one log which all clients share. A client is a cursor in that log and a list of the
 * ranges of it which are the client's own lines, to be left out. A turn of the loop reads from everybody who has sent
 * something, once; then everybody who is behind gets one write. While the slowest client is more than 4 MiB behind,
 * nobody is read from; that is looked at once a turn.
 *
 * It is no server to use: names and texts are not checked, the log is never shortened, and one client that does not
 * read makes the others wait.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "listen.h"

#define EVENTS 16384               /* more than there are clients: a turn takes all that is there */
#define READ_SIZE (64 << 10)
#define LONGEST_LINE (64 << 10)    /* who sends a longer one is dropped */
#define LOG_SIZE ((size_t)16 << 30)
#define PAUSE_LAG ((size_t)4 << 20)
#define RESUME_LAG ((size_t)2 << 20)
#define RANGES_A_WRITE 64

static const char GREETING[] = "Welcome to rx-chat.\n[ENTER YOUR NAME]: ";

/* From `begin` up to, not including, `end`: offsets in the log. */
struct range {
  size_t begin, end;
  struct range *next;
};

struct client {
  int fd;
  uint32_t interest;               /* what epoll was told to wait for */
  uint32_t place;                  /* in the crowd */
  bool full;                       /* its socket took only a part: wait until it is writable */
  char *name;                      /* NULL: it has not said it yet, and gets nothing of the log */
  char *rest;                      /* the beginning of a line whose end is still to come, NULL if there is none */
  size_t rest_length;
  char *pending;                   /* text of its own that goes out before the log, NULL if there is none */
  size_t pending_sent, pending_length;
  size_t cursor;                   /* everything in the log before it is sent, or the client's own */
  struct range *own, *last_own;    /* its own lines at or after the cursor, in order */
};

static int poller;
static bool paused;                /* somebody lags too far behind: nobody is read from */

static char *log_bytes;            /* address space: it becomes memory as it is written to */
static size_t log_end;

static struct client **crowd;      /* everybody who is connected, in no order */
static size_t crowd_size, crowd_space;

static struct range *history;      /* a ring: line n is at n % history_size */
static size_t history_size = 100, lines_said;

static char timestamp[32];

static void *checked(void *memory) {
  if (memory == NULL) die("out of memory");
  return memory;
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* ---- the log ---- */

static void append(const char *bytes, size_t length) {
  if (length > LOG_SIZE - log_end) {
    fputs("the log is full\n", stderr);
    exit(1);
  }
  memcpy(log_bytes + log_end, bytes, length);
  log_end += length;
}

static void append_text(const char *text) { append(text, strlen(text)); }

/* Formatted once a second. */
static void update_timestamp(void) {
  static time_t formatted;
  time_t now = time(NULL);
  if (now == formatted) return;
  formatted = now;
  strftime(timestamp, sizeof timestamp, "[%Y-%m-%d %H:%M:%S]", localtime(&now));
}

/* ---- what a client is to get ---- */

/* Notes that the end of the log, from `begin` on, is the client's own. Lines that follow each other are one range. */
static void own(struct client *client, size_t begin) {
  if (client->own != NULL && client->last_own->end == begin) {
    client->last_own->end = log_end;
    return;
  }
  struct range *range = checked(malloc(sizeof *range));
  *range = (struct range){.begin = begin, .end = log_end};
  if (client->own == NULL) client->own = range;
  else client->last_own->next = range;
  client->last_own = range;
}

static void drop_first_own(struct client *client) {
  struct range *first = client->own;
  client->own = first->next;
  free(first);
}

static void drop_pending(struct client *client) {
  free(client->pending);
  client->pending = NULL;
  client->pending_sent = client->pending_length = 0;
}

/*
 * Collects what the client is to get: its pending text, then the log from its cursor on without its own lines. Visits
 * only the client's own ranges, so that a turn costs one step a client and one a range, not clients times ranges.
 */
static int collect(const struct client *client, struct iovec *parts, size_t *length) {
  int count = 0;
  *length = 0;
  if (client->pending != NULL) {
    *length = client->pending_length - client->pending_sent;
    parts[count++] = (struct iovec){client->pending + client->pending_sent, *length};
  }
  if (client->name == NULL) return count;
  const struct range *skip = client->own;
  for (size_t from = client->cursor; from < log_end && count < RANGES_A_WRITE;) {
    size_t to = skip != NULL ? skip->begin : log_end;
    if (to > from) parts[count++] = (struct iovec){log_bytes + from, to - from};
    *length += to - from;
    from = skip != NULL ? skip->end : log_end;
    if (skip != NULL) skip = skip->next;
  }
  return count;
}

/* Moves on by `sent` bytes of what `collect` gave, and over the client's own lines after them. */
static void advance(struct client *client, size_t sent) {
  size_t of_pending = smaller(sent, client->pending_length - client->pending_sent);
  client->pending_sent += of_pending;
  sent -= of_pending;
  if (client->pending != NULL && client->pending_sent == client->pending_length) drop_pending(client);
  for (;;) {
    if (client->own != NULL && client->own->begin == client->cursor) {
      client->cursor = client->own->end;
      drop_first_own(client);
    } else if (sent > 0) {
      size_t to = client->own != NULL ? client->own->begin : log_end;
      size_t step = smaller(sent, to - client->cursor);
      client->cursor += step;
      sent -= step;
    } else {
      return;
    }
  }
}

static void wait_for(struct client *client, uint32_t interest) {
  if (client->interest == interest) return;
  client->interest = interest;
  struct epoll_event event = {.events = interest, .data.ptr = client};
  if (epoll_ctl(poller, EPOLL_CTL_MOD, client->fd, &event) < 0) die("epoll_ctl");
}

/*
 * One write, unless the client has said so much between the others that its ranges do not fit into one. On a broken
 * connection everything counts as sent: epoll reports it, and the client leaves when it is read from.
 */
static void flush(struct client *client) {
  struct iovec parts[RANGES_A_WRITE];
  size_t length;
  int count;
  while ((count = collect(client, parts, &length)) > 0) {
    ssize_t result = writev(client->fd, parts, count);
    size_t sent = result >= 0 ? (size_t)result : errno == EAGAIN ? 0 : length;
    advance(client, sent);
    if (sent < length) {
      client->full = true;
      wait_for(client, client->interest | EPOLLOUT);
      return;
    }
  }
  advance(client, 0);
  wait_for(client, client->interest & ~(uint32_t)EPOLLOUT);
}

/* ---- what a client does ---- */

/* Its text: a welcome and the last lines said. Its cursor: after everything, also after the news that it has joined. */
static void enter(struct client *client, const char *name, size_t name_length) {
  client->name = checked(strndup(name, name_length));
  drop_pending(client);            /* the greeting, if it is still there: nobody waits for it any more */
  FILE *text = checked(open_memstream(&client->pending, &client->pending_length));
  fprintf(text, "* welcome, %s\n", client->name);
  for (size_t line = lines_said - smaller(lines_said, history_size); line < lines_said; line++) {
    const struct range *said = &history[line % history_size];
    fwrite(log_bytes + said->begin, 1, said->end - said->begin, text);
  }
  if (fclose(text) != 0) die("out of memory");
  append_text(client->name);
  append_text(" has joined the chat\n");
  client->cursor = log_end;
}

static void say(struct client *client, const char *text, size_t length) {
  size_t begin = log_end;
  append_text(timestamp);
  append_text("[");
  append_text(client->name);
  append_text("]:");
  append(text, length);
  append_text("\n");
  own(client, begin);
  if (history_size > 0) history[lines_said++ % history_size] = (struct range){.begin = begin, .end = log_end};
}

static void leave(struct client *client) {
  if (client->name != NULL) {
    append_text(client->name);
    append_text(" has left the chat\n");
  }
  struct client *last = crowd[--crowd_size];
  crowd[client->place] = last;
  last->place = client->place;
  while (client->own != NULL) drop_first_own(client);
  close(client->fd);
  free(client->name);
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

/* Reads once. The rest of the last time goes before what is read, so that lines are whole. */
static void receive(struct client *client) {
  static char input[LONGEST_LINE + READ_SIZE];
  ssize_t got = read(client->fd, input + client->rest_length, READ_SIZE);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    leave(client);
    return;
  }
  if (client->rest != NULL) memcpy(input, client->rest, client->rest_length);
  const char *line = input, *end = input + client->rest_length + got, *newline;
  while ((newline = memchr(line, '\n', (size_t)(end - line))) != NULL) {
    size_t length = (size_t)(newline - line);
    if (length > 0 && newline[-1] == '\r') length--;
    if (client->name == NULL) enter(client, line, length);
    else say(client, line, length);
    line = newline + 1;
  }
  if (end - line > LONGEST_LINE) leave(client);
  else keep_rest(client, line, (size_t)(end - line));
}

static void welcome(int fd) {
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  struct client *client = checked(calloc(1, sizeof *client));
  client->fd = fd;
  client->interest = EPOLLIN;
  client->pending = checked(strdup(GREETING));
  client->pending_length = strlen(GREETING);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
  if (crowd_size == crowd_space) {
    crowd_space = crowd_space == 0 ? 1024 : 2 * crowd_space;
    crowd = checked(realloc(crowd, crowd_space * sizeof *crowd));
  }
  client->place = (uint32_t)crowd_size;
  crowd[crowd_size++] = client;
}

/* ---- the loop ---- */

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) welcome(fd);
  if (errno != EAGAIN && errno != ECONNABORTED) die("accept");
}

/*
 * While paused, only a broken connection is read from. Who sends something is not waited for until the end of the
 * pause: a pause costs two system calls for each client that speaks in it, and none for the others.
 */
static void handle(struct client *client, uint32_t events) {
  if (events & EPOLLOUT) client->full = false;
  if (!paused || events & (EPOLLERR | EPOLLHUP)) {
    if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) receive(client);
  } else if (events & EPOLLIN) {
    wait_for(client, client->interest & ~(uint32_t)EPOLLIN);
  }
}

/* Writes to all who are behind. Gives how far behind the slowest one still is. */
static size_t flush_all(void) {
  size_t lag = 0;
  for (size_t i = 0; i < crowd_size; i++) {
    struct client *client = crowd[i];
    if (!client->full) flush(client);
    if (client->name != NULL && log_end - client->cursor > lag) lag = log_end - client->cursor;
  }
  return lag;
}

static void resume(void) {
  paused = false;
  for (size_t i = 0; i < crowd_size; i++) wait_for(crowd[i], crowd[i]->interest | EPOLLIN);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fputs("usage: floor-chat PORT [HISTORY]\n", stderr);
    return 2;
  }
  if (argc > 2) history_size = strtoul(argv[2], NULL, 10);
  allow_all_descriptors();
  signal(SIGPIPE, SIG_IGN);
  history = checked(calloc(history_size, sizeof *history));
  log_bytes = mmap(NULL, LOG_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (log_bytes == MAP_FAILED) die("mmap");

  int listener = listen_on((uint16_t)atoi(argv[1]));
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll_ctl");

  for (;;) {
    static struct epoll_event events[EVENTS];
    int count = epoll_wait(poller, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    update_timestamp();
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == NULL) accept_all(listener);
      else handle(events[i].data.ptr, events[i].events);
    }
    size_t lag = flush_all();
    if (lag > PAUSE_LAG) paused = true;
    else if (paused && lag < RESUME_LAG) resume();
  }
}
