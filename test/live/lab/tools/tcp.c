/*
 * tcp-listen: --bind IP --port N [--backlog N] [--mode never|echo]     never = accepts nothing
 * tcp-connect: --to IP --port N [--count N] [--bytes N] [--hold]       each connection after the other; --bytes are
 *              sent and read back (from an echo); --hold keeps the connections open and prints `ready`
 * cpu-hog: burns its CPU
 */
#include "options.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int tcp_socket(int family) {
  int fd = socket(family, SOCK_STREAM, 0), yes = 1;
  if (fd < 0) fail("socket(SOCK_STREAM)");
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  return fd;
}

/* One connection at a time: sends back what comes until the peer closes. */
static void echo_until_closed(int fd) {
  static char buffer[65536];
  ssize_t got;
  while ((got = read(fd, buffer, sizeof buffer)) > 0)
    for (ssize_t done = 0, now; done < got; done += now)
      if ((now = write(fd, buffer + done, got - done)) <= 0) break;
  close(fd);
}

int tcp_listen(void) {
  struct sockaddr_storage local;
  socklen_t length = address_from(option("bind", "0.0.0.0"), option_number("port", 80), &local);
  int fd = tcp_socket(local.ss_family);
  if (bind(fd, (struct sockaddr *)&local, length) != 0) fail("bind");
  if (listen(fd, option_number("backlog", 64)) != 0) fail("listen");
  say_ready();
  while (strcmp(option("mode", "never"), "never") == 0) pause();
  while (1) {
    int peer = accept(fd, NULL, NULL);
    if (peer >= 0) echo_until_closed(peer);
  }
}

static int exchange(int fd, long bytes) {
  static char buffer[65536];
  for (long left = bytes; left > 0;) {
    ssize_t now = write(fd, buffer, left < (long)sizeof buffer ? left : (long)sizeof buffer);
    if (now <= 0) return 0;
    for (ssize_t back = 0, got; back < now; back += got)
      if ((got = read(fd, buffer, now - back)) <= 0) return 0;
    left -= now;
  }
  return 1;
}

int tcp_connect(void) {
  struct sockaddr_storage to;
  socklen_t length = address_from(option_required("to"), option_number("port", 80), &to);
  long count = option_number("count", 1), bytes = option_number("bytes", 0), connected = 0, refused = 0;
  long gap_us = option_number("gap-us", 0);
  for (long i = 0; i < count; i++) {
    int fd = tcp_socket(to.ss_family);
    if (connect(fd, (struct sockaddr *)&to, length) != 0) {
      refused++;
      close(fd);
      continue;
    }
    connected++;
    if (bytes > 0 && !exchange(fd, bytes)) fprintf(stderr, "packet-tool: the echo broke off\n");
    if (!option_flag("hold")) close(fd);
    pause_us(gap_us);
  }
  printf("connected %ld refused %ld\n", connected, refused);
  if (option_flag("hold")) {
    say_ready();
    while (1) pause();
  }
  return 0;
}

int cpu_hog(void) {
  say_ready();
  for (volatile unsigned long spin = 0;; spin++) continue;
}
