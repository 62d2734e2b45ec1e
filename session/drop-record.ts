/**
 * Layout of one drop detail in `drop_block.data`, little-endian, fixed size.
 * Keep in sync with native/bpf/drop-record.h: the addon writes these bytes, nobody converts them on the way.
 */
export const dropRecord = {
  size: 256,
  /** f64: nanoseconds since the session's start. */
  atNs: 0,
  /** u32: drop_key.id */
  key: 8,
  /** u32: drop_flow.id, 0 if the flow map was full. */
  flow: 12,
  /** u32: stack.id, 0 if none. */
  stack: 16,
  /** u32: length of the skb in bytes. */
  length: 20,
  /** u32: interface the packet came in on (skb_iif), 0 if local. */
  incomingIfindex: 24,
  /** u32: skb mark. */
  mark: 28,
  /** u16: CPU, 0xffff if the source does not tell. */
  cpu: 32,
  /** u16: VLAN tag if the skb carries one out of band, else 0. */
  vlanTci: 34,
  /** u16: number of GSO segments, 0 or 1 if it is one packet. */
  gsoSegments: 36,
  /** u8: PACKET_HOST 0, BROADCAST 1, MULTICAST 2, OTHERHOST 3, OUTGOING 4. */
  packetType: 38,
  /** u8: ip_summed: 0 none, 1 unnecessary, 2 complete, 3 partial. */
  ipSummed: 39,
  /** u8: where `head` starts: 0 nothing kept, 1 MAC header, 2 network header. */
  headStart: 40,
  /** u8: bytes of `head` that are valid, 0 to 128. */
  headLength: 41,
  /** u16: offset of the network header in `head`, 0xffff if not within. */
  networkOffset: 42,
  /** u16: offset of the transport header in `head`, 0xffff if not set or not within. */
  transportOffset: 44,
  /** u8: where the socket came from: 0 no socket, 1 the tracepoint's rx_sk, 2 skb->sk. */
  socketOrigin: 46,
  /** u8: socket state as in TCP (1 established … 10 listen, 12 new SYN). */
  socketState: 47,
  /** f64: inode of the socket, 0 if it has none. */
  socketInode: 48,
  /** u16: address family of the socket: 2 IPv4, 10 IPv6, 17 packet, 1 unix, 16 netlink. */
  socketFamily: 56,
  /** u16: protocol of the socket. */
  socketProtocol: 58,
  /** u16: local port, host order. */
  socketLocalPort: 60,
  /** u16: remote port, host order. */
  socketRemotePort: 62,
  /** u32: receive buffer limit, bytes. */
  socketRcvbuf: 64,
  /** u32: receive memory in use, bytes. */
  socketRmem: 68,
  /** u32: send buffer limit, bytes. */
  socketSndbuf: 72,
  /** u32: send memory in use, bytes. */
  socketWmem: 76,
  /** u32: for listeners: length of the accept queue. */
  socketAcceptQueue: 80,
  /** u32: for listeners: limit of the accept queue. */
  socketBacklog: 84,
  /** u32: process that was on the CPU: often unrelated to the packet. */
  pid: 88,
  /** char[16]: its command name, NUL-padded. */
  comm: 92,
  /** u32: memory the skb occupies. */
  truesize: 108,
  /** 112 … 127 reserved, zero. */
  /** u8[128]: header bytes. */
  head: 128,
  headSize: 128,
} as const

/** In `cpu`. */
export const unknownCpu = 0xffff
