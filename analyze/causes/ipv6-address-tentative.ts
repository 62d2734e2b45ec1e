import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import { quote } from '../attribution/query.js'
import { destinationsOf } from '../routes/forwarding.js'
import { tentativeAddress } from '../routes/tentative.js'
import { isUnresolved } from '../routes/unresolved.js'

const counterOf: Readonly<Record<string, string>> = {
  IP_INADDRERRORS: 'snmp6:Ip6InAddrErrors',
  IP_INNOROUTES: 'snmp6:Ip6InNoRoutes',
}

/** Of such an address the kernel knows no more than that it is on the link: as if the packets were for another host. */
export default defineCause({
  name: 'ipv6-address-tentative',
  kind: 'problem',
  what: 'the packet is for an IPv6 address of this host that is not in use: duplicate address detection is under way or has failed',
  precedence: 7,
  uses: ['host'],

  claim(group, { host }) {
    if (counterOf[group.reason] === undefined && !isUnresolved(group)) return undefined
    const row = tentativeAddress(group, host)
    if (row === undefined) return undefined
    return {
      confidence: 'certain',
      why: `${row.address} is an address of this host, but has no route of type local: it is tentative`,
      subject: host?.interfaceName(row.netns, row.ifindex) ?? '',
    }
  },

  moves: (group) => {
    const name = counterOf[group.reason]
    return name === undefined ? [] : [{ netns: group.netns, name }]
  },

  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'IPv6 packet')} for ${destinationsOf(found)} lost: an address of ${found.subject} here, but tentative; duplicate address detection is under way or has failed`,
    evidence: found.groups.slice(0, 1).flatMap((group) => {
      const row = tentativeAddress(group, host)
      if (row === undefined) return []
      return [
        {
          label: 'address without a route of type local',
          value: `${row.address}/${row.prefix} on ${found.subject}, at the ${row.phase} of the recording`,
          query: `SELECT a.address, a.phase, r.type FROM address a LEFT JOIN route r ON r.netns = a.netns AND r.phase = a.phase AND r.type = 'local' AND r.dst = a.address || '/128' WHERE a.netns = ${row.netns} AND a.address = ${quote(row.address)}`,
        },
      ]
    }),
    remedy: [
      {
        what: `See whether it says dadfailed: then another station on the link has the address, too; give one of them another. If it says tentative only, detection takes net.ipv6.conf.${found.subject}.dad_transmits seconds, or waits for the link.`,
        command: shell`ip -6 address show dev ${found.subject}`,
        verify: 'the address is shown without tentative',
        undo: '',
      },
    ],
  }),
})
