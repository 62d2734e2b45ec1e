/*
 * netlink-tap FOLDER: every generic netlink message that passes nlmon0, in either direction, as FOLDER/000000.bin and so
 * on, until it is killed. Prints `ready` once it listens.
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

int main(int argc, char **argv) {
  static char message[1 << 17];
  if (argc != 2) return 2;
  alarm(600);
  int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)), room = 64 << 20;
  if (fd < 0) fail("socket(AF_PACKET)");
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = if_nametoindex("nlmon0")};
  if (at.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0) fail("nlmon0");
  puts("ready");
  fflush(stdout);
  for (unsigned number = 0;;) {
    struct sockaddr_ll from;
    socklen_t length = sizeof from;
    ssize_t got = recvfrom(fd, message, sizeof message, 0, (struct sockaddr *)&from, &length);
    if (got < 0) fail("recvfrom");
    /* A copied skb of netlink carries the protocol of its socket. */
    if (ntohs(from.sll_protocol) != NETLINK_GENERIC) continue;
    char path[4096];
    snprintf(path, sizeof path, "%s/%06u.bin", argv[1], number++);
    FILE *file = fopen(path, "w");
    if (!file || fwrite(message, 1, got, file) != (size_t)got || fclose(file) != 0) fail(path);
  }
}
