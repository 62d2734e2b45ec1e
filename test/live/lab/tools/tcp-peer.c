/*
 * tcp-peer: --name tun0 --listener IP --self IP --port N --scenario NAME --count N
 *   plays the other end of a TCP connection behind a tun device, so that each segment is as wrong as the scenario wants
 *   and none of the answers is lost in another stack. Begins at a line on standard input, says `done`.
 */
#include "options.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcp-segment.h"
#include "tun.h"

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


/*
 * --count segments go missing before they come here: the two after each arrive, the receiver asks for it, and it comes
 * 20 ms late. What a host sees of a loss that happened elsewhere.
 */
static void lost_before(int fd, long count) {
  struct segment segment = handshake(fd, 40005);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  for (long i = 0; i < count; i++) {
    static const int order[] = {0, 2, 3};
    uint32_t first = segment.seq;
    for (int k = 0; k < 3; k++) {
      segment.seq = first + 100 * order[k];
      put_segment(fd, &segment);
    }
    read_all(fd, 20);
    segment.seq = first + 100;
    put_segment(fd, &segment);
    segment.seq = first + 400;
  }
}

/* A million bytes beyond what the listener offered to take. */
static void out_of_window(int fd, long count) {
  struct segment segment = handshake(fd, 40005);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  segment.seq += 10000000;
  put_many(fd, &segment, count);
}

/* Data that was there already, all of it, and before what the receiver expects by a lot. */
static void below_window(int fd, long count) {
  struct segment segment = handshake(fd, 40006);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  put_segment(fd, &segment);
  segment.seq -= 500;
  put_many(fd, &segment, count);
}

static void ack_unsent(int fd, long count) {
  struct segment segment = handshake(fd, 40007);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  segment.ack += 100000;
  put_many(fd, &segment, count);
}

/* A reset within the window, but not at the next byte: answered by a challenge (RFC 5961). */
static void blind_reset(int fd, long count) {
  struct segment segment = handshake(fd, 40008);
  segment.flags = RST;
  segment.seq += 100;
  put_many(fd, &segment, count);
}

/* A reset far beyond the window: not even answered. */
static void far_reset(int fd, long count) {
  struct segment segment = handshake(fd, 40017);
  segment.flags = RST;
  segment.seq += 10000000;
  put_many(fd, &segment, count);
}

static void syn_in_established(int fd, long count) {
  struct segment segment = handshake(fd, 40009);
  segment.flags = SYN;
  put_many(fd, &segment, count);
}

static void no_flags(int fd, long count) {
  struct segment segment = handshake(fd, 40010);
  segment.flags = 0;
  segment.payload = 10;
  put_many(fd, &segment, count);
}

/* The clock of the peer jumps back. */
static void old_timestamp(int fd, long count) {
  struct segment segment = handshake_at(fd, 40011, 1000000);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  put_segment(fd, &segment);
  segment.seq += 100;
  segment.timestamp -= 500000;
  put_many(fd, &segment, count);
}

/* The same piece behind a hole, again and again. */
static void out_of_order_again(int fd, long count) {
  struct segment segment = handshake(fd, 40012);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  segment.seq += 1000;
  put_many(fd, &segment, count + 1);
}

/* The last byte, acknowledged long ago, with nothing new: what a keepalive sends. */
static void keepalive(int fd, long count) {
  struct segment segment = handshake(fd, 40013);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  put_segment(fd, &segment);
  segment.seq += 99;
  segment.payload = 0;
  segment.flags = ACK;
  put_many(fd, &segment, count);
}

/* Data for a receiver that does not read, far beyond its window. */
static void full_window(int fd, long count) {
  struct segment segment = handshake(fd, 40014);
  segment.payload = 1400;
  segment.flags = ACK | PSH;
  for (long i = 0; i < count; i++) {
    put_segment(fd, &segment);
    segment.seq += segment.payload;
  }
}

/* A hole, and --count segments behind it. */
static void behind_hole(int fd, long count) {
  struct segment segment = handshake(fd, 40016);
  segment.payload = 100;
  segment.flags = ACK | PSH;
  for (long i = 0; i < count; i++) {
    segment.seq += segment.payload;
    put_segment(fd, &segment);
  }
}

/* --count connections, each closed at once by the listener's program; data that comes then is for nobody. */
static void data_after_close(int fd, long count) {
  for (long i = 0; i < count; i++) {
    struct segment segment = handshake(fd, 42000 + i);
    read_all(fd, 20);
    segment.payload = 100;
    segment.flags = ACK | PSH;
    put_segment(fd, &segment);
  }
}

/* ACKs and data that belong to no connection. */
static void stray_acks(int fd, long count) {
  struct segment segment = {.sport = 40015, .dport = option_number("port", 80), .flags = ACK | PSH, .seq = 5000, .ack = 7000, .payload = 10};
  put_many(fd, &segment, count);
}

/* Handshakes that never end: SYNs only, from one port each. */
static void half_open(int fd, long count) {
  struct segment segment = {.dport = option_number("port", 80), .flags = SYN, .seq = 1000};
  for (long i = 0; i < count; i++) {
    segment.sport = 20000 + i;
    put_segment(fd, &segment);
  }
}

int tcp_peer(void) {
  static const struct {
    const char *name;
    void (*play)(int fd, long count);
  } scenarios[] = {
      {"duplicate-data", duplicate_data},
      {"bad-checksum", bad_checksum},
      {"ack-too-old", ack_too_old},
      {"final-acks", final_acks},
      {"old-ack", old_ack},
      {"lost-before", lost_before},
      {"out-of-window", out_of_window},
      {"below-window", below_window},
      {"ack-unsent", ack_unsent},
      {"blind-reset", blind_reset},
      {"far-reset", far_reset},
      {"syn-in-established", syn_in_established},
      {"no-flags", no_flags},
      {"old-timestamp", old_timestamp},
      {"out-of-order-again", out_of_order_again},
      {"keepalive", keepalive},
      {"full-window", full_window},
      {"behind-hole", behind_hole},
      {"data-after-close", data_after_close},
      {"stray-acks", stray_acks},
      {"half-open", half_open},
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
