#include "netlink-socket.h"

#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "system-error.h"

#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif
#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

namespace {

// One datagram: dump answers are up to 32 KiB, NET_DM alerts up to 64 KiB and their headers. All sockets of a thread share
// it, for each datagram is copied at once: a recorder opens hundreds of sockets a second, and those that it has closed stay in
// memory until the garbage collector looks, which does not see what they hold here.
thread_local std::vector<uint8_t> datagram(256 * 1024);
// SK_MEMINFO_VARS of linux/sock_diag.h; index 8 is SK_MEMINFO_DROPS.
constexpr size_t kMemoryInfoValues = 9;
constexpr size_t kMemoryInfoDrops = 8;

int32_t NumberArgument(const Napi::CallbackInfo &info, size_t index, const char *what) {
  if (info.Length() <= index || !info[index].IsNumber())
    throw Napi::TypeError::New(info.Env(), std::string(what) + " must be a number");
  return info[index].As<Napi::Number>().Int32Value();
}

}  // namespace

void NetlinkSocket::Export(Napi::Env env, Napi::Object exports) {
  // Kept alive by the module's closure: a persistent reference per environment, so worker threads work.
  auto *constructor = new Napi::FunctionReference(Napi::Persistent(DefineClass(
      env, "NetlinkSocket",
      {
          InstanceMethod<&NetlinkSocket::Send>("send"),
          InstanceMethod<&NetlinkSocket::Receive>("receive"),
          InstanceMethod<&NetlinkSocket::JoinGroup>("joinGroup"),
          InstanceMethod<&NetlinkSocket::SetReceiveBuffer>("setReceiveBuffer"),
          InstanceMethod<&NetlinkSocket::Drops>("drops"),
          InstanceMethod<&NetlinkSocket::Close>("close"),
      })));
  env.AddCleanupHook([constructor] { delete constructor; });
  exports.Set("openNetlink", Napi::Function::New(
                                 env,
                                 [constructor](const Napi::CallbackInfo &info) -> Napi::Value {
                                   NumberArgument(info, 0, "openNetlink(protocol)");
                                   return constructor->New({info[0]});
                                 },
                                 "openNetlink"));
}

NetlinkSocket::NetlinkSocket(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<NetlinkSocket>(info) {
  Napi::Env env = info.Env();
  const int protocol = NumberArgument(info, 0, "protocol");
  fd_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
  if (fd_ < 0) throw SystemError(env, errno, "socket");
  struct sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  socklen_t length = sizeof(address);
  if (bind(fd_, reinterpret_cast<sockaddr *>(&address), length) != 0 ||
      getsockname(fd_, reinterpret_cast<sockaddr *>(&address), &length) != 0) {
    const int error = errno;
    close(fd_);
    fd_ = -1;
    throw SystemError(env, error, "bind");
  }
  // Error texts (4.12) and filtered dumps (4.20): a kernel without them works as before.
  const int on = 1;
  (void)setsockopt(fd_, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
  (void)setsockopt(fd_, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
  info.This().As<Napi::Object>().DefineProperty(Napi::PropertyDescriptor::Value(
      "portId", Napi::Number::New(env, address.nl_pid), napi_enumerable));
}

NetlinkSocket::~NetlinkSocket() {
  if (fd_ >= 0) close(fd_);
}

int NetlinkSocket::OpenFd(Napi::Env env) const {
  if (fd_ < 0) throw SystemError(env, EBADF, "netlink", "the socket is closed");
  return fd_;
}

Napi::Value NetlinkSocket::Send(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  if (info.Length() < 1 || !info[0].IsTypedArray())
    throw Napi::TypeError::New(env, "send(message): message must be a Uint8Array");
  auto message = info[0].As<Napi::Uint8Array>();
  struct sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  const ssize_t sent = sendto(OpenFd(env), message.Data(), message.ByteLength(), 0,
                              reinterpret_cast<sockaddr *>(&kernel), sizeof(kernel));
  if (sent < 0) throw SystemError(env, errno, "sendto");
  return env.Undefined();
}

Napi::Value NetlinkSocket::Receive(const Napi::CallbackInfo &info) {
  Napi::Env env = info.Env();
  const int32_t maxMessages = NumberArgument(info, 0, "maxMessages");
  const int32_t timeoutMs = NumberArgument(info, 1, "timeoutMs");
  const int fd = OpenFd(env);

  Napi::Array datagrams = Napi::Array::New(env);
  uint32_t received = 0;
  uint32_t overruns = 0;
  bool waited = timeoutMs == 0;
  while (received < static_cast<uint32_t>(maxMessages)) {
    struct sockaddr_nl sender = {};
    socklen_t senderLength = sizeof(sender);
    const ssize_t length = recvfrom(fd, datagram.data(), datagram.size(), MSG_TRUNC,
                                    reinterpret_cast<sockaddr *>(&sender), &senderLength);
    if (length < 0) {
      if (errno == EINTR) continue;
      if (errno == ENOBUFS) {
        overruns++;
        continue;
      }
      if (errno != EAGAIN) throw SystemError(env, errno, "recvfrom");
      if (waited || received > 0 || overruns > 0) break;
      waited = true;
      struct pollfd ready = {fd, POLLIN, 0};
      const int events = poll(&ready, 1, timeoutMs);
      if (events == 0) break;
      if (events < 0 && errno != EINTR) throw SystemError(env, errno, "poll");
      continue;
    }
    // Any process may send to a netlink port: only the kernel (port 0) is believed.
    if (sender.nl_pid != 0) continue;
    if (static_cast<size_t>(length) > datagram.size()) {
      // Cut: the rest is gone, which is a loss like any other. The next one of that size will fit.
      datagram.resize(length);
      overruns++;
      continue;
    }
    auto bytes = Napi::Uint8Array::New(env, length);
    std::memcpy(bytes.Data(), datagram.data(), length);
    datagrams.Set(received++, bytes);
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("datagrams", datagrams);
  result.Set("overruns", Napi::Number::New(env, overruns));
  return result;
}

Napi::Value NetlinkSocket::JoinGroup(const Napi::CallbackInfo &info) {
  const int group = NumberArgument(info, 0, "group");
  if (setsockopt(OpenFd(info.Env()), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
    throw SystemError(info.Env(), errno, "setsockopt", "NETLINK_ADD_MEMBERSHIP");
  return info.Env().Undefined();
}

Napi::Value NetlinkSocket::SetReceiveBuffer(const Napi::CallbackInfo &info) {
  const int fd = OpenFd(info.Env());
  const int bytes = NumberArgument(info, 0, "bytes");
  // FORCE goes beyond rmem_max but needs CAP_NET_ADMIN.
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) != 0 &&
      setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes)) != 0)
    throw SystemError(info.Env(), errno, "setsockopt", "SO_RCVBUF");
  int inForce = 0;
  socklen_t length = sizeof(inForce);
  if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &inForce, &length) != 0)
    throw SystemError(info.Env(), errno, "getsockopt", "SO_RCVBUF");
  return Napi::Number::New(info.Env(), inForce);
}

Napi::Value NetlinkSocket::Drops(const Napi::CallbackInfo &info) {
  uint32_t values[kMemoryInfoValues] = {};
  socklen_t length = sizeof(values);
  if (getsockopt(OpenFd(info.Env()), SOL_SOCKET, SO_MEMINFO, values, &length) != 0)
    throw SystemError(info.Env(), errno, "getsockopt", "SO_MEMINFO");
  return Napi::Number::New(info.Env(), values[kMemoryInfoDrops]);
}

Napi::Value NetlinkSocket::Close(const Napi::CallbackInfo &info) {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
  return info.Env().Undefined();
}
