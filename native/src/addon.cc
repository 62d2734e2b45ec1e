#include <napi.h>

#include "bpf-drop-source.h"
#include "bpf-object.h"
#include "bpf-programs.h"
#include "capabilities.h"
#include "clock.h"
#include "kernel-btf.h"
#include "memory.h"
#include "netlink-socket.h"
#include "netns.h"
#include "pipe.h"
#include "read-file.h"
#include "scheduling.h"

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  KeepLibbpfQuiet();
  ExportCapabilities(env, exports);
  ExportClock(env, exports);
  ExportMemory(env, exports);
  ExportNetns(env, exports);
  ExportPipe(env, exports);
  ExportReadFile(env, exports);
  ExportScheduling(env, exports);
  ExportKernelBtf(env, exports);
  ExportBpfPrograms(env, exports);
  NetlinkSocket::Export(env, exports);
  BpfDropSource::Export(env, exports);
  return exports;
}

NODE_API_MODULE(dropcorr, Init)
