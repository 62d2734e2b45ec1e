/**
 * What redaction does to each column of a session. A column without a decision does not compile, so that none that is
 * added later is sent by oversight. 'open' = says nothing of whose machine it is: numbers, kernel words, times.
 * Longer than other files because every column of every table stands here, one a line.
 */
import type { Row, TableName } from '../tables.js'

export type ColumnRedaction =
  | 'open'
  | 'blocks'
  | 'address'
  | 'interface'
  | 'command'
  | 'netns'
  | 'container'
  | 'cgroup'
  | 'firewall'
  | 'rule'
  | 'sentence'
  | 'event'
  | 'jsonTexts'
  | 'program'
  | 'programsJson'
  | 'symbol'
  | 'kernelAddress'
  | 'counterName'
  | 'sysctlName'
  | 'infoValue'
  | 'blank'

type Decisions = { readonly [N in TableName]: { readonly [C in keyof Row<N>]: ColumnRedaction } }

export const columnRedactions: Decisions = {
  session_info: {
    key: 'open',
    value: 'infoValue',
  },
  clock: {
    at_ns: 'open',
    wall_s: 'open',
    wall_ns: 'open',
  },
  event: {
    at_ns: 'open',
    kind: 'open',
    text: 'event',
  },
  source_health: {
    source: 'open',
    status: 'open',
    why: 'sentence',
    lost: 'open',
    detail: 'jsonTexts',
  },
  netns: {
    id: 'open',
    inode: 'open',
    cookie: 'open',
    name: 'netns',
    kind: 'open',
    pid: 'open',
    container: 'container',
    from_ns: 'open',
    to_ns: 'open',
  },
  interface: {
    netns: 'open',
    ifindex: 'open',
    name: 'interface',
    kind: 'open',
    link_type: 'open',
    mac: 'address',
    mtu: 'open',
    flags: 'open',
    operstate: 'open',
    master: 'open',
    link: 'open',
    link_netns: 'open',
    qdisc: 'open',
    tx_queue_len: 'open',
    xdp: 'programsJson',
    bridge_port: 'open',
    driver: 'open',
    from_ns: 'open',
    to_ns: 'open',
  },
  symbol: {
    id: 'open',
    address: 'kernelAddress',
    name: 'symbol',
    offset: 'open',
    module: 'open',
  },
  stack: {
    id: 'open',
    frames: 'open',
  },
  reason: {
    value: 'open',
    name: 'open',
    subsystem: 'open',
  },
  drop_key: {
    id: 'open',
    source: 'open',
    site: 'open',
    reason: 'open',
    netns: 'open',
    ifindex: 'open',
    protocol: 'open',
    trap: 'open',
    masked: 'open',
  },
  drop_count: {
    key: 'open',
    at_ns: 'open',
    drops: 'open',
    bytes: 'open',
  },
  drop_flow: {
    id: 'open',
    key: 'open',
    family: 'open',
    proto: 'open',
    src: 'address',
    sport: 'open',
    dst: 'address',
    dport: 'open',
    tcp_flags: 'open',
  },
  drop_flow_count: {
    flow: 'open',
    at_ns: 'open',
    drops: 'open',
    bytes: 'open',
  },
  drop_block: {
    id: 'open',
    source: 'open',
    from_ns: 'open',
    to_ns: 'open',
    records: 'open',
    data: 'blocks',
  },
  capture: {
    netns: 'open',
    ifindex: 'open',
    name: 'interface',
    from_ns: 'open',
    to_ns: 'open',
    snap_length: 'open',
    filter: 'rule',
    received: 'open',
    lost: 'open',
    why: 'sentence',
  },
  packet_block: {
    id: 'open',
    netns: 'open',
    ifindex: 'open',
    link_type: 'open',
    from_ns: 'open',
    to_ns: 'open',
    packets: 'open',
    bytes: 'open',
    data: 'blocks',
  },
  flow: {
    id: 'open',
    netns: 'open',
    ifindex: 'open',
    protocol: 'open',
    family: 'open',
    proto: 'open',
    src: 'address',
    sport: 'open',
    dst: 'address',
    dport: 'open',
  },
  flow_second: {
    flow: 'open',
    at_ns: 'open',
    packets: 'open',
    bytes: 'open',
  },
  counter: {
    id: 'open',
    netns: 'open',
    source: 'open',
    name: 'counterName',
    ifindex: 'open',
    gauge: 'open',
    born: 'open',
  },
  counter_change: {
    counter: 'open',
    at_ns: 'open',
    value: 'open',
  },
  counter_round: {
    at_ns: 'open',
    wall_us: 'open',
    cpu_us: 'open',
    values: 'open',
    changes: 'open',
  },
  socket: {
    id: 'open',
    netns: 'open',
    inode: 'open',
    family: 'open',
    proto: 'open',
    state: 'open',
    local_address: 'address',
    local_port: 'open',
    remote_address: 'address',
    remote_port: 'open',
    bound_ifindex: 'open',
    v6only: 'open',
    uid: 'open',
    rcvbuf: 'open',
    rmem: 'open',
    sndbuf: 'open',
    wmem: 'open',
    backlog: 'open',
    from_ns: 'open',
    to_ns: 'open',
  },
  socket_sample: {
    socket: 'open',
    at_ns: 'open',
    rmem: 'open',
    wmem: 'open',
    drops: 'open',
  },
  process: {
    pid: 'open',
    start_ticks: 'open',
    comm: 'command',
    cmdline: 'blank',
    uid: 'open',
    netns: 'open',
    cgroup: 'cgroup',
  },
  process_sample: {
    pid: 'open',
    start_ticks: 'open',
    at_ns: 'open',
    state: 'open',
    cpu_ms: 'open',
    wait_ms: 'open',
  },
  socket_process: {
    socket: 'open',
    pid: 'open',
    start_ticks: 'open',
    fd: 'open',
  },
  address: {
    netns: 'open',
    ifindex: 'open',
    family: 'open',
    address: 'address',
    prefix: 'open',
    broadcast: 'address',
    scope: 'open',
    phase: 'open',
  },
  membership: {
    netns: 'open',
    ifindex: 'open',
    family: 'open',
    group: 'address',
    phase: 'open',
  },
  route: {
    netns: 'open',
    family: 'open',
    table_id: 'open',
    type: 'open',
    dst: 'address',
    gateway: 'address',
    oif: 'open',
    metric: 'open',
    text: 'rule',
    phase: 'open',
  },
  rule: {
    netns: 'open',
    family: 'open',
    priority: 'open',
    text: 'rule',
    phase: 'open',
  },
  neighbour: {
    netns: 'open',
    ifindex: 'open',
    address: 'address',
    mac: 'address',
    state: 'open',
    phase: 'open',
  },
  packet_type: {
    netns: 'open',
    ether_type: 'open',
    device: 'interface',
    handler: 'open',
    phase: 'open',
  },
  cgroup_program: {
    path: 'cgroup',
    attach_type: 'open',
    program: 'open',
    name: 'program',
    phase: 'open',
  },
  sysctl: {
    netns: 'open',
    name: 'sysctlName',
    value: 'open',
    phase: 'open',
  },
  qdisc: {
    netns: 'open',
    ifindex: 'open',
    handle: 'open',
    parent: 'open',
    kind: 'open',
    options: 'jsonTexts',
    phase: 'open',
  },
  firewall_rule: {
    netns: 'open',
    tool: 'open',
    family: 'open',
    table_name: 'firewall',
    chain: 'firewall',
    hook: 'open',
    device: 'interface',
    priority: 'open',
    position: 'open',
    handle: 'open',
    text: 'rule',
    verdict: 'rule',
    packets: 'open',
    bytes: 'open',
    phase: 'open',
  },
}
