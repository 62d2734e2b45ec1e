/*
 * tcp-listen: --bind IP --port N [--backlog N] [--mode never|echo|hold|unread|close]     never = accepts nothing; hold =
 *              accepts one and does not read; unread = closes each once it has data, unread; close = closes each at once
 *              [--min-ttl N] [--md5-key TEXT --md5-peer IP] [--rcvbuf BYTES] [--defer-accept SECONDS]
 * tcp-connect: --to IP --port N [--sport N] [--count N] [--bytes N] [--hold] [--reset] [--half-close] [--send-only]   each connection after the
 *              other; --bytes are sent and read back (from an echo); --hold keeps the connections open and prints
 *              `ready`; --reset closes by RST; --half-close sends its FIN first and then reads to the end
 * cpu-hog: burns its CPU
 */
#include "options.h"

#include <errno.h>
#include <netinet/in.h>
#include <linux/tcp.h>
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

static void expect_md5(int fd, const char *peer, const char *key) {
  struct tcp_md5sig signature = {.tcpm_keylen = strlen(key)};
  address_from(peer, 0, (struct sockaddr_storage *)&signature.tcpm_addr);
  memcpy(signature.tcpm_key, key, signature.tcpm_keylen);
  if (setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &signature, sizeof signature) != 0) fail("TCP_MD5SIG");
}

static void set_int(int fd, int level, int name, const char *word) {
  int value = option_number(word, 0);
  if (option(word, NULL) && setsockopt(fd, level, name, &value, sizeof value) != 0) fail(word);
}

int tcp_listen(void) {
  struct sockaddr_storage local;
  socklen_t length = address_from(option("bind", "0.0.0.0"), option_number("port", 80), &local);
  int fd = tcp_socket(local.ss_family);
  set_int(fd, SOL_SOCKET, SO_RCVBUF, "rcvbuf");
  if (local.ss_family == AF_INET6) set_int(fd, IPPROTO_IPV6, IPV6_MINHOPCOUNT, "min-ttl");
  else set_int(fd, IPPROTO_IP, IP_MINTTL, "min-ttl");
  set_int(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, "defer-accept");
  if (option("md5-key", NULL)) expect_md5(fd, option_required("md5-peer"), option_required("md5-key"));
  if (bind(fd, (struct sockaddr *)&local, length) != 0) fail("bind");
  if (listen(fd, option_number("backlog", 64)) != 0) fail("listen");
  say_ready();
  const char *mode = option("mode", "never");
  while (strcmp(mode, "never") == 0) pause();
  while (1) {
    int peer = accept(fd, NULL, NULL);
    if (peer < 0) continue;
    while (strcmp(mode, "hold") == 0) pause();
    struct pollfd wait = {peer, POLLIN, 0};
    if (strcmp(mode, "close") == 0) close(peer);
    else if (strcmp(mode, "unread") == 0) poll(&wait, 1, 1000), close(peer);
    else echo_until_closed(peer);
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

static int send_bytes(int fd, long bytes) {
  static char buffer[65536];
  for (long left = bytes; left > 0;) {
    ssize_t now = write(fd, buffer, left < (long)sizeof buffer ? left : (long)sizeof buffer);
    if (now <= 0) return -1;
    left -= now;
  }
  return 0;
}

int tcp_connect(void) {
  struct sockaddr_storage to;
  socklen_t length = address_from(option_required("to"), option_number("port", 80), &to);
  long count = option_number("count", 1), bytes = option_number("bytes", 0), connected = 0, refused = 0;
  long gap_us = option_number("gap-us", 0);
  for (long i = 0; i < count; i++) {
    int fd = tcp_socket(to.ss_family);
    if (option("sport", NULL)) {
      struct sockaddr_storage own;
      socklen_t size = address_from(to.ss_family == AF_INET ? "0.0.0.0" : "::", option_number("sport", 0), &own);
      if (bind(fd, (struct sockaddr *)&own, size) != 0) fail("bind");
    }
    if (connect(fd, (struct sockaddr *)&to, length) != 0) {
      refused++;
      close(fd);
      continue;
    }
    connected++;
    if (option_flag("send-only")) {
      if (send_bytes(fd, bytes) < 0) fprintf(stderr, "packet-tool: refused\n");
    } else if (bytes > 0 && !exchange(fd, bytes)) fprintf(stderr, "packet-tool: the echo broke off\n");
    if (option_flag("half-close")) {
      char rest[4096];
      shutdown(fd, SHUT_WR);
      while (read(fd, rest, sizeof rest) > 0) continue;
    }
    struct linger none = {1, 0};
    if (option_flag("reset")) setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
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
