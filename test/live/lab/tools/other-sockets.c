/*
 * raw-receive: --protocol N [--rcvbuf BYTES] [--ipv6] [--mode never|read]   a raw socket of that IP protocol
 * ping-receive: --bind IP --port IDENTIFIER [--rcvbuf BYTES] [--mode never|read]   a ping socket (a datagram socket of ICMP)
 * packet-receive: --iface NAME [--rcvbuf BYTES] [--mode never|read]         a packet socket for all protocols
 * unix-datagrams: [--count N] [--read]    that many datagrams between two sockets of this process; none is read unless told
 * unix-stream: [--count N]                connects to itself, writes, closes with data unread
 */
#include "options.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

static int receive(int fd) {
  static char buffer[65536];
  int size = option_number("rcvbuf", 0);
  if (size > 0 && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size) != 0) fail("SO_RCVBUF");
  say_ready();
  while (strcmp(option("mode", "never"), "never") == 0) pause();
  while (recv(fd, buffer, sizeof buffer, 0) >= 0) continue;
  return 0;
}

int raw_receive(void) {
  int fd = socket(option_flag("ipv6") ? AF_INET6 : AF_INET, SOCK_RAW, option_number("protocol", 253));
  if (fd < 0) fail("socket(SOCK_RAW)");
  return receive(fd);
}

int ping_receive(void) {
  struct sockaddr_storage local;
  socklen_t length = address_from(option_required("bind"), option_number("port", 1), &local);
  int fd = socket(local.ss_family, SOCK_DGRAM, local.ss_family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
  if (fd < 0) fail("socket(SOCK_DGRAM, ICMP)");
  if (bind(fd, (struct sockaddr *)&local, length) != 0) fail("bind");
  return receive(fd);
}

int packet_receive(void) {
  int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  if (fd < 0) fail("socket(AF_PACKET)");
  struct sockaddr_ll device = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = if_nametoindex(option_required("iface"))};
  if (bind(fd, (struct sockaddr *)&device, sizeof device) != 0) fail("bind");
  return receive(fd);
}

int unix_datagrams(void) {
  int pair[2];
  long count = option_number("count", 1), sent = 0;
  char buffer[100] = {0};
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0) fail("socketpair");
  for (long i = 0; i < count; i++) {
    if (send(pair[0], buffer, sizeof buffer, MSG_DONTWAIT) > 0) sent++;
    if (option_flag("read") && recv(pair[1], buffer, sizeof buffer, MSG_DONTWAIT) < 0) break;
  }
  close(pair[1]);
  close(pair[0]);
  printf("sent %ld\n", sent);
  return 0;
}

int unix_stream(void) {
  char buffer[1000] = {0};
  for (long i = 0, count = option_number("count", 1); i < count; i++) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) fail("socketpair");
    if (write(pair[0], buffer, sizeof buffer) < 0) fail("write");
    if (i % 2 == 0 && read(pair[1], buffer, sizeof buffer) < 0) fail("read");
    close(pair[1]);
    close(pair[0]);
  }
  return 0;
}
