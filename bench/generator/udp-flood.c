/*
 * udp-flood ADDRESS PORT COUNT: sends COUNT small UDP datagrams as fast as one CPU can and prints
 * {"sent":…,"wallNs":…,"cpuNs":…}. The socket is not connected, so that ICMP answers do not stop it.
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

static long long clock_ns(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv) {
  static char payload[32];
  static struct mmsghdr messages[BURST];
  struct sockaddr_in to = {.sin_family = AF_INET};
  if (argc != 4 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
    fprintf(stderr, "usage: udp-flood ADDRESS PORT COUNT\n");
    return 2;
  }
  to.sin_port = htons(atoi(argv[2]));
  long count = atol(argv[3]), sent = 0;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct iovec data = {payload, sizeof payload};
  for (int i = 0; i < BURST; i++)
    messages[i].msg_hdr = (struct msghdr){.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &data, .msg_iovlen = 1};
  long long wall = clock_ns(CLOCK_MONOTONIC), cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  while (sent < count) {
    int now = sendmmsg(fd, messages, count - sent < BURST ? count - sent : BURST, 0);
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
