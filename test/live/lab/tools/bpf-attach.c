/*
 * bpf-attach: --hook xdp-generic|xdp-native|tcx-ingress|tcx-egress|pin-classifier|cgroup-ingress|cgroup-egress --port N
 *   [--iface NAME | --cgroup PATH] [--verdict aborted|redirect] [--to-ifindex N]
 *   drops IPv4 UDP datagrams to that port at the hook for as long as this process lives. pin-classifier only loads the
 *   program and pins it at --pin PATH, for `tc filter … bpf direct-action object-pinned PATH`. redirect sends them to the
 *   interface --to-ifindex instead. The programs of a cgroup see the packet from its IP header on.
 * The programs are written out as instructions, so that the lab needs no clang.
 */
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/bpf.h of 6.6 and later; Debian 12's headers are older. */
enum { ATTACH_XDP = 37, ATTACH_TCX_INGRESS = 46, ATTACH_TCX_EGRESS = 47 };
enum { TC_PASS = 0, TC_DROP = 2 };

#define INSN(c, d, s, o, i) ((struct bpf_insn){.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i)})
#define MOV_REG(d, s) INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define MOV_IMM(d, i) INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define LOAD(size, d, s, o) INSN(BPF_LDX | size | BPF_MEM, d, s, o, 0)
#define LOAD_ABS(size, o) INSN(BPF_LD | size | BPF_ABS, 0, 0, 0, o)
#define IF_NOT(r, i, o) INSN(BPF_JMP | BPF_JNE | BPF_K, r, 0, o, i)
#define RETURN INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/* Offsets in an untagged Ethernet frame with an IPv4 header without options. */
enum { ETHERTYPE_AT = 12, PROTOCOL_AT = 23, DPORT_AT = 36, NEEDED = 38 };

static long bpf(int command, union bpf_attr *attribute) {
  return syscall(SYS_bpf, command, attribute, sizeof *attribute);
}

static int load(enum bpf_prog_type type, const struct bpf_insn *insns, int count, int attach_type) {
  static char log[16384];
  union bpf_attr attribute = {0};
  attribute.prog_type = type;
  attribute.insns = (uint64_t)(uintptr_t)insns;
  attribute.insn_cnt = count;
  attribute.license = (uint64_t)(uintptr_t) "GPL";
  attribute.log_buf = (uint64_t)(uintptr_t)log;
  attribute.log_size = sizeof log;
  attribute.log_level = 1;
  attribute.expected_attach_type = attach_type;
  strcpy(attribute.prog_name, "lab_drop");
  int fd = bpf(BPF_PROG_LOAD, &attribute);
  if (fd >= 0) return fd;
  fprintf(stderr, "%s", log);
  fail("BPF_PROG_LOAD");
  return -1;
}

static int load_xdp_redirect(int port) {
  const struct bpf_insn program[] = {
      LOAD(BPF_W, 2, 1, 0),
      LOAD(BPF_W, 3, 1, 4),
      MOV_REG(4, 2),
      INSN(BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, NEEDED),
      INSN(BPF_JMP | BPF_JGT | BPF_X, 4, 3, 10, 0),
      LOAD(BPF_H, 5, 2, ETHERTYPE_AT),
      IF_NOT(5, 0x0008, 8),
      LOAD(BPF_B, 5, 2, PROTOCOL_AT),
      IF_NOT(5, 17, 6),
      LOAD(BPF_H, 5, 2, DPORT_AT),
      IF_NOT(5, ((port & 0xff) << 8 | port >> 8), 4),
      MOV_IMM(1, option_number("to-ifindex", 9999)),
      MOV_IMM(2, 0),
      INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_redirect),
      RETURN,
      MOV_IMM(0, XDP_PASS),
      RETURN,
  };
  return load(BPF_PROG_TYPE_XDP, program, sizeof program / sizeof *program, ATTACH_XDP);
}

static int load_xdp(int port, int verdict) {
  const struct bpf_insn program[] = {
      LOAD(BPF_W, 2, 1, 0), /* data */
      LOAD(BPF_W, 3, 1, 4), /* data_end */
      MOV_REG(4, 2),
      INSN(BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, NEEDED),
      INSN(BPF_JMP | BPF_JGT | BPF_X, 4, 3, 8, 0),
      LOAD(BPF_H, 5, 2, ETHERTYPE_AT),
      IF_NOT(5, 0x0008, 6), /* 0x0800 as little-endian load */
      LOAD(BPF_B, 5, 2, PROTOCOL_AT),
      IF_NOT(5, 17, 4),
      LOAD(BPF_H, 5, 2, DPORT_AT),
      IF_NOT(5, ((port & 0xff) << 8 | port >> 8), 2),
      MOV_IMM(0, verdict),
      RETURN,
      MOV_IMM(0, XDP_PASS),
      RETURN,
  };
  if (verdict == XDP_REDIRECT) return load_xdp_redirect(port);
  return load(BPF_PROG_TYPE_XDP, program, sizeof program / sizeof *program, ATTACH_XDP);
}

static int load_classifier(int port) {
  const struct bpf_insn program[] = {
      MOV_REG(6, 1), /* BPF_ABS loads want the context in r6 */
      LOAD_ABS(BPF_H, ETHERTYPE_AT),
      IF_NOT(0, 0x0800, 6),
      LOAD_ABS(BPF_B, PROTOCOL_AT),
      IF_NOT(0, 17, 4),
      LOAD_ABS(BPF_H, DPORT_AT),
      IF_NOT(0, port, 2),
      MOV_IMM(0, TC_DROP),
      RETURN,
      MOV_IMM(0, TC_PASS),
      RETURN,
  };
  return load(BPF_PROG_TYPE_SCHED_CLS, program, sizeof program / sizeof *program, 0);
}

/* IPv4 without options: the destination port is at byte 22. 0 refuses, 1 lets pass. */
static int load_cgroup(int port, int attach_type) {
  const struct bpf_insn program[] = {
      MOV_IMM(2, 22),
      MOV_REG(3, BPF_REG_10),
      INSN(BPF_ALU64 | BPF_ADD | BPF_K, 3, 0, 0, -8),
      MOV_IMM(4, 2),
      INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_skb_load_bytes),
      LOAD(BPF_H, 5, BPF_REG_10, -8),
      IF_NOT(0, 0, 3), /* shorter than that */
      IF_NOT(5, ((port & 0xff) << 8 | port >> 8), 2),
      MOV_IMM(0, 0),
      RETURN,
      MOV_IMM(0, 1),
      RETURN,
  };
  return load(BPF_PROG_TYPE_CGROUP_SKB, program, sizeof program / sizeof *program, attach_type);
}

static void attach_to_cgroup(int port, int attach_type) {
  int cgroup = open(option_required("cgroup"), O_RDONLY | O_DIRECTORY);
  if (cgroup < 0) fail(option_required("cgroup"));
  union bpf_attr attribute = {0};
  attribute.link_create.prog_fd = load_cgroup(port, attach_type);
  attribute.link_create.target_fd = cgroup;
  attribute.link_create.attach_type = attach_type;
  if (bpf(BPF_LINK_CREATE, &attribute) < 0) fail("BPF_LINK_CREATE");
}

static void link_to(int program, int attach_type, unsigned flags) {
  union bpf_attr attribute = {0};
  attribute.link_create.prog_fd = program;
  attribute.link_create.target_ifindex = if_nametoindex(option_required("iface"));
  attribute.link_create.attach_type = attach_type;
  attribute.link_create.flags = flags;
  if (bpf(BPF_LINK_CREATE, &attribute) < 0) fail("BPF_LINK_CREATE");
}

static void pin(int program, const char *path) {
  union bpf_attr attribute = {0};
  attribute.pathname = (uint64_t)(uintptr_t)path;
  attribute.bpf_fd = program;
  if (bpf(BPF_OBJ_PIN, &attribute) < 0) fail("BPF_OBJ_PIN");
}

int bpf_attach(void) {
  const char *hook = option_required("hook");
  int port = option_number("port", 9);
  const char *word = option("verdict", "drop");
  int verdict = strcmp(word, "aborted") == 0 ? XDP_ABORTED : strcmp(word, "redirect") == 0 ? XDP_REDIRECT : XDP_DROP;
  if (strcmp(hook, "xdp-generic") == 0) link_to(load_xdp(port, verdict), ATTACH_XDP, XDP_FLAGS_SKB_MODE);
  else if (strcmp(hook, "xdp-native") == 0) link_to(load_xdp(port, verdict), ATTACH_XDP, XDP_FLAGS_DRV_MODE);
  else if (strcmp(hook, "tcx-ingress") == 0) link_to(load_classifier(port), ATTACH_TCX_INGRESS, 0);
  else if (strcmp(hook, "tcx-egress") == 0) link_to(load_classifier(port), ATTACH_TCX_EGRESS, 0);
  else if (strcmp(hook, "pin-classifier") == 0) pin(load_classifier(port), option_required("pin"));
  else if (strcmp(hook, "cgroup-ingress") == 0) attach_to_cgroup(port, BPF_CGROUP_INET_INGRESS);
  else if (strcmp(hook, "cgroup-egress") == 0) attach_to_cgroup(port, BPF_CGROUP_INET_EGRESS);
  else return 2;
  say_ready();
  while (1) pause();
}
