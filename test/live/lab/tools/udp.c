/*
 * udp-send: --to IP --port N [--from IP] [--sport N] [--count N] [--size BYTES] [--rate PER_SECOND] [--burst N] [--ttl N]
 *           [--df] [--echo] [--cgroup PATH] [--no-checksum] [--interface NAME] [--sndbuf BYTES] [--no-wait] [--broadcast] [--until-drops N --drops-file /proc/PID/net/udp]
 *           [--fifo]      real-time priority: nothing else runs on its CPU while it sends
 *           [--told]      counts as refused also what a full queue of the device drops (IP_RECVERR); wants bursts of 1
 * udp-receive: --bind IP --port N [--rcvbuf BYTES] [--mode read|never|slow|echo] [--pause-us N] [--reject] [--join GROUP]
 *           [--close-on FILE] [--device NAME] [--peer IP --peer-port N] [--cgroup PATH]
 *           says `received N` at SIGUSR1: what came so far, what still waits in its socket included
 */
#define _GNU_SOURCE
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define MAX_BURST 256

static void set_int(int fd, int level, int name, int value, const char *what) {
  if (setsockopt(fd, level, name, &value, sizeof value) != 0) fail(what);
}

/* Joins a cgroup: sockets made from now on are those of its programs. */
static void enter_cgroup(void) {
  const char *path = option("cgroup", NULL);
  if (!path) return;
  char file[512];
  snprintf(file, sizeof file, "%s/cgroup.procs", path);
  int fd = open(file, O_WRONLY);
  if (fd < 0 || write(fd, "0", 1) != 1) fail(file);
  close(fd);
}

static int udp_socket(int family) {
  enter_cgroup();
  int fd = socket(family, SOCK_DGRAM, 0);
  if (fd < 0) fail("socket(SOCK_DGRAM)");
  return fd;
}

static void bind_to(int fd, const char *address, int port) {
  struct sockaddr_storage local;
  socklen_t length = address_from(address, port, &local);
  if (bind(fd, (struct sockaddr *)&local, length) != 0) fail("bind");
}

/* Waits up to 1 s for each answer of an echo, so that the own receive buffer stays empty. */
static void read_echoes(int fd, long count) {
  static char answer[65536];
  while (count-- > 0 && recv(fd, answer, sizeof answer, 0) >= 0) continue;
}

/* Sends up to `burst` datagrams in one call; refused ones (a firewall, a full queue) count as refused. */
static void send_burst(int fd, struct mmsghdr *messages, int burst, long *sent, long *refused) {
  for (int done = 0; done < burst;) {
    int now = sendmmsg(fd, messages + done, burst - done, 0);
    if (now > 0) {
      *sent += now;
      done += now;
    } else if (errno != EINTR) {
      ++*refused;
      ++done;
    }
  }
}

int udp_send(void) {
  static char payload[65536];
  static struct mmsghdr messages[MAX_BURST];
  struct sockaddr_storage to;
  socklen_t length = address_from(option_required("to"), option_number("port", 9), &to);
  int port = option_number("port", 9);
  long count = option_number("count", 1), rate = option_number("rate", 0), burst = option_number("burst", 1);
  long until = option_number("until-drops", -1), sent = 0, refused = 0;
  int fd = udp_socket(to.ss_family);
  int four = to.ss_family == AF_INET;
  if (option("from", NULL)) bind_to(fd, option("from", NULL), option_number("sport", 0));
  else if (option("sport", NULL)) bind_to(fd, four ? "0.0.0.0" : "::", option_number("sport", 0));
  if (option("ttl", NULL))
    set_int(fd, four ? IPPROTO_IP : IPPROTO_IPV6, four ? IP_TTL : IPV6_UNICAST_HOPS, option_number("ttl", 64), "ttl");
  /* PROBE sets DF and ignores what path MTU discovery has learned: every datagram goes out at its full size. */
  if (option_flag("df"))
    set_int(fd, four ? IPPROTO_IP : IPPROTO_IPV6, four ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, IP_PMTUDISC_PROBE, "df");
  if (option_flag("told"))
    set_int(fd, four ? IPPROTO_IP : IPPROTO_IPV6, four ? IP_RECVERR : IPV6_RECVERR, 1, "RECVERR");
  if (option_flag("broadcast")) set_int(fd, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST");
  if (option("sndbuf", NULL)) set_int(fd, SOL_SOCKET, SO_SNDBUF, option_number("sndbuf", 0), "SO_SNDBUF");
  if (option_flag("no-wait")) fcntl(fd, F_SETFL, O_NONBLOCK);
  if (option_flag("no-checksum")) set_int(fd, SOL_SOCKET, SO_NO_CHECK, 1, "SO_NO_CHECK");
  const char *device = option("interface", NULL);
  if (device && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device)) != 0) fail("SO_BINDTODEVICE");
  if (option_flag("fifo")) {
    struct sched_param high = {.sched_priority = 10};
    if (sched_setscheduler(0, SCHED_FIFO, &high) != 0) fail("SCHED_FIFO");
  }
  struct timeval second = {1, 0};
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second) != 0) fail("SO_RCVTIMEO");
  struct iovec data = {payload, option_number("size", 64)};
  for (int i = 0; i < MAX_BURST; i++)
    messages[i].msg_hdr =
        (struct msghdr){.msg_name = &to, .msg_namelen = length, .msg_iov = &data, .msg_iovlen = 1};
  if (burst > MAX_BURST) burst = MAX_BURST;
  if (until >= 0) {
    /* Delivery over veth and loopback is synchronous, so that the socket's drop counter can be met exactly. */
    const char *file = option_required("drops-file");
    while (socket_drops(file, port) < until && sent + refused < count) {
      send_burst(fd, messages, 1, &sent, &refused);
      if (rate > 0) pause_us(1000000 / rate);
    }
  }
  while (until < 0 && sent + refused < count) {
    long left = count - sent - refused;
    long before = sent;
    send_burst(fd, messages, left < burst ? left : burst, &sent, &refused);
    if (option_flag("echo")) read_echoes(fd, sent - before);
    if (rate > 0) pause_us(1000000 * burst / rate);
  }
  printf("sent %ld refused %ld\n", sent, refused);
  return 0;
}

static void reject_everything(int fd) {
  struct sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, 0);
  struct sock_fprog program = {1, &refuse};
  if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) fail("SO_ATTACH_FILTER");
}

static void join_group(int fd, const char *group) {
  struct group_req request = {0};
  address_from(group, 0, &request.gr_group);
  int level = request.gr_group.ss_family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
  if (setsockopt(fd, level, MCAST_JOIN_GROUP, &request, sizeof request) != 0) fail("MCAST_JOIN_GROUP");
}

static volatile sig_atomic_t asked;

static void on_ask(int signal) {
  (void)signal;
  asked = 1;
}

static long say_received(int fd, long received) {
  char byte;
  while (recv(fd, &byte, sizeof byte, MSG_DONTWAIT) >= 0) received++;
  printf("received %ld\n", received);
  fflush(stdout);
  asked = 0;
  return received;
}

int udp_receive(void) {
  static char buffer[65536];
  long received = 0;
  const char *mode = option("mode", "read"), *close_on = option("close-on", NULL);
  const char *address = option("bind", "0.0.0.0");
  struct sockaddr_storage local;
  address_from(address, 0, &local);
  int fd = udp_socket(local.ss_family);
  if (option("rcvbuf", NULL)) set_int(fd, SOL_SOCKET, SO_RCVBUFFORCE, option_number("rcvbuf", 0), "SO_RCVBUFFORCE");
  if (option_flag("reject")) reject_everything(fd);
  const char *device = option("device", NULL);
  if (device && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device)) != 0) fail("SO_BINDTODEVICE");
  bind_to(fd, address, option_number("port", 9));
  if (option("peer", NULL)) {
    struct sockaddr_storage peer;
    socklen_t length = address_from(option("peer", NULL), option_number("peer-port", 9), &peer);
    if (connect(fd, (struct sockaddr *)&peer, length) != 0) fail("connect");
  }
  if (option("join", NULL)) join_group(fd, option("join", NULL));
  if (option_flag("idle-priority")) {
    struct sched_param none = {0};
    if (sched_setscheduler(0, SCHED_IDLE, &none) != 0) fail("SCHED_IDLE");
  }
  /* Without SA_RESTART: recvfrom comes back. */
  struct sigaction ask = {.sa_handler = on_ask};
  sigaction(SIGUSR1, &ask, NULL);
  /* A signal right before recvfrom does not interrupt it. */
  struct timeval soon = {0, 200000};
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon) != 0) fail("SO_RCVTIMEO");
  say_ready();
  if (strcmp(mode, "never") == 0) {
    while (!close_on || access(close_on, F_OK) != 0) {
      pause_us(close_on ? 5000 : 1000000);
      if (asked) received = say_received(fd, received);
    }
    close(fd);
    puts("closed");
    fflush(stdout);
    while (1) pause();
  }
  while (1) {
    if (asked) received = say_received(fd, received);
    struct sockaddr_storage from;
    socklen_t length = sizeof from;
    ssize_t got = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &length);
    if (got >= 0 && strcmp(mode, "echo") == 0) {
      pause_us(option_number("pause-us", 0));
      sendto(fd, buffer, got, 0, (struct sockaddr *)&from, length);
    }
    if (got >= 0) received++;
    if (strcmp(mode, "slow") == 0) pause_us(option_number("pause-us", 20000));
  }
}
