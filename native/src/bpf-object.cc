#include "bpf-object.h"

#include <bpf/bpf.h>
#include <linux/membarrier.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <cstring>
#include <memory>
#include <vector>

#include "drops-object.h"

namespace {

// A flood from forged addresses under one key may take half of the flow map.
constexpr uint32_t kFlowShareOfKey = 2;
// First packets of flows beyond the budget, per key, CPU and 100 ms.
constexpr uint32_t kFirstBudget = 256;
constexpr int64_t kWindowNs = 100'000'000;
constexpr size_t kLogKept = 2000;

std::string libbpfLog;

int KeepLog(enum libbpf_print_level level, const char *format, va_list arguments) {
  if (level == LIBBPF_DEBUG) return 0;
  char line[4096];
  const int length = vsnprintf(line, sizeof(line), format, arguments);
  libbpfLog += line;
  if (libbpfLog.size() > kLogKept) libbpfLog.erase(0, libbpfLog.size() - kLogKept);
  return length;
}

[[noreturn]] void Fail(long error, const char *call) {
  throw BpfError(static_cast<int>(error < 0 ? -error : error), call, libbpfLog);
}

// Before 5.11 map memory counts as locked memory. Put back at once: a recorded command inherits limits.
class UnlimitedLockedMemory {
 public:
  UnlimitedLockedMemory() {
    const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    changed_ = getrlimit(RLIMIT_MEMLOCK, &before_) == 0 && setrlimit(RLIMIT_MEMLOCK, &unlimited) == 0;
  }
  ~UnlimitedLockedMemory() {
    if (changed_) setrlimit(RLIMIT_MEMLOCK, &before_);
  }

 private:
  struct rlimit before_;
  bool changed_;
};

uint32_t JiffiesPerWindow() {
  // The coarse clock advances once a jiffy.
  struct timespec tick;
  if (clock_getres(CLOCK_MONOTONIC_COARSE, &tick) != 0 || tick.tv_nsec == 0) return 25;
  return std::max<int64_t>(1, kWindowNs / tick.tv_nsec);
}

uint32_t RingBytes(uint32_t wanted) {
  // A ring is a power of two of pages.
  uint32_t bytes = static_cast<uint32_t>(sysconf(_SC_PAGESIZE));
  while (bytes < wanted && bytes < (1u << 30)) bytes <<= 1;
  return bytes;
}

// The config is the only thing in .rodata.
struct bpf_map *ConfigMap(struct bpf_object *object) {
  struct bpf_map *map;
  bpf_object__for_each_map(map, object) {
    const std::string name = bpf_map__name(map);
    if (name.size() > 7 && name.compare(name.size() - 7, 7, ".rodata") == 0) return map;
  }
  Fail(ENOENT, "bpf_object__for_each_map");
}

void SetEntries(struct bpf_object *object, const char *name, uint32_t entries) {
  struct bpf_map *map = bpf_object__find_map_by_name(object, name);
  if (!map) Fail(ENOENT, name);
  if (const int error = bpf_map__set_max_entries(map, entries)) Fail(error, name);
}

template <typename T>
void MapShared(SharedArray<T> &array, int fd, size_t entries) {
  if (!array.Map(fd, entries)) Fail(errno, "mmap");
}

// Pushes ids 1 to `count` into both queues, as far as each has room.
void FillIds(const struct bpf_program *fill, uint32_t count) {
  // What the program is run with: a frame that it does not look at.
  const uint8_t frame[64] = {};
  struct bpf_test_run_opts run = {};
  run.sz = sizeof(run);
  run.data_in = frame;
  run.data_size_in = sizeof(frame);
  run.repeat = static_cast<int>(count);
  // A signal cuts it short; what is pushed once more is refused.
  int error;
  do error = bpf_prog_test_run_opts(bpf_program__fd(fill), &run);
  while (error != 0 && errno == EINTR);
  if (error != 0) Fail(errno, "bpf(BPF_PROG_TEST_RUN)");
}

}  // namespace

void KeepLibbpfQuiet() { libbpf_set_print(KeepLog); }

BpfObject::BpfObject(const BpfObjectOptions &options)
    : keyEntries(options.maxKeys + 1),
      flowEntries(options.maxFlows + 1),
      maxFlowsPerKey(std::max<uint32_t>(1, options.maxFlows / kFlowShareOfKey)),
      cpus(static_cast<uint32_t>(std::max(1, libbpf_num_possible_cpus()))) {
  libbpfLog.clear();
  const UnlimitedLockedMemory unlimited;
  try {
    try {
      Load("drop_typed", options);
      Attach();
    } catch (const BpfError &) {
      Close();
      Load("drop_raw", options);
      Attach();
    }
  } catch (...) {
    Close();
    throw;
  }
}

BpfObject::~BpfObject() { Close(); }

void BpfObject::Load(const char *program, const BpfObjectOptions &options) {
  struct bpf_object_open_opts open = {};
  open.sz = sizeof(open);
  open.object_name = "dropcorr";
  object_ = bpf_object__open_mem(drops_object, sizeof(drops_object), &open);
  // Up to libbpf 0.8 errors are encoded in the pointer.
  if (const long error = libbpf_get_error(object_)) {
    object_ = nullptr;
    Fail(error, "bpf_object__open_mem");
  }

  struct bpf_program *fill = nullptr;
  struct bpf_program *each;
  bpf_object__for_each_program(each, object_) {
    const char *name = bpf_program__name(each);
    if (std::strcmp(name, program) == 0) program_ = each;
    else if (std::strcmp(name, "fill_free_ids") == 0) fill = each;
    else bpf_program__set_autoload(each, false);
  }
  if (!program_ || !fill) Fail(ENOENT, program);

  const uint32_t ringBytes = RingBytes(options.ringBytes);
  struct drop_config config = {};
  config.max_keys = keyEntries;
  config.max_flows_per_key = maxFlowsPerKey;
  config.detail_budget = options.detailBudget;
  config.early_details = options.earlyDetails;
  config.first_budget = kFirstBudget;
  config.ring_bytes = ringBytes;
  config.jiffies_per_window = JiffiesPerWindow();
  config.with_stacks = options.stacks;
  config.tracepoint_arguments = TracepointArguments();
  if (const int error = bpf_map__set_initial_value(ConfigMap(object_), &config, sizeof(config)))
    Fail(error, "bpf_map__set_initial_value");

  SetEntries(object_, "key_ids", keyEntries);
  SetEntries(object_, "key_table", keyEntries);
  SetEntries(object_, "key_counts", keyEntries * cpus);
  SetEntries(object_, "free_key_ids", keyEntries - 1);
  SetEntries(object_, "flow_ids", flowEntries);
  SetEntries(object_, "flow_table", flowEntries);
  SetEntries(object_, "free_flow_ids", flowEntries - 1);
  SetEntries(object_, "cpu_states", cpus);
  SetEntries(object_, "details", ringBytes);
  if (const int error = bpf_object__load(object_)) Fail(error, "bpf_object__load");

  MapShared(keyTable, MapFd("key_table"), keyEntries);
  MapShared(keyCounts, MapFd("key_counts"), static_cast<size_t>(keyEntries) * cpus);
  MapShared(flowTable, MapFd("flow_table"), flowEntries);
  MapShared(cpuStates, MapFd("cpu_states"), cpus);
  FillIds(fill, std::max(keyEntries, flowEntries) - 1);
}

void BpfObject::Attach() {
  link_ = bpf_program__attach(program_);
  if (const long error = libbpf_get_error(link_)) {
    link_ = nullptr;
    Fail(error, "bpf_program__attach");
  }
  // Off again when the descriptor closes. Refused or unknown (before 5.8): costs stay unknown, which is said.
  statisticsFd_ = bpf_enable_stats(BPF_STATS_RUN_TIME);
}

int BpfObject::MapFd(const char *name) const {
  const int fd = bpf_object__find_map_fd_by_name(object_, name);
  if (fd < 0) Fail(fd, name);
  return fd;
}

void BpfObject::Detach() {
  if (!link_) return;
  bpf_link__destroy(link_);
  link_ = nullptr;
  // Waits for an RCU grace period: tracepoint programs run inside one.
  if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) != 0) {
    // Refused with nohz_full CPUs; the programs run for microseconds.
    const struct timespec pause = {0, 50'000'000};
    nanosleep(&pause, nullptr);
  }
}

ProgramStatistics BpfObject::Statistics() const {
  struct bpf_prog_info info = {};
  uint32_t length = sizeof(info);
  if (!program_ || bpf_obj_get_info_by_fd(bpf_program__fd(program_), &info, &length) != 0) return {};
  return {info.run_time_ns, info.run_cnt, info.recursion_misses};
}

void BpfObject::Close() {
  if (statisticsFd_ >= 0) close(statisticsFd_);
  statisticsFd_ = -1;
  if (link_) bpf_link__destroy(link_);
  link_ = nullptr;
  keyTable.Unmap();
  keyCounts.Unmap();
  flowTable.Unmap();
  cpuStates.Unmap();
  if (object_) bpf_object__close(object_);
  object_ = nullptr;
  program_ = nullptr;
}
