import { int, intKey, intOrNull, table, text } from '../column.js'
import { netns } from './shared-columns.js'

/** Sockets and the processes that hold them. */
export const socketTables = {
  socket: table(
    'Sockets seen, with the namespace they live in.',
    {
      id: intKey('Dense id.'),
      netns,
      inode: int('Inode of the socket; 0 for sockets without a file (TIME-WAIT, embryonic).'),
      family: int('4, 6, or 0 for others.'),
      proto: text("'udp', 'tcp', 'raw', 'icmp', 'packet', 'unix', 'netlink', 'sctp'."),
      state: text("'listen', 'established', 'close', 'time-wait' … as ss prints it."),
      local_address: text("'*' address is '0.0.0.0' or '::'."),
      local_port: int('Local port, for raw sockets the protocol.'),
      remote_address: text("'0.0.0.0' or '::' when not connected."),
      remote_port: int('0 when not connected.'),
      bound_ifindex: int('SO_BINDTODEVICE; 0 if not bound.'),
      v6only: int('1 = an IPv6 socket that takes no IPv4.'),
      uid: int('Owner.'),
      rcvbuf: intOrNull('Receive buffer limit in bytes; NULL where not known.'),
      rmem: intOrNull('Receive memory in use when first read.'),
      sndbuf: intOrNull('Send buffer limit.'),
      wmem: intOrNull('Send memory in use when first read.'),
      backlog: intOrNull('For listeners: the limit of the accept queue.'),
      from_ns: int('First seen.'),
      to_ns: intOrNull('Seen gone; NULL if still there at the end.'),
    },
    ['netns', 'proto', 'local_port'],
  ),
  socket_sample: table(
    'Sockets over time: written when a value changes.',
    {
      socket: int('Refers to socket.id.'),
      at_ns: int('When.'),
      rmem: int('Receive memory in use, bytes; for listeners the accept queue length.'),
      wmem: int('Send memory in use, bytes.'),
      drops: int("The socket's own drop counter."),
    },
    ['socket', 'at_ns'],
  ),
  process: table('Processes that own sockets.', {
    pid: intKey('Process id in the host.'),
    start_ticks: intKey('Start time in clock ticks since boot: pid and this are unique.'),
    comm: text('Command name, hostile input.'),
    cmdline: text('Command line, arguments separated by spaces.'),
    uid: int('User.'),
    netns: intOrNull('Namespace it runs in; NULL if not known.'),
    cgroup: text("Its cgroup path, '' if unreadable."),
  }),
  process_sample: table(
    'State of processes that own sockets, over time: written when it changes, CPU at least each second.',
    {
      pid: int('Process id.'),
      start_ticks: int('Start time, as in process.'),
      at_ns: int('When.'),
      state: text(
        'R running, S sleeping, D uninterruptible, T stopped, t traced, Z zombie, X gone.',
      ),
      cpu_ms: int('CPU time used since it started.'),
      wait_ms: intOrNull(
        'Time it was ready to run but waited for a CPU; NULL where schedstat is missing.',
      ),
    },
    ['pid', 'at_ns'],
  ),
  socket_process: table('Who holds a socket.', {
    socket: int('Refers to socket.id.'),
    pid: int('Process id.'),
    start_ticks: int('Its start time.'),
    fd: int('File descriptor.'),
  }),
} as const
