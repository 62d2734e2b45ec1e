import { decodeAlert } from '../../capture/drop-sources/drop-monitor/decode-alert.js'
import { parseConfig, parseStatistics } from '../../capture/drop-sources/drop-monitor/control.js'
import { parseTrap } from '../../capture/drop-sources/drop-monitor/devlink-traps.js'
import { parseActions } from '../../capture/netlink/action-message.js'
import { parseAddress } from '../../capture/netlink/address-message.js'
import { parseAttributes } from '../../capture/netlink/attributes.js'
import { parseFamily } from '../../capture/netlink/generic.js'
import { parseLink } from '../../capture/netlink/link-message.js'
import { parseLinkStatistics } from '../../capture/netlink/link-statistics.js'
import { errorOf, parseMessages } from '../../capture/netlink/message.js'
import { parseNamespaceId } from '../../capture/netlink/namespace-id-message.js'
import { parseNeighbour } from '../../capture/netlink/neighbour-message.js'
import {
  parseChainCounter,
  parseNamedCounter,
  parseRuleCounter,
} from '../../capture/netlink/nftables-counters.js'
import { parsePacketSocket } from '../../capture/netlink/packet-diag.js'
import { decodeClassOptions, decodeQdiscOptions } from '../../capture/netlink/qdisc-options.js'
import { parseQdiscStatistics } from '../../capture/netlink/qdisc-statistics.js'
import { decodeXstats } from '../../capture/netlink/qdisc-xstats.js'
import { parseRoute } from '../../capture/netlink/route-message.js'
import { routeText } from '../../capture/netlink/route-text.js'
import { parseRule } from '../../capture/netlink/rule-message.js'
import { parseInetSocket, parseSocketMemory } from '../../capture/netlink/sock-diag.js'
import { parseTrafficControl } from '../../capture/netlink/traffic-control-message.js'
import {
  netDmFixture,
  recordedKernels,
} from '../capture/drop-sources/drop-monitor/net-dm-fixture.js'
import { hexFixture } from '../capture/netlink/hex-fixture.js'
import type { FuzzTarget } from './target.js'

const netDm = (...names: readonly string[]): readonly Uint8Array[] =>
  recordedKernels.flatMap((kernel) => names.flatMap((name) => netDmFixture(kernel, name)))

const alerts = netDm(
  'summary',
  'packet',
  'packet-netem',
  'packet-truncated',
  'packet-veth',
  'hardware-packet',
  'hardware-summary',
)
const answers = netDm('family', 'statistics', 'config-found', 'start-stop-answers', 'family-absent')
const trafficControl = ['qdiscs-6.18.hex', 'classes-6.18.hex'].flatMap(hexFixture)

/** All that decodes bytes from a netlink socket. */
export const netlinkTargets: readonly FuzzTarget[] = [
  { name: 'drop monitor alert', seeds: alerts, decode: decodeAlert },
  {
    name: 'netlink datagram',
    seeds: [...answers, ...alerts],
    decode: (bytes) =>
      parseMessages(bytes).map((message) => [
        message.type,
        String(errorOf(message)),
        parseFamily(message),
        parseConfig(message.body),
        parseStatistics(message.body),
        parseTrap(message.body),
      ]),
  },
  {
    name: 'attributes',
    seeds: hexFixture('links-6.18.hex').map((link) => link.subarray(16)),
    decode: (bytes) =>
      parseAttributes(bytes).entries.map(({ type, value }) => {
        const { entries, truncated } = parseAttributes(value)
        return [type, value, truncated, entries]
      }),
  },
  { name: 'address', seeds: hexFixture('addresses-6.18.hex'), decode: parseAddress },
  {
    name: 'link',
    seeds: hexFixture('links-6.18.hex'),
    decode: (bytes) => [parseLink(bytes), parseLinkStatistics(bytes)],
  },
  { name: 'neighbour', seeds: hexFixture('neighbours-6.18.hex'), decode: parseNeighbour },
  {
    name: 'route',
    seeds: hexFixture('routes-6.18.hex'),
    decode: (bytes) => {
      const route = parseRoute(bytes)
      return route && [route, routeText(route, String)]
    },
  },
  { name: 'rule', seeds: hexFixture('rules-6.18.hex'), decode: parseRule },
  {
    name: 'qdisc or class',
    seeds: trafficControl,
    decode: (bytes) => {
      const parsed = parseTrafficControl(bytes)
      return [
        parsed && [decodeQdiscOptions(parsed), decodeClassOptions(parsed)],
        parsed && decodeXstats(parsed.kind, bytes),
        parseQdiscStatistics(bytes),
        parseActions(bytes),
      ]
    },
  },
  {
    name: 'socket',
    seeds: ['tcp-listeners-6.18.hex', 'udp-sockets-6.18.hex'].flatMap(hexFixture),
    decode: (bytes) => [parseInetSocket(bytes), parsePacketSocket(bytes), parseSocketMemory(bytes)],
  },
  {
    name: 'nftables counter',
    // Attributes of any kind: their types overlap with those of nf_tables.
    seeds: [...trafficControl, ...hexFixture('links-6.18.hex')],
    decode: (bytes) => [
      parseRuleCounter(bytes),
      parseChainCounter(bytes),
      parseNamedCounter(bytes),
      parseNamespaceId(bytes),
    ],
  },
]
