import type { Addon } from '../../native/index.js'
import { counterSources } from '../counters/source-folder.js'
import { addon } from '../native.js'
import { obstacleFrom } from '../recorder/drop-source-choice.js'
import type { CounterSource, DropSource, Obstacle } from '../source.js'
import { worksNot, type Ability } from './ability.js'
import { counterAbilities } from './counter-abilities.js'
import { dropSourceAbilities } from './drop-source-abilities.js'
import { factAbilities } from './fact-abilities.js'
import { hiddenWithout } from './hidden-without.js'
import { hiddenUnread } from './missing-text.js'
import { packetAbility } from './packet-ability.js'
import type { Surroundings } from './surroundings.js'

/**
 * What can be seen here: drop sources best first, the packet capture, counter sources, host facts. Changes nothing:
 * no module is loaded, nothing is attached or written. Rejects only for faults of our own.
 */
export async function readAbilities(
  sources: readonly DropSource[],
  around: Surroundings,
): Promise<readonly Ability[]> {
  const counters = await counterSources()
  const obstacle = recordingObstacle(around)
  if (obstacle !== undefined) return noneOf(sources, counters, obstacle)
  // a process of its own: under way while the rest is looked at
  const packets = packetAbility(around)
  const native = addonOrWhy()
  const drops = dropSourceAbilities(sources, around)
  const rest =
    'openNetlink' in native
      ? [...counterAbilities(counters, native, around), ...factAbilities(native, around)]
      : [...counters.map((source) => counterWithout(source, native)), ...factsWithout(native)]
  return [...drops, await packets, ...rest]
}

/** What stands in the way of all of it. */
function recordingObstacle({ platform }: Surroundings): Obstacle | undefined {
  if (platform === 'linux') return undefined
  return {
    why: `recording needs Linux, this is ${platform}`,
    hint: 'record on the Linux host, copy the session here and run dropcorr report',
  }
}

function addonOrWhy(): Pick<Addon, 'openNetlink'> | Obstacle {
  try {
    return addon()
  } catch (error) {
    return obstacleFrom(error)
  }
}

const noneOf = (
  sources: readonly DropSource[],
  counters: readonly CounterSource[],
  { why, hint }: Obstacle,
): readonly Ability[] => [
  ...sources.map(({ name, title, hides }): Ability => ({
    name,
    kind: 'drop-source',
    title,
    hides,
    ...worksNot(why, hint),
  })),
  {
    name: 'packets',
    kind: 'packets',
    title: 'packet capture by libpcap',
    hides: hiddenWithout('packets'),
    ...worksNot(why, hint),
  },
  ...counters.map((source) => counterWithout(source, { why, hint })),
  ...factsWithout({ why, hint }),
]

const counterWithout = (source: CounterSource, { why, hint }: Obstacle): Ability => ({
  name: source.name,
  kind: 'counters',
  title: source.title,
  hides: hiddenUnread(source),
  ...worksNot(why, hint),
})

const factsWithout = ({ why, hint }: Obstacle): readonly Ability[] =>
  ['interfaces', 'sockets', 'namespaces'].map((name) => ({
    name,
    kind: 'host-facts',
    title: name,
    hides: hiddenWithout(name),
    ...worksNot(why, hint),
  }))
