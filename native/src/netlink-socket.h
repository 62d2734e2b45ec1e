#pragma once
#include <napi.h>

// A raw netlink socket. Messages are encoded and decoded in TypeScript.
class NetlinkSocket : public Napi::ObjectWrap<NetlinkSocket> {
 public:
  static void Export(Napi::Env env, Napi::Object exports);

  explicit NetlinkSocket(const Napi::CallbackInfo &info);
  ~NetlinkSocket();

 private:
  Napi::Value Send(const Napi::CallbackInfo &info);
  Napi::Value Receive(const Napi::CallbackInfo &info);
  Napi::Value JoinGroup(const Napi::CallbackInfo &info);
  Napi::Value SetReceiveBuffer(const Napi::CallbackInfo &info);
  Napi::Value Drops(const Napi::CallbackInfo &info);
  Napi::Value Close(const Napi::CallbackInfo &info);
  int OpenFd(Napi::Env env) const;

  int fd_ = -1;
};
