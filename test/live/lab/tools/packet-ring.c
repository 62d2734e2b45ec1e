/*
 * packet-ring: --iface NAME [--frames N]    a sniffer with a memory-mapped ring of N frames (2 kB each) that it never reads.
 *   At a line on standard input it prints what the kernel tells it alone (PACKET_STATISTICS): `seen N dropped N`.
 */
#include "options.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FRAME = 2048, BLOCK = 4096 };

int packet_ring(void) {
  int frames = option_number("frames", 16), version = TPACKET_V2;
  int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  if (fd < 0) fail("socket(AF_PACKET)");
  if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) != 0) fail("PACKET_VERSION");
  struct tpacket_req ring = {
      .tp_block_size = BLOCK, .tp_block_nr = frames * FRAME / BLOCK, .tp_frame_size = FRAME, .tp_frame_nr = frames};
  if (setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof ring) != 0) fail("PACKET_RX_RING");
  if (mmap(NULL, frames * FRAME, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED) fail("mmap");
  struct sockaddr_ll device = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = if_nametoindex(option_required("iface"))};
  if (bind(fd, (struct sockaddr *)&device, sizeof device) != 0) fail("bind");
  say_ready();
  char line[16];
  if (read(STDIN_FILENO, line, sizeof line) < 0) fail("read");
  struct tpacket_stats seen;
  socklen_t length = sizeof seen;
  if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &seen, &length) != 0) fail("PACKET_STATISTICS");
  printf("seen %u dropped %u\n", seen.tp_packets, seen.tp_drops);
  fflush(stdout);
  while (1) pause();
}
