#include "bpf-drop-source.h"

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "system-error.h"

namespace {

uint32_t Option(Napi::Object options, const char *name) {
  const Napi::Value value = options.Get(name);
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;

  if (!(number >= 1 && number <= (1u << 30)))
    throw Napi::RangeError::New(options.Env(), std::string(name) + " must be between 1 and 2^30");
  return static_cast<uint32_t>(number);
}

Napi::Value ToFloat64Array(Napi::Env env, const std::vector<double> &values) {
  auto array = Napi::Float64Array::New(env, values.size());
  if (!values.empty()) std::memcpy(array.Data(), values.data(), values.size() * sizeof(double));
  return array;
}

Napi::Value ToObject(Napi::Env env, const DropReader::NewKey &key) {
  Napi::Object row = Napi::Object::New(env);
  row.Set("id", key.id);
  row.Set("address", Napi::BigInt::New(env, static_cast<uint64_t>(key.key.location)));
  row.Set("reason", key.key.reason);
  row.Set("netnsInode", key.key.netns_inode);
  row.Set("netnsCookie", key.key.netns_cookie == 0
                             ? env.Undefined()
                             : Napi::BigInt::New(env, static_cast<uint64_t>(key.key.netns_cookie)));
  row.Set("ifindex", key.key.ifindex);
  const auto *device = reinterpret_cast<const char *>(key.key.device);
  row.Set("device", Napi::String::New(env, device, strnlen(device, sizeof(key.key.device))));
  row.Set("firstNs", key.firstNs);
  row.Set("protocol", key.key.protocol);
  return row;
}

Napi::Value ToAddress(Napi::Env env, const unsigned int *address, uint8_t family) {
  const size_t length = family == 4 ? 4 : family == 6 ? 16 : 0;
  auto bytes = Napi::Uint8Array::New(env, length);
  if (length) std::memcpy(bytes.Data(), address, length);
  return bytes;
}

Napi::Value ToObject(Napi::Env env, const FlowSlots::NewFlow &flow, uint32_t key) {
  const struct flow_tuple &tuple = flow.tuple;
  Napi::Object row = Napi::Object::New(env);
  row.Set("id", flow.id);
  row.Set("key", key);
  row.Set("family", tuple.family);
  row.Set("proto", tuple.proto);
  row.Set("src", ToAddress(env, tuple.saddr, tuple.family));
  row.Set("dst", ToAddress(env, tuple.daddr, tuple.family));
  row.Set("sport", tuple.sport);
  row.Set("dport", tuple.dport);
  row.Set("tcpFlags", tuple.tcp_flags);
  return row;
}

Napi::Value ToObject(Napi::Env env, const StackTable::NewStack &stack) {
  Napi::Object row = Napi::Object::New(env);
  row.Set("id", stack.id);
  Napi::Array frames = Napi::Array::New(env, stack.frames.size());
  for (uint32_t i = 0; i < stack.frames.size(); i++)
    frames.Set(i, Napi::BigInt::New(env, stack.frames[i]));
  row.Set("frames", frames);
  return row;
}

// Offsets as compiled, for the test that holds drop-record.ts and drop-record.h together.
Napi::Object DropRecordLayout(Napi::Env env) {
  Napi::Object layout = Napi::Object::New(env);
#define OFFSET(name, field) layout.Set(name, offsetof(struct drop_record, field))
  OFFSET("atNs", at_ns);
  OFFSET("key", key);
  OFFSET("flow", flow);
  OFFSET("stack", stack);
  OFFSET("length", length);
  OFFSET("incomingIfindex", incoming_ifindex);
  OFFSET("mark", mark);
  OFFSET("cpu", cpu);
  OFFSET("vlanTci", vlan_tci);
  OFFSET("gsoSegments", gso_segments);
  OFFSET("packetType", packet_type);
  OFFSET("ipSummed", ip_summed);
  OFFSET("headStart", head_start);
  OFFSET("headLength", head_length);
  OFFSET("networkOffset", network_offset);
  OFFSET("transportOffset", transport_offset);
  OFFSET("socketOrigin", socket_origin);
  OFFSET("socketState", socket_state);
  OFFSET("socketInode", socket_inode);
  OFFSET("socketFamily", socket_family);
  OFFSET("socketProtocol", socket_protocol);
  OFFSET("socketLocalPort", socket_local_port);
  OFFSET("socketRemotePort", socket_remote_port);
  OFFSET("socketRcvbuf", socket_rcvbuf);
  OFFSET("socketRmem", socket_rmem);
  OFFSET("socketSndbuf", socket_sndbuf);
  OFFSET("socketWmem", socket_wmem);
  OFFSET("socketAcceptQueue", socket_accept_queue);
  OFFSET("socketBacklog", socket_backlog);
  OFFSET("pid", pid);
  OFFSET("comm", comm);
  OFFSET("truesize", truesize);
  OFFSET("head", head);
#undef OFFSET
  layout.Set("size", sizeof(struct drop_record));
  layout.Set("headSize", DROP_RECORD_HEAD_SIZE);
  return layout;
}

}  // namespace

void BpfDropSource::Export(Napi::Env env, Napi::Object exports) {
  auto *constructor = new Napi::FunctionReference(Napi::Persistent(DefineClass(
      env, "BpfDropSource",
      {
          InstanceMethod<&BpfDropSource::Counts>("counts"),
          InstanceMethod<&BpfDropSource::Details>("details"),
          InstanceMethod<&BpfDropSource::SetMasked>("setMasked"),
          InstanceMethod<&BpfDropSource::Statistics>("statistics"),
          InstanceMethod<&BpfDropSource::Detach>("detach"),
          InstanceMethod<&BpfDropSource::Close>("close"),
      })));
  env.AddCleanupHook([constructor] { delete constructor; });
  exports.Set("dropRecordLayout", DropRecordLayout(env));
  exports.Set("openBpfDropSource",
              Napi::Function::New(
                  env,
                  [constructor](const Napi::CallbackInfo &info) -> Napi::Value {
                    if (info.Length() < 1 || !info[0].IsObject())
                      throw Napi::TypeError::New(info.Env(), "openBpfDropSource(options)");
                    return constructor->New({info[0]});
                  },
                  "openBpfDropSource"));
}

BpfDropSource::BpfDropSource(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<BpfDropSource>(info) {
  const auto options = info[0].As<Napi::Object>();
  bool lossless = false;
  const int64_t start =
      options.Get("startMonotonicNs").As<Napi::BigInt>().Int64Value(&lossless);
  try {
    object_ = std::make_unique<BpfObject>(BpfObjectOptions{
        Option(options, "ringBytes"), Option(options, "detailBudget"),
        Option(options, "earlyDetails"),
        options.Get("stacks").ToBoolean().Value(), Option(options, "maxKeys"),
        Option(options, "maxFlows")});
    reader_ = std::make_unique<DropReader>(*object_, start, Option(options, "maxStacks"));
  } catch (const BpfError &error) {
    throw SystemError(info.Env(), error.error, error.syscall, error.what());
  }
}

DropReader &BpfDropSource::Reader(Napi::Env env) const {
  if (!reader_) throw SystemError(env, EBADF, "bpf", "the drop source is closed");
  return *reader_;
}

Napi::Value BpfDropSource::Counts(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  DropReader &reader = Reader(env);
  const bool withFlows = info.Length() < 1 || !info[0].IsBoolean() || info[0].ToBoolean().Value();
  const DropReader::Counts counts = reader.ReadCounts(withFlows);
  Napi::Array newKeys = Napi::Array::New(env, counts.newKeys.size());
  for (uint32_t i = 0; i < counts.newKeys.size(); i++)
    newKeys.Set(i, ToObject(env, counts.newKeys[i]));
  Napi::Array newFlows = Napi::Array::New(env, counts.newFlows.size());
  for (uint32_t i = 0; i < counts.newFlows.size(); i++) {
    Napi::HandleScope scope(env);
    const FlowSlots::NewFlow &flow = counts.newFlows[i];
    newFlows.Set(i, ToObject(env, flow, reader.KeyOf(flow.tuple.key)));
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("newKeys", newKeys);
  result.Set("newFlows", newFlows);
  result.Set("keys", ToFloat64Array(env, counts.keys));
  result.Set("flows", ToFloat64Array(env, counts.flows));
  return result;
}

Napi::Value BpfDropSource::Details(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  DropReader::Details details;
  try {
    details = Reader(env).ReadDetails();
  } catch (const BpfError &error) {
    throw SystemError(env, error.error, error.syscall, error.what());
  }
  const size_t bytes = details.records.size() * sizeof(struct drop_record);
  auto records = Napi::ArrayBuffer::New(env, bytes);
  if (bytes) std::memcpy(records.Data(), details.records.data(), bytes);
  Napi::Array newStacks = Napi::Array::New(env, details.newStacks.size());
  for (uint32_t i = 0; i < details.newStacks.size(); i++)
    newStacks.Set(i, ToObject(env, details.newStacks[i]));
  Napi::Object result = Napi::Object::New(env);
  result.Set("records", records);
  result.Set("newStacks", newStacks);
  return result;
}

Napi::Value BpfDropSource::SetMasked(const Napi::CallbackInfo &info) {
  if (info.Length() < 2 || !info[0].IsNumber() || !info[1].IsBoolean())
    throw Napi::TypeError::New(info.Env(), "setMasked(key, masked)");
  if (!Reader(info.Env()).SetMasked(info[0].As<Napi::Number>(), info[1].As<Napi::Boolean>()))
    throw Napi::RangeError::New(info.Env(), "setMasked: no such key");
  return info.Env().Undefined();
}

Napi::Value BpfDropSource::Statistics(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  const DropReader::Losses losses = Reader(env).ReadLosses();
  const ProgramStatistics program = object_->Statistics();
  const auto number = [env](uint64_t value) {
    return Napi::Number::New(env, static_cast<double>(value));
  };
  Napi::Object result = Napi::Object::New(env);
  result.Set("ringFull", number(losses.ringFull));
  result.Set("overBudget", number(losses.overBudget));
  result.Set("keyMapFull", number(losses.keyMapFull));
  result.Set("keyMapFullBytes", number(losses.keyMapFullBytes));
  result.Set("flowMapFull", number(losses.flowMapFull));
  result.Set("stackTableFull", number(losses.stackTableFull));
  result.Set("missed", number(program.missed));
  result.Set("runNs", number(program.runNs));
  result.Set("runs", number(program.runs));
  return result;
}

Napi::Value BpfDropSource::Detach(const Napi::CallbackInfo &info) {
  Reader(info.Env());
  object_->Detach();
  return info.Env().Undefined();
}

Napi::Value BpfDropSource::Close(const Napi::CallbackInfo &info) {
  reader_.reset();
  object_.reset();
  return info.Env().Undefined();
}
