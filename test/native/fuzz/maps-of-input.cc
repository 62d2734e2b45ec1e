// Stands where the kernel is: BpfObject's maps and libbpf's calls, filled from the fuzzer's input.
#include "maps-of-input.h"

#include <sanitizer/asan_interface.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>

namespace {

// Records that wait in the ring, of any length.
std::deque<std::vector<uint8_t>> ring;
int64_t nowMs = 1;

template <typename T>
void Map(SharedArray<T> &array, size_t entries) {
  const int fd = memfd_create("map", 0);
  const size_t bytes = entries * sizeof(T);
  const size_t mapped = (bytes + 4095) / 4096 * 4096;
  if (fd < 0 || ftruncate(fd, mapped) != 0 || !array.Map(fd, entries)) abort();
  close(fd);
  // The rest of the page is not the table's.
  ASAN_POISON_MEMORY_REGION(&array[entries], mapped - bytes);
}

template <typename T>
void Unmap(SharedArray<T> &array, size_t entries) {
  const size_t bytes = entries * sizeof(T);
  ASAN_UNPOISON_MEMORY_REGION(&array[entries], (bytes + 4095) / 4096 * 4096 - bytes);
  array.Unmap();
}

}  // namespace

void PushRecord(std::vector<uint8_t> record) { ring.push_back(std::move(record)); }
void PassTime(int64_t durationMs) { nowMs += durationMs; }

// What drop-reader.cc calls for clock_gettime, see native-fuzzer.ts: time passes by the input only.
extern "C" int ClockOfInput(clockid_t, struct timespec *now) {
  now->tv_sec = nowMs / 1000;
  now->tv_nsec = nowMs % 1000 * 1'000'000;
  return 0;
}

BpfObject::BpfObject(const BpfObjectOptions &options)
    : keyEntries(options.maxKeys), flowEntries(options.maxFlows), maxFlowsPerKey(options.maxFlows), cpus(2) {
  ring.clear();
  Map(keyTable, keyEntries);
  Map(keyCounts, static_cast<size_t>(cpus) * keyEntries);
  Map(flowTable, flowEntries);
  Map(cpuStates, cpus);
}

BpfObject::~BpfObject() {
  Unmap(keyTable, keyEntries);
  Unmap(keyCounts, static_cast<size_t>(cpus) * keyEntries);
  Unmap(flowTable, flowEntries);
  Unmap(cpuStates, cpus);
}

int BpfObject::MapFd(const char *) const { return 0; }

struct ring_buffer {
  ring_buffer_sample_fn take;
  void *context;
};

extern "C" {

struct ring_buffer *ring_buffer__new(int, ring_buffer_sample_fn take, void *context,
                                     const struct ring_buffer_opts *) {
  return new ring_buffer{take, context};
}

void ring_buffer__free(struct ring_buffer *buffer) { delete buffer; }

int ring_buffer__consume(struct ring_buffer *buffer) {
  int taken = 0;
  while (!ring.empty()) {
    // A copy of its very length: what is read beyond is seen.
    std::vector<uint8_t> record = std::move(ring.front());
    ring.pop_front();
    record.shrink_to_fit();
    const int result = buffer->take(buffer->context, record.data(), record.size());
    if (result < 0) return result;
    taken++;
  }
  return taken;
}

long libbpf_get_error(const void *) { return 0; }
int bpf_map_delete_elem(int, const void *) { return 0; }
int bpf_map_update_elem(int, const void *, const void *, __u64) { return 0; }
}
