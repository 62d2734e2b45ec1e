#include "capture-ring.h"

#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace {

// What a packet takes of the ring beside its bytes: struct tpacket3_hdr, sockaddr_ll, alignment.
constexpr uint32_t kFrameOverhead = 96;

/** The thread is in another network namespace as long as this lives. */
class NetnsVisit {
 public:
  explicit NetnsVisit(const std::string &path) {
    if (path.empty()) return;
    own_ = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    const int target = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool isThere = own_ >= 0 && target >= 0 && setns(target, CLONE_NEWNET) == 0;
    const int error = errno;
    if (target >= 0) close(target);
    if (isThere) return;
    if (own_ >= 0) close(own_);
    throw OpenFailure(std::string("its namespace cannot be entered: ") + std::strerror(error), false);
  }

  ~NetnsVisit() {
    if (own_ < 0) return;
    // To open further interfaces in the wrong namespace would be worse than to end.
    if (setns(own_, CLONE_NEWNET) != 0) std::abort();
    close(own_);
  }

  NetnsVisit(const NetnsVisit &) = delete;
  NetnsVisit &operator=(const NetnsVisit &) = delete;

 private:
  int own_ = -1;
};

void SetFilter(pcap_t *pcap, const std::string &filter) {
  if (filter.empty()) return;
  bpf_program program;
  if (pcap_compile(pcap, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0)
    throw OpenFailure(pcap_geterr(pcap), true);
  const int set = pcap_setfilter(pcap, &program);
  pcap_freecode(&program);
  if (set != 0) throw OpenFailure(pcap_geterr(pcap), true);
}

/**
 * On a loopback interface each packet passes twice, and libpcap leaves out the one that goes out: then the kernel need not
 * copy it. Linux 4.20 and later; before, it is copied in vain.
 */
void LeaveOutLoopbackCopies(int fd, const std::string &device) {
  ifreq interface = {};
  device.copy(interface.ifr_name, IFNAMSIZ - 1);
  if (ioctl(fd, SIOCGIFFLAGS, &interface) != 0 || (interface.ifr_flags & IFF_LOOPBACK) == 0) return;
#ifdef PACKET_IGNORE_OUTGOING
  const int isOn = 1;
  (void)setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &isOn, sizeof(isOn));
#endif
}

/** What libpcap says of an activation that failed: the general and the particular. */
std::string ActivationError(pcap_t *pcap, int status, const std::string &device) {
  const std::string particular = pcap_geterr(pcap);
  if (status == PCAP_ERROR) return particular;
  const std::string general = device + ": " + pcap_statustostr(status);
  return particular.empty() ? general : general + " (" + particular + ")";
}

}  // namespace

CaptureRing::CaptureRing(const OpenOptions &options)
    : snapLength_(options.snapLength), bufferBytes_(options.bufferBytes) {
  const NetnsVisit visit(options.netnsPath);
  char text[PCAP_ERRBUF_SIZE] = "";
  pcap_.reset(pcap_create(options.device.c_str(), text));
  pcap_t *pcap = pcap_.get();
  if (pcap == nullptr) throw OpenFailure(text, false);
  pcap_set_snaplen(pcap, static_cast<int>(options.snapLength));
  pcap_set_promisc(pcap, 0);
  pcap_set_timeout(pcap, kBlockTimeoutMs);
  pcap_set_buffer_size(pcap, static_cast<int>(options.bufferBytes));
  // Where it cannot, stamps stay in microseconds.
  (void)pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
  const int status = pcap_activate(pcap);
  if (status < 0) throw OpenFailure(ActivationError(pcap, status, options.device), false);
  if (pcap_setnonblock(pcap, 1, text) != 0) throw OpenFailure(text, false);
  if (pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO) fractionNs_ = 1;
  SetFilter(pcap, options.filter);
  LeaveOutLoopbackCopies(pcap_get_selectable_fd(pcap), options.device);
}

int CaptureRing::link() const {
  // DLT_RAW is 12 on Linux; its number in files is LINKTYPE_RAW.
  const int link = pcap_datalink(pcap_.get());
  return link == DLT_RAW ? 101 : link;
}

bool CaptureRing::Take(int most, const std::function<void(const CapturedPacket &)> &take) {
  struct Taking {
    CaptureRing *ring;
    const std::function<void(const CapturedPacket &)> &take;
  } taking = {this, take};
  const auto callback = [](uint8_t *user, const pcap_pkthdr *header, const uint8_t *bytes) {
    const auto &[ring, take] = *reinterpret_cast<Taking *>(user);
    const uint32_t captured = std::min<uint32_t>(header->caplen, ring->snapLength_);
    ring->taken_ += captured + kFrameOverhead;
    const int64_t wallNs =
        header->ts.tv_sec * int64_t{1'000'000'000} + header->ts.tv_usec * ring->fractionNs_;
    take({wallNs, header->len, bytes, captured});
  };
  // An error is that of an interface that went down: it may come up again. The recorder sees it if it is gone.
  return pcap_dispatch(pcap_.get(), most, callback, reinterpret_cast<uint8_t *>(&taking)) >= most;
}

uint64_t CaptureRing::Lost() {
  pcap_stat stat;
  if (pcap_stats(pcap_.get(), &stat) == 0) {
    lost_ += static_cast<uint32_t>(stat.ps_drop - lastLost32_);
    lastLost32_ = stat.ps_drop;
  }
  return lost_;
}

double CaptureRing::TakenPart() {
  const double part = static_cast<double>(taken_) / bufferBytes_;
  taken_ = 0;
  return part;
}
