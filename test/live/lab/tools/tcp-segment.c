#include "tcp-segment.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checksum.h"
#include "options.h"

static void put16(uint8_t *at, unsigned value) {
  at[0] = value >> 8;
  at[1] = value;
}

static void put32(uint8_t *at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value & 0xffff);
}

static uint32_t get32(const uint8_t *at) { return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]; }

void put_segment(int fd, const struct segment *segment) {
  uint8_t packet[1600] = {0};
  int options = segment->timestamp ? 12 : 0;
  int length = 20 + options + segment->payload;
  const char *self = option_required("self");
  int version6 = strchr(self, ':') != NULL;
  int header = version6 ? 40 : 20, size = version6 ? 16 : 4;
  uint8_t *addresses = packet + header - 2 * size;
  if (version6) {
    packet[0] = 0x60;
    put16(packet + 4, length);
    packet[6] = IPPROTO_TCP;
    packet[7] = 64;
  } else {
    packet[0] = 0x45;
    put16(packet + 2, 20 + length);
    packet[8] = 64;
    packet[9] = IPPROTO_TCP;
  }
  inet_pton(version6 ? AF_INET6 : AF_INET, self, addresses);
  inet_pton(version6 ? AF_INET6 : AF_INET, option_required("listener"), addresses + size);
  if (!version6) put16(packet + 10, checksum_finish(checksum_add(0, packet, 20)));
  uint8_t *tcp = packet + header;
  put16(tcp, segment->sport);
  put16(tcp + 2, segment->dport);
  put32(tcp + 4, segment->seq);
  put32(tcp + 8, segment->ack);
  tcp[12] = (5 + options / 4) << 4;
  tcp[13] = segment->flags;
  put16(tcp + 14, 65535);
  if (options) {
    put32(tcp + 20, 0x0101080a);
    put32(tcp + 24, segment->timestamp);
  }
  uint32_t pseudo = checksum_add(length + IPPROTO_TCP, addresses, 2 * size);
  put16(tcp + 16, checksum_finish(checksum_add(pseudo, tcp, length)) ^ (segment->bad_checksum ? 0x5555 : 0));
  if (write(fd, packet, header + length) < 0) fail("write(tun)");
}

uint32_t await_syn_ack(int fd, unsigned dport) {
  uint8_t packet[2048];
  struct pollfd wait = {fd, POLLIN, 0};
  while (poll(&wait, 1, 3000) > 0) {
    ssize_t got = read(fd, packet, sizeof packet);
    int version6 = packet[0] >> 4 == 6;
    uint8_t *tcp = packet + (version6 ? 40 : 20);
    if (got < (version6 ? 60 : 40) || packet[version6 ? 6 : 9] != IPPROTO_TCP) continue;
    if ((tcp[13] & (SYN | ACK)) == (SYN | ACK) && (unsigned)(tcp[2] << 8 | tcp[3]) == dport) return get32(tcp + 4);
  }
  fprintf(stderr, "packet-tool: no SYN-ACK came\n");
  exit(1);
}

void read_all(int fd, int quiet_ms) {
  uint8_t packet[2048];
  struct pollfd wait = {fd, POLLIN, 0};
  while (poll(&wait, 1, quiet_ms) > 0)
    if (read(fd, packet, sizeof packet) < 0) return;
}

struct segment handshake_at(int fd, unsigned sport, uint32_t timestamp) {
  struct segment segment = {.sport = sport, .dport = option_number("port", 80), .flags = SYN, .seq = 1000, .timestamp = timestamp};
  put_segment(fd, &segment);
  segment.ack = await_syn_ack(fd, sport) + 1;
  segment.seq++;
  segment.flags = ACK;
  put_segment(fd, &segment);
  return segment;
}

struct segment handshake(int fd, unsigned sport) { return handshake_at(fd, sport, 0); }

void put_many(int fd, const struct segment *segment, long count) {
  for (long i = 0; i < count; i++) put_segment(fd, segment);
}
