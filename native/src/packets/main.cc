/*
 * packet-capture START_NS KNOWN_FLOWS NEW_FLOWS_PER_SECOND
 *
 * Captures for the recorder: commands come by standard input, a line each with fields separated by tabs, and everything goes
 * back by descriptor 3. See capture/packet-sources/capture-protocol.ts. A process of its own, for it takes in what anyone may
 * send: it runs with no more capabilities than that takes.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "capture-loop.h"

namespace {

constexpr int kCommandFd = 0;
constexpr int kMessageFd = 3;

std::vector<std::string> FieldsOf(const std::string &line) {
  std::vector<std::string> fields(1);
  for (const char letter : line) {
    if (letter == '\t')
      fields.emplace_back();
    else
      fields.back() += letter;
  }
  return fields;
}

void Obey(const std::vector<std::string> &fields, CaptureLoop *loop) {
  const auto number = [&](size_t field) {
    return static_cast<uint32_t>(std::stoul(fields.at(field)));
  };
  const std::string &command = fields.at(0);
  if (command == "open")
    loop->Open(number(1), {fields.at(2), fields.at(3), number(4), number(5), fields.at(6)});
  else if (command == "close")
    loop->Close(number(1));
  else if (command == "stop")
    loop->Stop();
  else
    throw std::runtime_error("unknown command: " + command);
}

class CommandReader {
 public:
  explicit CommandReader(CaptureLoop *loop) : loop_(loop) {}

  void Read() {
    char bytes[4096];
    for (;;) {
      const ssize_t length = read(kCommandFd, bytes, sizeof(bytes));
      // The recorder died or was killed: packet sockets go with this process, nothing stays.
      if (length == 0) _exit(0);
      if (length < 0) return;
      partial_.append(bytes, static_cast<size_t>(length));
      for (size_t end; (end = partial_.find('\n')) != std::string::npos;) {
        const std::string line = partial_.substr(0, end);
        partial_.erase(0, end + 1);
        Obey(FieldsOf(line), loop_);
      }
    }
  }

 private:
  CaptureLoop *const loop_;
  std::string partial_;
};

}  // namespace

int main(int argc, char **argv) {
  if (argc != 4) {
    std::fprintf(stderr, "packet-capture is started by dropcorr record\n");
    return 2;
  }
  // The terminal's Ctrl-C and a service manager's SIGTERM reach the whole group; the recorder decides when we end.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signal, SIG_IGN);
  fcntl(kCommandFd, F_SETFL, fcntl(kCommandFd, F_GETFL) | O_NONBLOCK);
  try {
    const FlowLimits limits = {static_cast<uint32_t>(std::stoul(argv[2])),
                               static_cast<uint32_t>(std::stoul(argv[3]))};
    MessageWriter out(kMessageFd);
    CaptureLoop loop(std::stoll(argv[1]), limits, kCommandFd, &out);
    CommandReader commands(&loop);
    out.Ready();
    loop.Run([&] { commands.Read(); });
  } catch (const std::exception &error) {
    std::fprintf(stderr, "Error: %s\n", error.what());
    return 1;
  }
  return 0;
}
