#pragma once
#include <cstdint>
#include <vector>

#include "bpf-object.h"

// One more record in the ring buffer.
void PushRecord(std::vector<uint8_t> record);
void PassTime(int64_t durationMs);
