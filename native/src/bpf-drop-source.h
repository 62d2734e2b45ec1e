#pragma once
#include <napi.h>

#include <memory>

#include "bpf-object.h"
#include "drop-reader.h"

// The JavaScript face of BpfObject and DropReader: see index.d.ts.
class BpfDropSource : public Napi::ObjectWrap<BpfDropSource> {
 public:
  static void Export(Napi::Env env, Napi::Object exports);

  explicit BpfDropSource(const Napi::CallbackInfo &info);

 private:
  Napi::Value Counts(const Napi::CallbackInfo &info);
  Napi::Value Details(const Napi::CallbackInfo &info);
  Napi::Value SetMasked(const Napi::CallbackInfo &info);
  Napi::Value Statistics(const Napi::CallbackInfo &info);
  Napi::Value Detach(const Napi::CallbackInfo &info);
  Napi::Value Close(const Napi::CallbackInfo &info);
  DropReader &Reader(Napi::Env env) const;

  // In this order: the reader goes first.
  std::unique_ptr<BpfObject> object_;
  std::unique_ptr<DropReader> reader_;
};
