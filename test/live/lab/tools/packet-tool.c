/*
 * Makes and receives packets of every kind that the fault lab needs. One binary, one file per family of commands:
 *   packet-tool COMMAND --option value …
 * Receivers and holders print `ready` when they are set up and run until killed (or --seconds, 60 by default, so that
 * nothing outlives a crashed test). Senders print how much they sent and end.
 */
#include "options.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int send_frames(void);
int udp_send(void);
int udp_receive(void);
int tcp_listen(void);
int tcp_connect(void);
int tcp_peer(void);
int tun_hold(void);
int tun_write(void);
int packet_ring(void);
int nfqueue_hold(void);
int bpf_attach(void);
int cpu_hog(void);
int raw_receive(void);
int ping_receive(void);
int packet_receive(void);
int unix_datagrams(void);
int unix_stream(void);

static const struct {
  const char *name;
  int (*run)(void);
} commands[] = {
    {"send-frames", send_frames}, {"udp-send", udp_send},       {"udp-receive", udp_receive},
    {"tcp-listen", tcp_listen},   {"tcp-connect", tcp_connect}, {"tcp-peer", tcp_peer},
    {"tun-hold", tun_hold},       {"bpf-attach", bpf_attach},   {"cpu-hog", cpu_hog},
    {"raw-receive", raw_receive}, {"packet-receive", packet_receive}, {"unix-datagrams", unix_datagrams},
    {"unix-stream", unix_stream}, {"tun-write", tun_write},     {"packet-ring", packet_ring},
    {"nfqueue-hold", nfqueue_hold}, {"ping-receive", ping_receive},
};

int main(int argc, char **argv) {
  if (argc > 1) {
    options_set(argc - 2, argv + 2);
    signal(SIGPIPE, SIG_IGN);
    alarm(option_number("seconds", 60));
    pin_to_cpu();
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
      if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run();
  }
  fprintf(stderr, "packet-tool: unknown command\n");
  return 2;
}
