import { ownerFromCgroup } from '../../session/cgroup-owner.js'
import type { Row } from '../../session/tables.js'
import type { Finding, Owner } from '../finding.js'
import type { Host } from '../artifacts/host.js'

/** Digits of a container id that people know it by. */
const shownDigits = 12

/** Who owns the namespace of each finding, and the processes whose sockets it hurts. `netnsOf`: netns.id by finding id. */
export function withOwners(
  findings: readonly Finding[],
  netnsOf: (id: string) => number | null | undefined,
  host: Host | undefined,
  processes: readonly Pick<Row<'process'>, 'pid' | 'comm' | 'cgroup'>[],
): Finding[] {
  const cgroups = cgroupsOf(processes)
  return findings.map((finding) => {
    const netns = host?.facts.netns.get(netnsOf(finding.id) ?? -1)
    const named = netns === undefined ? undefined : ownerOfNetns(netns)
    const ofSockets = finding.sockets.flatMap((socket) => {
      const owner = ownerFromCgroup(`0::${cgroups.get(processOf(socket)) ?? ''}`)
      return owner === undefined
        ? []
        : [ownerNamed(finding.netns[0] ?? '', owner.kind, owner.id, '')]
    })
    const owners = new Map<string, Owner>()
    for (const owner of named === undefined ? ofSockets : [named, ...ofSockets])
      if (!owners.has(owner.id)) owners.set(owner.id, owner)
    return owners.size === 0 ? finding : { ...finding, owners: [...owners.values()] }
  })
}

const processOf = (of: { readonly pid: number | null; readonly comm: string }): string =>
  `${of.pid ?? ''} ${of.comm}`

/** Numbers of processes are used again: '' where two of one name had the same one in different cgroups. */
function cgroupsOf(
  processes: readonly Pick<Row<'process'>, 'pid' | 'comm' | 'cgroup'>[],
): ReadonlyMap<string, string> {
  const cgroups = new Map<string, string>()
  for (const process of processes) {
    const key = processOf(process)
    const isOne = (cgroups.get(key) ?? process.cgroup) === process.cgroup
    cgroups.set(key, isOne ? process.cgroup : '')
  }
  return cgroups
}

/** undefined for the host's own namespace and for those of processes that a person started. */
function ownerOfNetns({ container, name, kind }: Row<'netns'>): Owner | undefined {
  if (container === null) return undefined
  const called = kind === 'process' || name.includes('/') ? name : ''
  return ownerNamed(name, /\.service$/.test(container) ? 'unit' : 'container', container, called)
}

/** `called`: a name that a person gave it, '' if none is known. */
function ownerNamed(netns: string, kind: Owner['kind'], id: string, called: string): Owner {
  const short = /^[0-9a-f]{64}$/.test(id) ? id.slice(0, shownDigits) : id
  const isNew = called !== '' && !called.startsWith(short)
  const container = isNew ? `container ${called} (${short})` : `container ${short}`
  return { netns, kind, id, name: kind === 'unit' ? id : container }
}
