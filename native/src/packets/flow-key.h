#pragma once

#include <cstddef>
#include <cstdint>

// As session/packet/flow-key.ts has it, which must stay the same.
constexpr size_t kFlowKeyWords = 10;

/** What a packet that was cut short does not tell stays 0. `link` is a libpcap link type. */
void ReadFlowKey(const uint8_t *frame, uint32_t captured, int link, uint32_t key[kFlowKeyWords]);
