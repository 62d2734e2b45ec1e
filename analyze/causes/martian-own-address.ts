import { defineCause } from '../cause.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'
import { isImpossibleSource, isRouteInputDrop, martianSourceCounter } from '../routes/martian.js'
import { noReason } from '../attribution/reason-cause.js'

export default defineCause({
  name: 'martian-own-address',
  kind: 'problem',
  what: "a packet came in with one of this host's own addresses as its source: a loop, spoofing, or a duplicate address",
  uses: ['host'],

  claim(group, { host }) {
    const source = group.flow?.src ?? ''
    if (group.reason === 'IP_LOCAL_SOURCE') {
      return { confidence: 'certain', why: "the kernel's own reason is IP_LOCAL_SOURCE" }
    }
    if (!noReason.includes(group.reason) || !isRouteInputDrop(group) || isImpossibleSource(source))
      return undefined
    if (host?.isLocalAddress(group.netns, source) !== true) return undefined
    return { confidence: 'certain', why: 'its source is an address of this host' }
  },

  moves: () => [martianSourceCounter],

  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'packet')} came in with this host's own address ${found.groups[0]?.flow?.src ?? ''} as source`,
    evidence: [
      {
        label: 'interface that has this address',
        value: found.groups[0]?.flow?.src ?? '',
        query: `SELECT interface.name, address.address FROM address JOIN interface ON interface.netns = address.netns AND interface.ifindex = address.ifindex WHERE address.netns = ${found.netns ?? 0} AND address.phase = 'start'`,
      },
      ...sysctlEvidence(host, found.netns, 'net.ipv4.conf.all.accept_local'),
    ],
    remedy: [
      {
        what: 'Look for a switching loop, a second host with the same address, or spoofing: the source MAC in the sample drops tells who sent it.',
        command: 'arping -D -I IFACE ADDRESS',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
