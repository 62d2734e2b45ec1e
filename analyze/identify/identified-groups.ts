/** What the drop source left open about its drops (namespace, packets), filled in from all else that was recorded. */
import type { SessionReader } from '../../session/reader.js'
import { loadCapturedFlags, type CapturedFlags } from '../packets/captured-flags.js'
import type { Cause, Names } from '../cause.js'
import { Engine } from '../attribution/engine.js'
import type { DropGroup } from '../artifacts/group.js'
import { identifyByCounter } from './identify-by-counter.js'
import { identifyByTraffic, wantsFlags } from './identify-by-traffic.js'
import { isQdiscDrop } from '../links/qdisc-drop.js'
import { isBlind } from '../attribution/source-blindness.js'
import { inferNetns, isOnTheWayIn, netnsByCounter } from './infer-netns.js'
import type { Recorded } from '../artifacts/load-artifacts.js'
import { settle } from '../attribution/settle.js'

export async function identified(
  reader: SessionReader,
  loaded: readonly DropGroup[],
  recorded: Recorded,
  causes: readonly Cause[],
  names: Names,
): Promise<readonly DropGroup[]> {
  const groups = loaded.map((group) => {
    const netns = inferNetns(group, recorded.host, recorded.sockets)
    return netns === group.netns ? group : { ...group, netns }
  })
  if (!groups.some((group) => isBlind(group) || isOpen(group) || lacksDevice(group))) return groups
  const flags = groups.some(wantsFlags) ? await loadCapturedFlags(reader) : noFlags
  const counted = groups.map((group) => identifyByCounter(group, recorded))
  const seen = identifyByTraffic(counted, recorded, flags)
  return byMovedCounters(seen, recorded, causes, names)
}

/** Which queue refused it is a question of the device. */
const lacksDevice = (group: DropGroup): boolean => isQdiscDrop(group) && group.ifindex === 0

/** Its addresses do not tell the namespace: it was on its way through. */
const isOpen = ({ netns, trap, site }: DropGroup): boolean =>
  netns === null && trap === '' && site !== '' && !isOnTheWayIn(site)

const noFlags: CapturedFlags = () => new Map()

/** A first settling tells which counters the drops of unknown namespaces move. */
function byMovedCounters(
  groups: readonly DropGroup[],
  recorded: Recorded,
  causes: readonly Cause[],
  names: Names,
): readonly DropGroup[] {
  const blind = groups.filter((group) => group.netns === null && (isBlind(group) || isOpen(group)))
  if (blind.length === 0) return groups
  const engine = new Engine(causes, recorded, names, groups)
  const settled = settle(blind, engine.able, (cause, group) => cause.claim?.(group, engine.context))
  const netns = new Map(
    settled.map((s) => [s.group.id, netnsByCounter(s.group, engine.moves(s), recorded.counters)]),
  )
  return groups.map((group) => ({ ...group, netns: netns.get(group.id) ?? group.netns }))
}
