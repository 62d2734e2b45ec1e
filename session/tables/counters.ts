import { int, intKey, intOrNull, intRounded, table, text } from '../column.js'

/** Counters as changes. */
export const counterTables = {
  counter: table('Counters watched.', {
    id: intKey('Dense id.'),
    netns: intOrNull('Namespace; NULL for what is global to the host.'),
    source: text("Counter source: its file's name in capture/counter-sources."),
    name: text(
      "As the kernel prints it: 'snmp:Udp.RcvbufErrors', 'dev:eth0.rx_drop', 'qdisc:eth0/8001:.drops'.",
    ),
    ifindex: intOrNull('Interface it belongs to, where it does.'),
    gauge: int('1 = a level (queue length), 0 = a count that only grows.'),
    born: int('1 = its object appeared after recording began, so it started from zero.'),
  }),
  counter_change: table(
    'Values of counters: the first reading of each, then each change.',
    {
      counter: int('Refers to counter.id.'),
      at_ns: int('When it was read.'),
      value: intRounded('Value; above 2^53 it is rounded.'),
    },
    ['counter', 'at_ns'],
  ),
  counter_round: table('What each round of reading counters cost.', {
    at_ns: intKey('Start of the round.'),
    wall_us: int('Wall-clock time it took, microseconds.'),
    cpu_us: int('CPU time it took, microseconds.'),
    values: int('Values read.'),
    changes: int('Values that had changed.'),
  }),
} as const
