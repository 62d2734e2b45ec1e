/*
 * nfqueue-hold: --queue N [--length N]    asks for the packets of a netfilter queue and decides on none of them
 *               [--drop]                  says drop to each
 */
#include "options.h"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct request {
  struct nlmsghdr header;
  struct nfgenmsg family;
  struct nlattr attribute;
  char value[8];
};

/* One NFQNL_MSG_CONFIG with one attribute; ends the program if the kernel refuses it. */
static void configure(int fd, int queue, int type, const void *value, size_t size) {
  struct request message = {
      .header = {.nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_CONFIG, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
      .family = {.nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0, .res_id = htons(queue)},
      .attribute = {.nla_type = type, .nla_len = NLA_HDRLEN + size}};
  memcpy(message.value, value, size);
  message.header.nlmsg_len = NLMSG_LENGTH(sizeof message.family) + NLA_ALIGN(NLA_HDRLEN + size);
  if (send(fd, &message, message.header.nlmsg_len, 0) < 0) fail("send(netlink)");
  struct {
    struct nlmsghdr header;
    struct nlmsgerr error;
  } answer;
  if (recv(fd, &answer, sizeof answer, 0) < 0 || answer.error.error != 0) fail("NFQNL_MSG_CONFIG");
}

/* The answer to one NFQNL_MSG_PACKET, whose first attribute is its header. */
static void drop_packet(int fd, int queue, const struct nfqnl_msg_packet_hdr *packet) {
  struct {
    struct nlmsghdr header;
    struct nfgenmsg family;
    struct nlattr attribute;
    struct nfqnl_msg_verdict_hdr verdict;
  } answer = {
      .header = {.nlmsg_len = sizeof answer, .nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_VERDICT, .nlmsg_flags = NLM_F_REQUEST},
      .family = {.nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0, .res_id = htons(queue)},
      .attribute = {.nla_type = NFQA_VERDICT_HDR, .nla_len = NLA_HDRLEN + sizeof answer.verdict},
      .verdict = {.verdict = htonl(NF_DROP), .id = packet->packet_id}};
  if (send(fd, &answer, sizeof answer, 0) < 0) fail("send(verdict)");
}

static void drop_all(int fd, int queue) {
  static char message[65536];
  const size_t before = NLMSG_LENGTH(sizeof(struct nfgenmsg)) + NLA_HDRLEN;
  while (recv(fd, message, sizeof message, 0) >= (ssize_t)(before + sizeof(struct nfqnl_msg_packet_hdr)))
    drop_packet(fd, queue, (const struct nfqnl_msg_packet_hdr *)(message + before));
}

int nfqueue_hold(void) {
  int queue = option_number("queue", 0), fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
  if (fd < 0) fail("socket(NETLINK_NETFILTER)");
  struct sockaddr_nl own = {.nl_family = AF_NETLINK};
  if (bind(fd, (struct sockaddr *)&own, sizeof own) != 0) fail("bind");
  /* The queue must be full, not this socket's buffer. */
  int large = 8 << 20;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &large, sizeof large) != 0) fail("SO_RCVBUFFORCE");
  struct nfqnl_msg_config_cmd bind_queue = {.command = NFQNL_CFG_CMD_BIND, .pf = htons(AF_INET)};
  configure(fd, queue, NFQA_CFG_CMD, &bind_queue, sizeof bind_queue);
  struct nfqnl_msg_config_params copy = {.copy_range = htonl(64), .copy_mode = NFQNL_COPY_PACKET};
  configure(fd, queue, NFQA_CFG_PARAMS, &copy, sizeof copy);
  uint32_t length = htonl(option_number("length", 16));
  configure(fd, queue, NFQA_CFG_QUEUE_MAXLEN, &length, sizeof length);
  say_ready();
  if (option_flag("drop")) drop_all(fd, queue);
  while (1) pause();
}
