/*
 * tun-hold: --name tun0    opens a tun device, reads nothing from it
 * tcp-peer: --name tun0 --listener IP --self IP --port N --scenario NAME --count N
 *   plays the other end of a TCP connection behind a tun device, so that each segment is as wrong as the scenario wants
 *   and none of the answers is lost in another stack. Begins at a line on standard input, says `done`.
 */
#include "options.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "checksum.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

struct segment {
  unsigned sport, dport, flags;
  uint32_t seq, ack;
  int payload, bad_checksum;
};

static int tun_open(const char *name) {
  int fd = open("/dev/net/tun", O_RDWR);
  if (fd < 0) fail("/dev/net/tun");
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(fd, TUNSETIFF, &request) != 0) fail("TUNSETIFF");
  return fd;
}

int tun_hold(void) {
  tun_open(option_required("name"));
  say_ready();
  while (1) pause();
}

static void put16(uint8_t *at, unsigned value) {
  at[0] = value >> 8;
  at[1] = value;
}

static void put32(uint8_t *at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value & 0xffff);
}

static uint32_t get32(const uint8_t *at) { return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]; }

static void put_segment(int fd, const struct segment *segment) {
  uint8_t packet[1500] = {0x45};
  int length = 20 + segment->payload;
  put16(packet + 2, 20 + length);
  packet[8] = 64;
  packet[9] = IPPROTO_TCP;
  inet_pton(AF_INET, option_required("self"), packet + 12);
  inet_pton(AF_INET, option_required("listener"), packet + 16);
  put16(packet + 10, checksum_finish(checksum_add(0, packet, 20)));
  uint8_t *tcp = packet + 20;
  put16(tcp, segment->sport);
  put16(tcp + 2, segment->dport);
  put32(tcp + 4, segment->seq);
  put32(tcp + 8, segment->ack);
  tcp[12] = 5 << 4;
  tcp[13] = segment->flags;
  put16(tcp + 14, 65535);
  uint32_t pseudo = checksum_add(length + IPPROTO_TCP, packet + 12, 8);
  put16(tcp + 16, checksum_finish(checksum_add(pseudo, tcp, length)) ^ (segment->bad_checksum ? 0x5555 : 0));
  if (write(fd, packet, 20 + length) < 0) fail("write(tun)");
}

/* Sequence number of the SYN-ACK that the host sends to `dport`. */
static uint32_t await_syn_ack(int fd, unsigned dport) {
  uint8_t packet[2048];
  struct pollfd wait = {fd, POLLIN, 0};
  while (poll(&wait, 1, 3000) > 0) {
    ssize_t got = read(fd, packet, sizeof packet);
    uint8_t *tcp = packet + 20;
    if (got < 40 || packet[0] != 0x45 || packet[9] != IPPROTO_TCP) continue;
    if ((tcp[13] & (SYN | ACK)) == (SYN | ACK) && (unsigned)(tcp[2] << 8 | tcp[3]) == dport) return get32(tcp + 4);
  }
  fprintf(stderr, "packet-tool: no SYN-ACK came\n");
  exit(1);
}

static void read_all(int fd, int quiet_ms) {
  uint8_t packet[2048];
  struct pollfd wait = {fd, POLLIN, 0};
  while (poll(&wait, 1, quiet_ms) > 0)
    if (read(fd, packet, sizeof packet) < 0) return;
}

/* Opens a connection; afterwards seq is the next byte we send, ack the next we expect. */
static struct segment handshake(int fd, unsigned sport) {
  struct segment segment = {.sport = sport, .dport = option_number("port", 80), .flags = SYN, .seq = 1000};
  put_segment(fd, &segment);
  segment.ack = await_syn_ack(fd, sport) + 1;
  segment.seq++;
  segment.flags = ACK;
  put_segment(fd, &segment);
  return segment;
}

/* The same segment once more than --count: the first is new, the others are old data. */
static void duplicate_data(int fd, long count) {
  struct segment segment = handshake(fd, 40001);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  for (long i = 0; i <= count; i++) put_segment(fd, &segment);
}

static void bad_checksum(int fd, long count) {
  struct segment segment = handshake(fd, 40002);
  segment.payload = 100;
  segment.bad_checksum = 1;
  for (long i = 0; i < count; i++) put_segment(fd, &segment);
}

/* New data whose acknowledgement is older than the largest window ever offered. */
static void ack_too_old(int fd, long count) {
  struct segment segment = handshake(fd, 40003);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  segment.ack -= 0x100000;
  for (long i = 0; i < count; i++) put_segment(fd, &segment);
}

/* Bare ACKs of before the handshake: Linux answers each by a challenge at most, and frees it without a drop event. */
static void old_ack(int fd, long count) {
  struct segment segment = handshake(fd, 40004);
  segment.ack -= 0x100000;
  for (long i = 0; i < count; i++) put_segment(fd, &segment);
}

/* --count SYNs are answered by cookies; then each final ACK comes while --backlog leaves no room for it. */
static void final_acks(int fd, long count) {
  uint32_t *acks = calloc(count, sizeof *acks);
  struct segment segment = {.dport = option_number("port", 80)};
  for (long i = 0; i < count; i++) {
    segment.sport = 41000 + i;
    segment.flags = SYN;
    segment.seq = 1000;
    segment.ack = 0;
    put_segment(fd, &segment);
    acks[i] = await_syn_ack(fd, segment.sport) + 1;
  }
  for (long i = 0; i < count; i++) {
    segment.sport = 41000 + i;
    segment.flags = ACK;
    segment.seq = 1001;
    segment.ack = acks[i];
    put_segment(fd, &segment);
  }
  free(acks);
}

int tcp_peer(void) {
  static const struct {
    const char *name;
    void (*play)(int fd, long count);
  } scenarios[] = {
      {"duplicate-data", duplicate_data}, {"bad-checksum", bad_checksum}, {"ack-too-old", ack_too_old}, {"final-acks", final_acks}, {"old-ack", old_ack},
  };
  const char *name = option_required("name"), *scenario = option_required("scenario");
  int fd = tun_open(name);
  say_ready();
  /* The harness writes a line when the recording runs. */
  if (getchar() == EOF) return 1;
  for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
    if (strcmp(scenario, scenarios[i].name) == 0) {
      scenarios[i].play(fd, option_number("count", 1));
      read_all(fd, 50);
      puts("done");
      fflush(stdout);
      /* The connection stays until the harness ends this process: nothing is reset while it records. */
      while (1) read_all(fd, 1000);
    }
  fprintf(stderr, "packet-tool: unknown scenario %s\n", scenario);
  return 2;
}
