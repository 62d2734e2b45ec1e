import type { Addon } from '../../native/index.js'
import { NamespaceReader } from '../counters/namespace-reader.js'
import type { CounterSource, Namespace } from '../source.js'
import { works, worksNot, type Ability, type Finding } from './ability.js'
import { hiddenUnread, missingText } from './missing-text.js'
import { installCommand } from './distribution.js'
import { missingCapabilities, privilegeHint } from './privileges.js'
import type { Surroundings } from './surroundings.js'

/** The namespace we are in, read as it is: doctor enters no other. */
const here: Namespace = { id: 1, inode: 0, name: 'here', enter: (read) => read() }

/** Reads each source once in the own namespace. */
export function counterAbilities(
  sources: readonly CounterSource[],
  addon: Pick<Addon, 'openNetlink'>,
  around: Surroundings,
): readonly Ability[] {
  const reader = new NamespaceReader(here, addon)
  try {
    return sources.map((source) => {
      const { name, title } = source
      return { name, kind: 'counters', title, ...tried(source, reader, around) }
    })
  } finally {
    reader.close()
  }
}

function tried(
  source: CounterSource,
  reader: NamespaceReader,
  around: Surroundings,
): Finding & Pick<Ability, 'hides'> {
  try {
    if (source.read(reader) !== undefined) return { ...works(), hides: '' }
    const { why, hides } = missingText(source.missing)
    if (source.optional === true)
      return { ...works(`${why}, so there is nothing to count`), hides: '' }
    return { ...worksNot(why, hintFor(source, around)), hides }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const missing = missingCapabilities(['CAP_NET_ADMIN'], around)
    const hint = missing.length > 0 ? privilegeHint(missing, around) : hintFor(source, around)
    return { ...worksNot(why, hint), hides: hiddenUnread(source) }
  }
}

/** The program that a source runs stands in what it says about itself; a file is the kernel's. */
function hintFor({ missing }: CounterSource, around: Surroundings): string {
  const program = /\b(ethtool|iptables-legacy-save|nft)\b[^:]*\bis not installed/.exec(missing)?.[1]
  if (program !== undefined) return installCommand(around.distribution, program)
  const option = /CONFIG_\w+/.exec(missing)?.[0]
  if (option !== undefined) return `a kernel with ${option}=y`
  return around.container === ''
    ? "your distribution's standard kernel has it; see whether its module is installed"
    : 'run it on the host'
}
