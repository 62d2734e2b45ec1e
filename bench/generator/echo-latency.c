/*
 * echo-latency COUNT GAP_US: a TCP echo server and a client on loopback; the client sends 64 bytes every GAP_US microseconds,
 * one at a time, and prints {"count":…,"p50Ns":…,"p99Ns":…,"maxNs":…} of the round trips.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 64 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static long long now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void set_no_delay(int fd) {
  const int one = 1;
  if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0) fail("TCP_NODELAY");
}

/* All SIZE bytes, in as many reads as it takes; 0 at the end of the stream. */
static int read_all(int fd, char *bytes) {
  for (int have = 0; have < SIZE;) {
    const int got = read(fd, bytes + have, SIZE - have);
    if (got <= 0) return 0;
    have += got;
  }
  return 1;
}

static void serve(int listener) {
  char bytes[SIZE];
  const int fd = accept(listener, NULL, NULL);
  if (fd < 0) fail("accept");
  set_no_delay(fd);
  while (read_all(fd, bytes))
    if (write(fd, bytes, SIZE) != SIZE) break;
  _exit(0);
}

static int compare(const void *a, const void *b) {
  const long long x = *(const long long *)a, y = *(const long long *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: echo-latency COUNT GAP_US\n");
    return 2;
  }
  const long count = atol(argv[1]), gap_ns = atol(argv[2]) * 1000;
  long long *taken = calloc(count, sizeof *taken);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (count < 1 || !taken || bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 1) != 0 ||
      getsockname(listener, (struct sockaddr *)&at, &length) != 0)
    fail("echo-latency");
  const pid_t server = fork();
  if (server == 0) serve(listener);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&at, sizeof at) != 0) fail("connect");
  set_no_delay(fd);
  char bytes[SIZE];
  memset(bytes, 'x', SIZE);
  for (long i = 0; i < count; i++) {
    const struct timespec gap = {gap_ns / 1000000000, gap_ns % 1000000000};
    nanosleep(&gap, NULL);
    const long long began = now_ns();
    if (write(fd, bytes, SIZE) != SIZE || !read_all(fd, bytes)) fail("echo");
    taken[i] = now_ns() - began;
  }
  kill(server, SIGKILL);
  qsort(taken, count, sizeof *taken, compare);
  printf("{\"count\":%ld,\"p50Ns\":%lld,\"p99Ns\":%lld,\"maxNs\":%lld}\n", count, taken[count / 2],
         taken[count * 99 / 100], taken[count - 1]);
  return 0;
}
