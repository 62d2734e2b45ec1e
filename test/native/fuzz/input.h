#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

// The fuzzer's input, taken piece by piece; zeros where it ends.
class Input {
 public:
  Input(const uint8_t *data, size_t size) : data_(data), left_(size) {}

  bool AtEnd() const { return left_ == 0; }

  uint8_t Byte() { return Bytes(1)[0]; }

  std::vector<uint8_t> Bytes(size_t count) {
    std::vector<uint8_t> bytes(count);
    const size_t given = std::min(count, left_);
    std::copy_n(data_, given, bytes.begin());
    data_ += given;
    left_ -= given;
    return bytes;
  }

 private:
  const uint8_t *data_;
  size_t left_;
};
