/*
 * The load of the benchmark: many clients in one process, on one core, for any of the protocols.
 *
 *     load WORKLOAD protocol=chat port=8989 pid=1234 clients=100 ...
 *
 * It counts every delivery: each line of the load has exactly one marker in it, a byte that no server adds by itself, and
 * each client knows how many it is to get. Prints one line of JSON. What did not come is in "missing", what came twice in
 * "extra"; nothing is taken for granted. "cpu" is the server's processor time, "load_cpu" its own, in seconds.
 *
 * The last `web` of the clients are WebSockets, at `web_port`, and speak the dialect json. The heads of their frames may
 * have the byte in them; there it is no marker.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARKER '~'
#define OTHER_MARKER '^' /* of lines that go on in the background and are not counted */
#define EVENTS 1024
#define BLOCK (64 * 1024)

/* Of the frames of a WebSocket (RFC 6455, 5.2). A length up to 125 stands in the second byte. */
#define WHOLE_TEXT 0x81
#define MASKED 0x80
#define LENGTH 0x7f
#define IN_TWO 126

enum protocol { CHAT, NCAT, NATS, ECHO };

/* What a sender writes: whole lines, over and over. */
struct block {
  char *bytes;
  size_t size, line_size;
};

struct client {
  int fd;
  int group;
  int web;
  int upgrading;       /* its WebSocket has not been answered yet */
  int head_size;       /* bytes that it has of the head of a frame */
  unsigned char head[10];
  uint64_t payload;    /* bytes that its frame has still to bring */
  int writing;         /* epoll is asked to say when it can write */
  long long got;       /* markers */
  long long expected;  /* markers it is to get before the phase ends */
  long long left;      /* bytes it has still to write */
  size_t at;           /* where in the block it goes on */
};

static enum protocol protocol;
static int port, web_port, server, poller;
static struct client *clients;
static int count, groups = 1;
static int web; /* how many of the clients are WebSockets */
static int waiting_for; /* clients that have not got what they are to get */
static long long bytes_read;
static double last_read;
static double still; /* all is lost that has not come when nothing has for so many seconds */
static char buffer[256 * 1024];
static struct block blocks[1 << 14]; /* of each group's senders */
static struct block web_block;       /* of those that are WebSockets */

static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "load: ");
  vfprintf(stderr, format, args);
  fprintf(stderr, "\n");
  va_end(args);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double own_cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* ---- the server, as the kernel sees it ---- */

static double server_cpu(void) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", server);
  FILE *file = fopen(path, "r");
  if (!file) fail("the server is gone");
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = 0;
  unsigned long user, system;
  const char *fields = strrchr(text, ')');
  if (!fields || sscanf(fields + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
    fail("cannot read %s", path);
  return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

/* Of /proc/PID/status, in bytes. */
static long long server_memory(const char *field) {
  char path[64], line[256];
  long long kib = -1;
  snprintf(path, sizeof path, "/proc/%d/status", server);
  FILE *file = fopen(path, "r");
  if (!file) fail("the server is gone");
  while (fgets(line, sizeof line, file))
    if (!strncmp(line, field, strlen(field))) sscanf(line + strlen(field), ": %lld", &kib);
  fclose(file);
  return kib * 1024;
}

/* ---- clients ---- */

static void watch(struct client *client, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = client};
  if (epoll_ctl(poller, operation, client->fd, &event) < 0) fail("epoll_ctl: %s", strerror(errno));
}

static void dial(struct client *client) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(client->web ? web_port : port)};
  struct linger reset = {.l_onoff = 1};
  int on = 1;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (client->fd < 0) fail("socket: %s", strerror(errno));
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset); /* no TIME_WAIT, however many there are */
  if (connect(client->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)
    fail("connect: %s", strerror(errno));
}

static void send_all(struct client *client, const char *text, size_t length) {
  for (size_t at = 0; at < length;) {
    ssize_t sent = write(client->fd, text + at, length - at);
    if (sent > 0) at += sent;
    else if (errno != EAGAIN) fail("write: %s", strerror(errno));
  }
}

static const char *upgrade = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static void greet(struct client *client) {
  char text[160] = "";
  int index = client - clients;
  client->upgrading = client->web;
  if (client->web) {
    send_all(client, upgrade, strlen(upgrade));
    return;
  }
  if (protocol == CHAT && groups > 1)
    snprintf(text, sizeof text, "user%05d\n/join room%d\n", index, client->group);
  else if (protocol == CHAT)
    snprintf(text, sizeof text, "user%05d\n", index);
  else if (protocol == NATS)
    snprintf(text, sizeof text, "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false}\r\nSUB room%05d 1\r\n",
             client->group);
  send_all(client, text, strlen(text));
}

/* A whole text frame. What a client sends is masked, as a browser does it: with something, or the server has no work. */
static size_t make_frame(char *out, const char *text, size_t length) {
  static const char mask[] = {0x37, 0x5a, 0x21, 0x3d};
  char *at = out;
  *at++ = (char)WHOLE_TEXT;
  *at++ = (char)(MASKED | (length < IN_TWO ? length : IN_TWO));
  if (length >= IN_TWO) {
    *at++ = length >> 8;
    *at++ = length;
  }
  memcpy(at, mask, sizeof mask);
  at += sizeof mask;
  for (size_t i = 0; i < length; i++) *at++ = text[i] ^ mask[i % sizeof mask];
  return at - out;
}

/* A line of the load, of so many bytes of text with its newline. */
static size_t make_line(char *out, int group, size_t size, char marker) {
  char *at = out;
  if (protocol == NATS) at += sprintf(at, "PUB room%05d %zu\r\n", group, size - 1);
  memset(at, 'x', size - 2);
  at += size - 2;
  *at++ = marker;
  if (protocol == NATS) *at++ = '\r';
  *at++ = '\n';
  return at - out;
}

/* The same text in a frame; its newline is the frame's end. */
static size_t make_web_line(char *out, size_t size, char marker) {
  char object[size + 64], text[size];
  memset(text, 'x', size - 2);
  text[size - 2] = marker;
  int length = sprintf(object, "{\"type\":\"say\",\"text\":\"%.*s\"}", (int)size - 1, text);
  return make_frame(out, object, length);
}

/* As often as it fits, what stands in it once. */
static void fill(struct block *block, size_t line_size) {
  block->line_size = line_size;
  block->size = BLOCK / line_size * line_size;
  for (size_t at = line_size; at < block->size; at += line_size) memcpy(block->bytes + at, block->bytes, line_size);
}

static void make_blocks(size_t size) {
  for (int group = 0; group < groups; group++) {
    blocks[group].bytes = malloc(BLOCK);
    fill(&blocks[group], make_line(blocks[group].bytes, group, size, MARKER));
  }
  web_block.bytes = malloc(BLOCK);
  fill(&web_block, make_web_line(web_block.bytes, size, MARKER));
}

static const struct block *block_of(const struct client *client) {
  return client->web ? &web_block : &blocks[client->group];
}

static void say(struct client *client, char marker) {
  char line[512];
  if (client->upgrading) return;
  send_all(client, line, client->web ? make_web_line(line, 64, marker) : make_line(line, client->group, 64, marker));
}

/* ---- one pass of the loop: everybody who can is read from once, and writes once ---- */

static long long markers(const char *bytes, ssize_t length) {
  long long found = 0;
  for (ssize_t at = 0; at < length;) {
    ssize_t stop = at + 255 < length ? at + 255 : length; /* bytes are added up in bytes: the compiler makes vectors of it */
    unsigned char some = 0;
    for (; at < stop; at++) some += bytes[at] == MARKER;
    found += some;
  }
  return found;
}

/* Once the head of a frame is whole, it says how much follows. */
static int head_is_whole(struct client *client) {
  const unsigned char *head = client->head;
  int length = head[1] & LENGTH, size = length < IN_TWO ? 2 : length == IN_TWO ? 4 : 10;
  if (client->head_size < 2 || client->head_size < size) return 0;
  client->payload = size == 2 ? length : 0;
  for (int i = 2; i < size; i++) client->payload = client->payload << 8 | head[i];
  return 1;
}

/*
 * How many bytes of the heads of frames are as the marker: so is the second one of a frame of 126 bytes to 64 KiB, and
 * the bytes of a length can be anything. From head to head, however the bytes come apart.
 */
static long long markers_in_heads(struct client *client, const char *bytes, size_t length) {
  long long found = 0;
  for (size_t at = 0; at < length;) {
    size_t left = length - at;
    if (client->payload >= left) {
      client->payload -= left;
      break;
    }
    at += client->payload;
    client->payload = 0;
    found += bytes[at] == MARKER;
    client->head[client->head_size++] = bytes[at++];
    if (head_is_whole(client)) client->head_size = 0;
  }
  return found;
}

/* Once the whole answer is there, it is read up to its end, and the client says who it is. */
static void end_upgrade(struct client *client) {
  ssize_t length = recv(client->fd, buffer, sizeof buffer, MSG_PEEK);
  char *end = length > 0 ? memmem(buffer, length, "\r\n\r\n", 4) : NULL;
  if (!end && (length > 0 || (length < 0 && errno == EAGAIN))) return;
  if (!end || strncmp(buffer, "HTTP/1.1 101 ", 13)) fail("the server takes no WebSocket: %.*s", length > 0 ? 32 : 0, buffer);
  char object[64], frame[80];
  if (read(client->fd, buffer, end + 4 - buffer) != end + 4 - buffer) fail("read: %s", strerror(errno));
  last_read = now();
  client->upgrading = 0;
  sprintf(object, "{\"type\":\"enter\",\"name\":\"user%05d\"}", (int)(client - clients));
  send_all(client, frame, make_frame(frame, object, strlen(object)));
}

static void take(struct client *client) {
  if (client->upgrading) {
    end_upgrade(client);
    return;
  }
  ssize_t length = read(client->fd, buffer, sizeof buffer);
  if (length < 0 && errno == EAGAIN) return;
  if (length <= 0) fail("the server let a client go: %s", length ? strerror(errno) : "end of stream");
  bytes_read += length;
  last_read = now();
  long long before = client->got;
  client->got += markers(buffer, length);
  if (client->web) client->got -= markers_in_heads(client, buffer, length);
  if (before < client->expected && client->got >= client->expected) waiting_for--;
}

static void give(struct client *client) {
  const struct block *block = block_of(client);
  while (client->left > 0) {
    size_t length = block->size - client->at;
    if ((long long)length > client->left) length = client->left;
    ssize_t sent = write(client->fd, block->bytes + client->at, length);
    if (sent < 0 && errno != EAGAIN) fail("write: %s", strerror(errno));
    if (sent <= 0) break;
    client->left -= sent;
    client->at = (client->at + sent) % block->size;
    if ((size_t)sent < length) break;
  }
  int writing = client->left > 0;
  if (writing != client->writing) watch(client, EPOLL_CTL_MOD, EPOLLIN | (writing ? EPOLLOUT : 0));
  client->writing = writing;
}

static int pass(int milliseconds) {
  struct epoll_event events[EVENTS];
  int ready = epoll_wait(poller, events, EVENTS, milliseconds);
  for (int i = 0; i < ready; i++) {
    struct client *client = events[i].data.ptr;
    if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) take(client);
    if (events[i].events & EPOLLOUT) give(client);
  }
  return ready;
}

/* Everybody is to get so many markers from now on; what came before does not count. */
static void expect(struct client *client, long long markers_to_come) {
  client->got = 0;
  client->expected = markers_to_come;
  if (markers_to_come > 0) waiting_for++;
}

/* Until all have what they are to get, or nothing has come for a while. */
static void await_all(void) {
  last_read = now();
  while (waiting_for > 0 && now() - last_read < still) pass(100);
}

struct fault {
  long long missing, extra;
};

static struct fault faults(void) {
  struct fault fault = {0, 0};
  for (struct client *client = clients; client < clients + count; client++) {
    long long over = client->got - client->expected;
    if (over > 0) fault.extra += over;
    else fault.missing -= over;
  }
  return fault;
}

/* Passes until nothing has come for so many seconds. */
static void quiet(double seconds) {
  last_read = now();
  while (now() - last_read < seconds) pass(5);
}

/*
 * The clients up to a number connect and say who they are. All are in once each has heard the first of its group: what
 * is said reaches only those who are in. Returns when the last byte came before that.
 */
static double gather(int total) {
  for (; count < total; count++) {
    struct client *client = &clients[count];
    client->group = count % groups;
    client->web = count >= total - web;
    dial(client);
    greet(client);
    watch(client, EPOLL_CTL_ADD, EPOLLIN);
    if (protocol == NCAT) usleep(4000); /* its backlog is short: who comes too fast is not let in for minutes */
    if (count % 64 == 63) pass(0);
  }
  double done = now();
  for (struct client *client = clients; client < clients + count; client++) client->got = client->expected = 0;
  waiting_for = 0;
  for (struct client *client = clients + groups; client < clients + count; client++) expect(client, 1);
  for (int attempt = 0; waiting_for > 0; attempt++) {
    if (attempt == 200) fail("%d of %d clients are not let in", waiting_for, count);
    quiet(0.05);
    done = last_read;
    for (int group = 0; group < groups; group++) say(&clients[group], MARKER);
    double said = now();
    while (waiting_for > 0 && now() - said < 0.3) pass(10);
  }
  quiet(count > 2000 ? 0.5 : 0.1); /* what was said to those who are late comes now */
  return done;
}

/* ---- workloads ---- */

static long option(int argc, char **argv, const char *name, long otherwise) {
  size_t length = strlen(name);
  for (int i = 2; i < argc; i++)
    if (!strncmp(argv[i], name, length) && argv[i][length] == '=') return atol(argv[i] + length + 1);
  return otherwise;
}

struct phase {
  double seconds, cpu, load_cpu;
  long long deliveries;
  struct fault fault;
};

/* Some clients of each group write so many lines each; it ends when everybody has everybody else's. */
static struct phase pour(int senders, long long lines) {
  struct phase phase = {.deliveries = 0};
  for (struct client *client = clients; client < clients + count; client++) {
    int speaks = (client - clients) / groups < senders;
    int echoes = protocol == ECHO, reads_own = client->web; /* json tells an author of its own lines too */
    expect(client, echoes ? lines : lines * (senders - (speaks && !reads_own)));
    client->left = speaks || echoes ? lines * (long long)block_of(client)->line_size : 0;
    client->at = 0;
    phase.deliveries += client->expected;
  }
  double started = now(), cpu = server_cpu(), load_cpu = own_cpu();
  for (struct client *client = clients; client < clients + count; client++) give(client);
  await_all();
  phase.seconds = last_read - started;
  phase.cpu = server_cpu() - cpu;
  phase.load_cpu = own_cpu() - load_cpu;
  quiet(0.05); /* what comes twice comes now */
  phase.fault = faults();
  return phase;
}

/*
 * So many lines of each sender, after as many again for warm-up, half of them at a time. The numbers are fixed: a time
 * would end a run on a busy machine while the code is still cold.
 */
static struct phase pour_warm(int senders, long long lines) {
  for (int i = 0; i < 2; i++) {
    struct phase warm_up = pour(senders, (lines + 1) / 2);
    if (warm_up.fault.missing || warm_up.fault.extra) return warm_up;
  }
  return pour(senders, lines);
}

static void print_phase(struct phase phase) {
  printf("{\"deliveries\":%lld,\"missing\":%lld,\"extra\":%lld,\"seconds\":%.4f,\"cpu\":%.3f,\"load_cpu\":%.3f,"
         "\"rss\":%lld,\"peak\":%lld}\n",
         phase.deliveries, phase.fault.missing, phase.fault.extra, phase.seconds, phase.cpu, phase.load_cpu,
         server_memory("VmRSS"), server_memory("VmHWM"));
}

static void storm(int argc, char **argv) {
  gather(option(argc, argv, "clients", 100));
  print_phase(pour_warm(option(argc, argv, "senders", 10), option(argc, argv, "lines", 1000)));
}

static void echo(int argc, char **argv) {
  for (; count < option(argc, argv, "clients", 50); count++) {
    dial(&clients[count]);
    watch(&clients[count], EPOLL_CTL_ADD, EPOLLIN);
  }
  print_phase(pour_warm(0, option(argc, argv, "lines", 1000)));
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_times(double *times, int number, long long missing, double cpu) {
  qsort(times, number, sizeof *times, ascending);
  printf("{\"lines\":%d,\"p50\":%.1f,\"p99\":%.1f,\"missing\":%lld,\"extra\":0,\"cpu\":%.3f}\n", number,
         times[number / 2] * 1e6, times[number * 99 / 100] * 1e6, missing, cpu);
}

/* One line at a time, and how long until the last one has it, in microseconds. */
static void ping(int argc, char **argv) {
  int number = option(argc, argv, "lines", 300);
  long background = option(argc, argv, "background", 0); /* other lines a second, of somebody else */
  double *times = malloc(number * sizeof *times);
  int clients_wanted = option(argc, argv, "clients", 100);
  if (protocol != ECHO) gather(clients_wanted);
  else {
    dial(&clients[count]);
    watch(&clients[count++], EPOLL_CTL_ADD, EPOLLIN);
  }
  int warm_up = option(argc, argv, "warm", number / 2), from = protocol == ECHO ? 0 : 1;
  double next_other = now(), cpu = 0;
  for (int i = -warm_up; i < number; i++) {
    if (i == 0) cpu = server_cpu();
    double began = now() + (i < 0 ? 0 : 0.0005 + (i * 37 % 100) / 50000.0); /* in step with nothing */
    int said = 0;
    double at = began;
    for (struct client *client = clients + from; client < clients + count; client++) expect(client, 1);
    last_read = now();
    while (!said || waiting_for > 0) {
      if (background && now() >= next_other) {
        say(&clients[count - 1], OTHER_MARKER);
        next_other += 1.0 / background;
      }
      if (!said && (at = now()) >= began) {
        say(&clients[0], MARKER);
        said = 1;
      }
      /* Awake while a line is on its way: waking up is this machine's time, not the server's, which may have the core. */
      if (said && pass(0) == 0) sched_yield();
      if (!said && pass(0) == 0 && began - now() > 0.0004) usleep(100); /* the server's other threads may have this core */
      if (said && now() - at > still) break;
    }
    if (waiting_for > 0) {
      print_times(times, 1, waiting_for, 0);
      return;
    }
    if (i >= 0) times[i] = last_read - at;
    if (background)
      while (pass(0) > 0) continue;
  }
  print_times(times, number, 0, server_cpu() - cpu);
}

/* A crowd joins one room, in stages; what that costs, and what it costs while nobody says anything. */
static void crowd(int argc, char **argv) {
  long stages[] = {option(argc, argv, "first", 2000), option(argc, argv, "then", 0)};
  printf("{\"missing\":0,\"extra\":0,\"before\":%lld,\"stages\":[", server_memory("VmRSS"));
  for (int i = 0; i < 2 && stages[i]; i++) {
    double started = now(), cpu = server_cpu();
    double seconds = gather(stages[i]) - started;
    cpu = server_cpu() - cpu;
    quiet(option(argc, argv, "settle", 2000) / 1000.0);
    printf("%s{\"clients\":%ld,\"seconds\":%.3f,\"cpu\":%.3f,\"rss\":%lld}", i ? "," : "", stages[i], seconds, cpu,
           server_memory("VmRSS"));
  }
  double started = now(), cpu = server_cpu();
  quiet(option(argc, argv, "idle", 3000) / 1000.0);
  printf("],\"idle\":%.5f}\n", (server_cpu() - cpu) / (now() - started));
}

/* Somebody says so many lines; then one after another joins, and how long until it has them all, in microseconds. */
static void history(int argc, char **argv) {
  long lines = option(argc, argv, "lines", 10000);
  int joins = option(argc, argv, "joins", 50), warm_up = joins / 2;
  double *times = malloc(joins * sizeof *times);
  gather(2);
  for (long said = 0; said < lines;) {
    long some = lines - said < 1000 ? lines - said : 1000;
    struct phase phase = pour(1, some);
    if (phase.fault.missing) fail("the history is not taken");
    said += some;
  }
  double cpu = 0;
  long long missing = 0;
  for (int i = -warm_up; i < joins && !missing; i++) {
    struct client *client = &clients[count];
    if (i == 0) cpu = server_cpu();
    expect(client, lines);
    dial(client);
    watch(client, EPOLL_CTL_ADD, EPOLLIN);
    double at = now();
    greet(client);
    await_all();
    missing = client->got < client->expected ? client->expected - client->got : 0; /* some keep more than they are asked */
    if (i >= 0) times[i] = last_read - at;
    close(client->fd);
    client->got = client->expected = 0;
    quiet(0.01);
  }
  print_times(times, missing ? 1 : joins, missing, server_cpu() - cpu);
}

int main(int argc, char **argv) {
  static const char *protocols[] = {"chat", "ncat", "nats", "echo"};
  static const struct {
    const char *name;
    void (*run)(int, char **);
  } workloads[] = {{"storm", storm}, {"ping", ping}, {"crowd", crowd}, {"history", history}, {"echo", echo}};
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  for (int i = 2; i < argc; i++)
    for (int p = 0; p < 4; p++)
      if (!strncmp(argv[i], "protocol=", 9) && !strcmp(argv[i] + 9, protocols[p])) protocol = p;
  port = option(argc, argv, "port", 0);
  web_port = option(argc, argv, "web_port", 0);
  web = option(argc, argv, "web", 0);
  server = option(argc, argv, "pid", 0);
  groups = option(argc, argv, "groups", 1);
  still = option(argc, argv, "still", 10000) / 1000.0;
  clients = calloc(1 << 15, sizeof *clients);
  poller = epoll_create1(0);
  if (groups > (int)(sizeof blocks / sizeof *blocks)) fail("too many groups");
  if (web > 0 && (protocol != CHAT || groups > 1)) fail("WebSockets are for the chat, and for one group");
  make_blocks(option(argc, argv, "size", 64));
  for (size_t i = 0; i < sizeof workloads / sizeof *workloads; i++)
    if (argc > 1 && !strcmp(argv[1], workloads[i].name)) {
      workloads[i].run(argc, argv);
      return 0;
    }
  fail("usage: load storm|ping|crowd|history|echo protocol=chat|ncat|nats|echo port=N pid=N ...");
}
