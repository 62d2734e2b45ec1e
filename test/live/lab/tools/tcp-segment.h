/* TCP segments to and from a tun device, each field as wrong as the caller wants. */
#ifndef LAB_TCP_SEGMENT_H
#define LAB_TCP_SEGMENT_H

#include <stdint.h>

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

struct segment {
  unsigned sport, dport, flags;
  uint32_t seq, ack;
  int payload, bad_checksum;
  /* Timestamp option (RFC 7323) with this value, if not 0. */
  uint32_t timestamp;
};

/* From --self to --listener, over IPv6 if --self is such an address. */
void put_segment(int fd, const struct segment *segment);
void put_many(int fd, const struct segment *segment, long count);
/* Sequence number of the SYN-ACK that the host sends to `dport`. */
uint32_t await_syn_ack(int fd, unsigned dport);
/* Reads what the host sends until nothing came for `quiet_ms`. */
void read_all(int fd, int quiet_ms);
/* Opens a connection, with timestamps if `timestamp` is not 0; afterwards seq is the next byte we send, ack the next we expect. */
struct segment handshake_at(int fd, unsigned sport, uint32_t timestamp);
struct segment handshake(int fd, unsigned sport);

#endif
