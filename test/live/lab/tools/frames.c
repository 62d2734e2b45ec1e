/*
 * send-frames: Ethernet frames through a packet socket, right or wrong in whatever field an option names.
 *   --iface NAME --dst-mac MAC [--src-mac MAC] [--count N] [--gap-us N]
 *   --ethertype N --hex BYTES                     a frame of that content, or:
 *   --src IP --dst IP [--vary-src] [--vary-dst] [--ttl N] [--version N] [--total-length N]
 *   IPv4: [--df] [--id N] [--vary-id] [--frag-offset BYTES] [--more-fragments] [--ip-bad-checksum] [--header-length BYTES]
 *   [--ip-options HEX]
 *   IPv6: [--next-header N --extension HEX]       one header between IP and transport; its first byte names the latter
 *   --proto udp|tcp|icmp|N [--payload BYTES | --payload-hex HEX] [--bad-checksum] [--no-checksum]
 *   udp, tcp: --sport N --dport N [--vary-sport] [--vary-dport]; udp: [--length-delta N]
 *   tcp: [--flags SAFRP] [--seq N] [--ack N] [--data-offset WORDS] [--tcp-options HEX]
 *   icmp: [--icmp-type N] [--icmp-code N] [--icmp-rest HEX]     the 4 bytes after the checksum
 *   all: [--vlan N]
 * --vary-x adds the number of the frame to the field.
 */
#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "checksum.h"

static void put16(uint8_t *at, unsigned value) {
  at[0] = value >> 8;
  at[1] = value;
}

static void put32(uint8_t *at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value & 0xffff);
}

static void mac_from(const char *text, uint8_t *mac) {
  unsigned byte[6];
  if (sscanf(text, "%x:%x:%x:%x:%x:%x", byte, byte + 1, byte + 2, byte + 3, byte + 4, byte + 5) != 6) {
    fprintf(stderr, "packet-tool: not a MAC: %s\n", text);
    exit(2);
  }
  for (int i = 0; i < 6; i++) mac[i] = byte[i];
}

static int protocol_from(const char *text, int family) {
  if (strcmp(text, "udp") == 0) return IPPROTO_UDP;
  if (strcmp(text, "tcp") == 0) return IPPROTO_TCP;
  if (strcmp(text, "icmp") == 0) return family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
  return strtol(text, NULL, 0);
}

static int put_hex(uint8_t *at, const char *hex) {
  int length = 0;
  unsigned byte;
  for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) at[length++] = byte;
  return length;
}

static int put_payload(uint8_t *at, int fallback) {
  const char *hex = option("payload-hex", NULL);
  return hex ? put_hex(at, hex) : option_number("payload", fallback);
}

/* Writes the transport header and payload; returns their length. The checksum field is left 0 and its offset told. */
static int put_transport(uint8_t *at, int protocol, int index, int *checksum_offset) {
  unsigned sport = option_number("sport", 40000) + (option_flag("vary-sport") ? index : 0);
  unsigned dport = option_number("dport", 9) + (option_flag("vary-dport") ? index : 0);
  int payload;
  *checksum_offset = -1;
  if (protocol == IPPROTO_UDP) {
    put16(at, sport);
    put16(at + 2, dport);
    payload = put_payload(at + 8, 32);
    put16(at + 4, 8 + payload + option_number("length-delta", 0));
    *checksum_offset = 6;
    return 8 + payload;
  }
  if (protocol == IPPROTO_TCP) {
    const char *flags = option("flags", "S");
    put16(at, sport);
    put16(at + 2, dport);
    put32(at + 4, option_number("seq", 1000));
    put32(at + 8, option_number("ack", 0));
    int header = 20 + put_hex(at + 20, option("tcp-options", ""));
    at[12] = option_number("data-offset", header / 4) << 4;
    for (const char *flag = flags; *flag; flag++) {
      const char *known = strchr("FSRPA", *flag);
      if (known) at[13] |= 1 << (known - "FSRPA");
    }
    put16(at + 14, 65535);
    *checksum_offset = 16;
    return header + put_payload(at + header, 0);
  }
  if (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6) {
    at[0] = option_number("icmp-type", protocol == IPPROTO_ICMP ? 8 : 128);
    at[1] = option_number("icmp-code", 0);
    put16(at + 4, 0x1dab);
    put16(at + 6, index);
    put_hex(at + 4, option("icmp-rest", ""));
    *checksum_offset = 2;
    return 8 + put_payload(at + 8, 32);
  }
  return put_payload(at, 32);
}

/* Adds the number of the frame to the last two bytes of the source, the destination, or both. */
static void vary(uint8_t *addresses, int size, int index) {
  uint8_t *ends[] = {addresses + size - 2, addresses + 2 * size - 2};
  if (option_flag("vary-src")) put16(ends[0], (ends[0][0] << 8 | ends[0][1]) + index);
  if (option_flag("vary-dst")) put16(ends[1], (ends[1][0] << 8 | ends[1][1]) + index);
}

static int put_ip(uint8_t *at, int index) {
  struct sockaddr_storage source, target;
  address_from(option_required("src"), 0, &source);
  address_from(option_required("dst"), 0, &target);
  int family = source.ss_family;
  int protocol = protocol_from(option_required("proto"), family);
  const char *between = option(family == AF_INET ? "ip-options" : "extension", "");
  int header = family == AF_INET ? 20 : 40, fixed = header;
  header += put_hex(at + header, between);
  int checksum_offset;
  int length = put_transport(at + header, protocol, index, &checksum_offset);
  uint8_t *addresses = family == AF_INET ? at + 12 : at + 8;
  int size = family == AF_INET ? 4 : 16;
  if (family == AF_INET) {
    int offset = option_number("frag-offset", 0) / 8;
    at[0] = option_number("version", 4) << 4 | option_number("header-length", header) / 4;
    put16(at + 2, option_number("total-length", header + length));
    put16(at + 4, option_number("id", 1) + (option_flag("vary-id") ? index : 0));
    put16(at + 6, (option_flag("df") ? 0x4000 : 0) | (option_flag("more-fragments") ? 0x2000 : 0) | offset);
    at[8] = option_number("ttl", 64);
    at[9] = protocol;
    memcpy(addresses, &((struct sockaddr_in *)&source)->sin_addr, 4);
    memcpy(addresses + 4, &((struct sockaddr_in *)&target)->sin_addr, 4);
    vary(addresses, size, index);
    put16(at + 10, checksum_finish(checksum_add(0, at, header)) ^ (option_flag("ip-bad-checksum") ? 0x5555 : 0));
  } else {
    at[0] = option_number("version", 6) << 4;
    put16(at + 4, option_number("total-length", header + length) - fixed);
    at[6] = option_number("next-header", protocol);
    at[7] = option_number("ttl", 64);
    memcpy(addresses, &((struct sockaddr_in6 *)&source)->sin6_addr, 16);
    memcpy(addresses + 16, &((struct sockaddr_in6 *)&target)->sin6_addr, 16);
    vary(addresses, size, index);
  }
  if (checksum_offset >= 0 && !option_flag("no-checksum")) {
    uint32_t sum = protocol == IPPROTO_ICMP ? 0 : checksum_add(length + protocol, addresses, 2 * size);
    unsigned value = checksum_finish(checksum_add(sum, at + header, length));
    if (option_flag("bad-checksum")) value ^= 0x5555;
    /* A UDP checksum of 0 would mean "none". */
    put16(at + header + checksum_offset, value == 0 && protocol == IPPROTO_UDP ? 0xffff : value);
  }
  return header + length;
}

static int put_frame(uint8_t *frame, const uint8_t *own_mac, int index) {
  const char *hex = option("hex", NULL);
  memset(frame, 0, 65536);
  mac_from(option_required("dst-mac"), frame);
  memcpy(frame + 6, own_mac, 6);
  if (option("src-mac", NULL)) mac_from(option("src-mac", NULL), frame + 6);
  int start = 14;
  if (option("vlan", NULL)) {
    put16(frame + 12, ETHERTYPE_VLAN);
    put16(frame + 14, option_number("vlan", 1));
    start = 18;
  }
  int length = hex ? put_hex(frame + start, hex) : put_ip(frame + start, index);
  int isIpv6 = !hex && strchr(option("dst", ""), ':') != NULL;
  put16(frame + start - 2, option_number("ethertype", isIpv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IP));
  return start + length;
}

int send_frames(void) {
  static uint8_t frame[65536];
  const char *name = option_required("iface");
  long count = option_number("count", 1), gap_us = option_number("gap-us", 0);
  int fd = socket(AF_PACKET, SOCK_RAW, 0);
  if (fd < 0) fail("socket(AF_PACKET)");
  struct ifreq request = {0};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(fd, SIOCGIFHWADDR, &request) != 0) fail(name);
  struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(name)};
  for (int i = 0; i < count; i++) {
    int length = put_frame(frame, (uint8_t *)request.ifr_hwaddr.sa_data, i);
    /* A full or dead queue answers ENOBUFS or ENETDOWN: the frame is lost, which is what some faults want. */
    if (sendto(fd, frame, length, 0, (struct sockaddr *)&to, sizeof to) < 0 && errno != ENOBUFS) fail("sendto");
    pause_us(gap_us);
  }
  printf("sent %ld\n", count);
  close(fd);
  return 0;
}
