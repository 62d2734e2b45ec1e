import { closeSync, openSync, readSync } from 'node:fs'
import type { Addon } from '../../native/index.js'
import { isLoaded } from '../counters/module-loaded.js'
import { parseKallsyms } from '../host/kernel-symbols.js'
import { readIfThere } from '../host/read-proc.js'
import { findProgram } from '../host/run-program.js'
import { linkRequest } from '../netlink/link-message.js'
import { netlinkRoute, rtm } from '../netlink/rtnetlink.js'
import { inetDiagRequest, ipProtocol, stateBit } from '../netlink/sock-diag.js'
import { requestDump } from '../netlink/request.js'
import { partly, works, worksNot, type Ability, type Finding } from './ability.js'
import { installCommand } from './distribution.js'
import { hiddenWithout } from './hidden-without.js'
import { missingCapabilities, needed, privilegeHint } from './privileges.js'
import type { Surroundings } from './surroundings.js'

type NetlinkAddon = Pick<Addon, 'openNetlink'>

interface Fact {
  readonly name: string
  readonly title: string
  readonly look: (around: Surroundings, addon: NetlinkAddon) => Finding
}

/** Facts about the host that the causes rest on. Reads, and asks netlink; loads no module. */
export const factAbilities = (addon: NetlinkAddon, around: Surroundings): readonly Ability[] =>
  facts.map(({ name, title, look }) => {
    const found = guarded(() => look(around, addon))
    const hides = found.state === 'works' ? '' : hiddenWithout(name)
    return { name, kind: 'host-facts', title, ...found, hides }
  })

function guarded(look: () => Finding): Finding {
  try {
    return look()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return worksNot(why, 'see the message; a seccomp filter or a security module can refuse it')
  }
}

const facts: readonly Fact[] = [
  { name: 'kallsyms', title: 'kernel symbols (/proc/kallsyms)', look: kallsyms },
  { name: 'interfaces', title: 'interfaces, addresses, routes (rtnetlink)', look: rtnetlink },
  { name: 'sockets', title: 'sockets (sock_diag)', look: sockDiag },
  { name: 'processes', title: 'processes that own sockets', look: processes },
  { name: 'namespaces', title: 'network namespaces', look: namespaces },
  { name: 'nftables', title: 'nftables rules', look: nftables },
  { name: 'iptables', title: 'legacy iptables rules', look: iptables },
  { name: 'ethtool', title: 'statistics of drivers (ethtool)', look: ethtool },
]

/** Enough to see whether addresses are shown; the whole of it is 10 MB. */
const kallsymsBytes = 65_536

function kallsyms(around: Surroundings): Finding {
  const bytes = new Uint8Array(kallsymsBytes)
  const fd = openSync('/proc/kallsyms', 'r')
  let length = 0
  try {
    length = readSync(fd, bytes, 0, kallsymsBytes, 0)
  } finally {
    closeSync(fd)
  }
  const { why } = parseKallsyms(bytes.subarray(0, length))
  if (why === '') return works()
  if (length === 0) return worksNot(why, 'a kernel with CONFIG_KALLSYMS=y')
  if (around.settings.kptr_restrict === 2) {
    return worksNot(
      'kernel.kptr_restrict is 2: addresses are hidden from root too',
      'sysctl -w kernel.kptr_restrict=1 for the time of a recording',
    )
  }
  const missing = missingCapabilities(needed.kallsyms, around)
  return worksNot(why, privilegeHint(missing.length > 0 ? missing : needed.kallsyms, around))
}

function rtnetlink(_around: Surroundings, addon: NetlinkAddon): Finding {
  const socket = addon.openNetlink(netlinkRoute)
  try {
    requestDump(socket, rtm.getLink, linkRequest())
    return works()
  } finally {
    socket.close()
  }
}

/** NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, AF_INET */
const netlinkSockDiag = 4
const sockDiagByFamily = 20
const ipv4 = 2

function sockDiag(around: Surroundings, addon: NetlinkAddon): Finding {
  const fallback = 'sockets are read from /proc/net: neither receive buffers nor accept queues'
  if (around.udpDiag === 'loadable') {
    return works(
      'its module udp_diag is not loaded: the kernel loads it when a recording asks for it',
    )
  }
  if (around.udpDiag === 'absent') {
    return partly(
      `the kernel has no udp_diag; ${fallback}`,
      'a kernel with CONFIG_INET_DIAG=m and CONFIG_INET_UDP_DIAG=m',
    )
  }
  if (around.udpDiag === 'unknown') {
    return works('whether its modules are loaded cannot be seen from here: asking would load them')
  }
  const socket = addon.openNetlink(netlinkSockDiag)
  try {
    // listening UDP sockets do not exist: the shortest answer
    const request = inetDiagRequest(ipv4, ipProtocol.udp, stateBit('listen'))
    requestDump(socket, sockDiagByFamily, request)
    return works()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return partly(`sock_diag: ${why}; ${fallback}`, 'modprobe udp_diag tcp_diag')
  } finally {
    socket.close()
  }
}

function processes(around: Surroundings): Finding {
  const missing = missingCapabilities(needed.processes, around)
  if (missing.length > 0 && around.uid !== 0) {
    return partly(
      `only processes of this user show their sockets; missing: ${missing.join(', ')}`,
      privilegeHint(missing, around),
    )
  }
  if (around.pidNamespace) {
    return partly('only processes of this container can be seen', privilegeHint(missing, around))
  }
  return works()
}

function namespaces(around: Surroundings): Finding {
  const missing = missingCapabilities(needed.namespaces, around)
  if (missing.length > 0) {
    return partly(
      `only the own network namespace can be entered; missing: ${missing.join(', ')}`,
      privilegeHint(missing, around),
    )
  }
  if (around.userNamespace) {
    return partly(
      'only network namespaces of this user namespace can be entered',
      privilegeHint([], around),
    )
  }
  if (around.pidNamespace) {
    return partly(
      'namespaces of processes outside this container cannot be seen',
      around.container === ''
        ? 'run it in the first PID namespace'
        : 'start the container with --pid=host',
    )
  }
  return works()
}

function nftables(around: Surroundings): Finding {
  if (!isLoaded('nf_tables')) return works('nf_tables is not loaded: there are no rules')
  if (findProgram('nft') === undefined) {
    return worksNot('nft is not installed', installCommand(around.distribution, 'nft'))
  }
  return mayReadRules(around)
}

function iptables(around: Surroundings): Finding {
  const tables = ['ip_tables_names', 'ip6_tables_names'].map(
    (name) => readIfThere(`/proc/thread-self/net/${name}`) ?? '',
  )
  if (!isLoaded('ip_tables') && !isLoaded('ip6_tables')) {
    return works('the legacy tables are not loaded: there are no rules')
  }
  if (around.uid === 0 && tables.every((names) => names.trim() === '')) {
    return works('there are no legacy tables here')
  }
  if (findProgram('iptables-legacy-save') === undefined) {
    return worksNot(
      'iptables-legacy-save is not installed',
      installCommand(around.distribution, 'iptables-legacy-save'),
    )
  }
  return mayReadRules(around)
}

function mayReadRules(around: Surroundings): Finding {
  const missing = missingCapabilities(needed.firewall, around)
  return missing.length === 0
    ? works()
    : worksNot(`reading rules needs ${missing.join(', ')}`, privilegeHint(missing, around))
}

function ethtool(around: Surroundings): Finding {
  return findProgram('ethtool') === undefined
    ? worksNot('ethtool is not installed', installCommand(around.distribution, 'ethtool'))
    : works()
}
