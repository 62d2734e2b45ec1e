/* The Internet checksum (RFC 1071). */
#ifndef LAB_CHECKSUM_H
#define LAB_CHECKSUM_H

#include <stdint.h>

static inline uint32_t checksum_add(uint32_t sum, const uint8_t *bytes, int length) {
  for (int i = 0; i + 1 < length; i += 2) sum += bytes[i] << 8 | bytes[i + 1];
  return length & 1 ? sum + (bytes[length - 1] << 8) : sum;
}

static inline unsigned checksum_finish(uint32_t sum) {
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

#endif
