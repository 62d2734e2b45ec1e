import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseIptables } from '../../capture/counter-sources/iptables.js'
import { parse as parseNeighbourCache } from '../../capture/counter-sources/neighbour-cache.js'
import { parse as parseConntrack } from '../../capture/counter-sources/nf-conntrack.js'
import { parse as parseConntrackLimit } from '../../capture/counter-sources/nf-conntrack-limit.js'
import { parse as parseNfnetlinkQueue } from '../../capture/counter-sources/nfnetlink-queue.js'
import { parse as parseDev } from '../../capture/counter-sources/proc-net-dev.js'
import { parse as parseNetstat } from '../../capture/counter-sources/proc-net-netstat.js'
import { parse as parseSnmp } from '../../capture/counter-sources/proc-net-snmp.js'
import { parse as parseSnmp6 } from '../../capture/counter-sources/proc-net-snmp6.js'
import { parse as parseUdp } from '../../capture/counter-sources/proc-net-udp.js'
import { parse as parseRtCache } from '../../capture/counter-sources/rt-cache.js'
import { parse as parseSctp } from '../../capture/counter-sources/sctp-snmp.js'
import { parse as parseSockstat } from '../../capture/counter-sources/sockstat.js'
import { parse as parseSoftnetStat } from '../../capture/counter-sources/softnet-stat.js'
import { parse as parseSynproxy } from '../../capture/counter-sources/synproxy.js'
import { parse as parseTls } from '../../capture/counter-sources/tls-stat.js'
import { parse as parseXfrm } from '../../capture/counter-sources/xfrm-stat.js'
import { parseIptablesSave } from '../../capture/host/firewall/iptables-save.js'
import { parseNftJson } from '../../capture/host/firewall/nft-json.js'
import { parseNftText } from '../../capture/host/firewall/nft-text.js'
import { parseDevMcast, parseIgmp, parseIgmp6 } from '../../capture/host/memberships.js'
import { parseNamespaceMounts } from '../../capture/host/namespace-scan.js'
import { parsePacketTypes } from '../../capture/host/packet-types.js'
import { parseProcNetPacket, parseProcNetSockets } from '../../capture/host/proc-net-sockets.js'
import { parseProcessStat, parseSchedstatWait } from '../../capture/host/processes.js'
import { parseOnlineCpus, parseOsRelease } from '../../capture/host/session-facts.js'
import { packageRoot } from '../../session/package-root.js'
import { bytesOf, textOf, unlessRefused, type FuzzTarget } from './target.js'

const raw = join(packageRoot, 'fixtures', 'raw')

/** All texts of a folder of fixtures/raw, of every kernel. */
function texts(folder: string): readonly Uint8Array[] {
  return readdirSync(join(raw, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map(({ parentPath, name }) => new Uint8Array(readFileSync(join(parentPath, name))))
}

const proc = texts('proc')
const small = [
  '4200 (a) b) S 1 4200 4200 0 -1 4194560 1 0 0 0 17 5 0 0 20 0 3 0 8123 1 2',
  '9 8 7',
  'PRETTY_NAME="Debian GNU/Linux 13"\n',
  '0-3,5\n',
  '22 1 0:4 net:[4026532000] /run/netns/web rw - nsfs nsfs rw\n',
  '2\teth0            1     V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n',
  '2    eth0            1     0     333300000001\n',
  '0800          ip_rcv\nALL  eth0     packet_rcv\n',
].map(bytesOf)

const target = (
  name: string,
  seeds: readonly Uint8Array[],
  parse: (text: string) => unknown,
): FuzzTarget => ({ name, seeds, decode: (bytes) => parse(textOf(bytes)) })

/** All that decodes texts of /proc and of programs. */
export const textTargets: readonly FuzzTarget[] = [
  target('counters of /proc', proc, (text) => [
    unlessRefused(() => parseDev(text)),
    unlessRefused(() => parseNetstat(text)),
    unlessRefused(() => parseSnmp(text)),
    unlessRefused(() => parseSnmp6(text)),
    unlessRefused(() => parseUdp('udp', text)),
    unlessRefused(() => parseSockstat('sockstat', text)),
    unlessRefused(() => parseSoftnetStat(text)),
  ]),
  target('counters of modules in /proc', proc, (text) => [
    unlessRefused(() => parseNeighbourCache('arp_cache', text)),
    unlessRefused(() => parseConntrack(text)),
    unlessRefused(() => parseConntrackLimit('nf_conntrack_count', text)),
    unlessRefused(() => parseNfnetlinkQueue(text)),
    unlessRefused(() => parseRtCache(text)),
    unlessRefused(() => parseSctp(text)),
    unlessRefused(() => parseSynproxy(text)),
    unlessRefused(() => parseTls(text)),
    unlessRefused(() => parseXfrm(text)),
  ]),
  target('sockets and memberships of /proc', [...proc, ...small], (text) => [
    parseProcNetSockets('udp', text),
    parseProcNetPacket(text),
    parseIgmp(text),
    parseIgmp6(text),
    parseDevMcast(text),
    parsePacketTypes(text),
  ]),
  target('processes and the host', small, (text) => [
    parseProcessStat(text),
    parseSchedstatWait(text),
    parseOsRelease(text),
    parseOnlineCpus(text),
    parseNamespaceMounts(text),
  ]),
  target('firewall rules', texts('firewall'), (text) => [
    unlessRefused(() => parseIptables('iptables', text)),
    parseIptablesSave('iptables', text),
    parseNftText(text),
    unlessRefused(() => parseNftJson(text)),
  ]),
]
