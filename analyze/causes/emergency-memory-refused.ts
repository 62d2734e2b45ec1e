import { plural } from '../attribution/evidence.js'
import { reasonCause } from '../attribution/reason-cause.js'

const counter = 'netstat:TcpExt.PFMemallocDrop'

export default reasonCause({
  name: 'emergency-memory-refused',
  kind: 'problem',
  what: 'the packet sits in emergency memory (PF_MEMALLOC), and its receiver may not use that: the host is out of memory',
  places: [{ reasons: ['PFMEMALLOC'] }],
  // the device's queue counts elsewhere than the socket's filter
  refs: (group, { counters }) =>
    (counters?.delta(group.netns, counter) ?? 0) > 0 ? [{ netns: group.netns, name: counter }] : [],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused because the host is so short of memory that only swapping may receive`,
    evidence: [],
    remedy: [
      {
        what: 'Find what uses up the memory; raise vm.min_free_kbytes if it is bursts of packets.',
        command: 'sysctl vm.min_free_kbytes; grep -i -A3 allocation /proc/pressure/memory',
        verify: 'TcpExt.PFMemallocDrop no longer rises',
        undo: '',
      },
    ],
  }),
})
