/*
 * udp-flood COUNT ADDRESS PORT [ADDRESS PORT…]: sends COUNT small UDP datagrams as fast as one CPU can, in bursts to one
 * target after the other, and prints {"sent":…,"wallNs":…,"cpuNs":…}. The socket is not connected, so that ICMP answers do
 * not stop it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define BURST 64
#define MAX_TARGETS 16

static long long clock_ns(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv) {
  static char payload[32];
  static struct mmsghdr messages[BURST];
  struct sockaddr_in targets[MAX_TARGETS];
  const int count_of_targets = (argc - 2) / 2;
  if (argc % 2 != 0 || count_of_targets < 1 || count_of_targets > MAX_TARGETS) {
    fprintf(stderr, "usage: udp-flood COUNT ADDRESS PORT [ADDRESS PORT...]\n");
    return 2;
  }
  for (int i = 0; i < count_of_targets; i++) {
    targets[i] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(argv[2 * i + 3]))};
    if (inet_pton(AF_INET, argv[2 * i + 2], &targets[i].sin_addr) != 1) {
      fprintf(stderr, "udp-flood: not an IPv4 address: %s\n", argv[2 * i + 2]);
      return 2;
    }
  }
  const long count = atol(argv[1]);
  long sent = 0;
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct iovec data = {payload, sizeof payload};
  for (int i = 0; i < BURST; i++)
    messages[i].msg_hdr = (struct msghdr){.msg_namelen = sizeof *targets, .msg_iov = &data, .msg_iovlen = 1};
  long long wall = clock_ns(CLOCK_MONOTONIC), cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  for (long burst = 0; sent < count; burst++) {
    for (int i = 0; i < BURST; i++) messages[i].msg_hdr.msg_name = &targets[burst % count_of_targets];
    const int now = sendmmsg(fd, messages, count - sent < BURST ? count - sent : BURST, 0);
    if (now < 0 && errno != EINTR && errno != ENOBUFS) {
      perror("udp-flood: sendmmsg");
      return 1;
    }
    if (now > 0) sent += now;
  }
  wall = clock_ns(CLOCK_MONOTONIC) - wall;
  cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  printf("{\"sent\":%ld,\"wallNs\":%lld,\"cpuNs\":%lld}\n", sent, wall, cpu);
  return 0;
}
