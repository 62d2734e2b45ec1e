#pragma once

#include <pcap/pcap.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

struct OpenOptions {
  std::string device;
  /** Leads to the device's network namespace; empty = our own. */
  std::string netnsPath;
  uint32_t snapLength;
  uint32_t bufferBytes;
  /** In pcap's syntax; empty = everything. */
  std::string filter;
};

class OpenFailure : public std::runtime_error {
 public:
  OpenFailure(const std::string &what, bool isFilter)
      : std::runtime_error(what), isFilter(isFilter) {}
  /** The interface could be opened, the filter does not fit it. */
  const bool isFilter;
};

struct CapturedPacket {
  int64_t wallNs;
  /** On the wire. */
  uint32_t length;
  const uint8_t *bytes;
  uint32_t captured;
};

/** One interface being captured with libpcap: its packet socket and the ring that the kernel fills. */
class CaptureRing {
 public:
  /** Throws OpenFailure. */
  explicit CaptureRing(const OpenOptions &options);
  int fd() const { return pcap_get_selectable_fd(pcap_.get()); }
  /** libpcap link type. */
  int link() const;
  /** Takes up to `most` packets that are there; true = there may be more. */
  bool Take(int most, const std::function<void(const CapturedPacket &)> &take);
  /** Packets that found the ring full, so far. */
  uint64_t Lost();
  /** Part of the ring that was taken since the last call. */
  double TakenPart();

 private:
  struct Closer {
    void operator()(pcap_t *pcap) const { pcap_close(pcap); }
  };

  std::unique_ptr<pcap_t, Closer> pcap_;
  const uint32_t snapLength_;
  const uint32_t bufferBytes_;
  /** Of a unit of tv_usec. */
  int64_t fractionNs_ = 1000;
  uint64_t taken_ = 0;
  /** libpcap counts in 32 bits, which wrap. */
  uint64_t lost_ = 0;
  uint32_t lastLost32_ = 0;
};

// The kernel hands over a block of the ring that is not full after this long.
constexpr int kBlockTimeoutMs = 100;
