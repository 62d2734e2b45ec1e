import type { SourceHealth } from '../source.js'
import { installCommand } from './distribution.js'
import { fittedObstacle } from './fitted-obstacle.js'
import { hiddenWithout } from './hidden-without.js'
import { missingCapabilities, needed, privilegeHint } from './privileges.js'
import type { Surroundings } from './surroundings.js'

/** What doctor says of a source, for source_health.detail: what a session without it does not show, and what would help. */
export interface HealthStatement {
  readonly why: string
  readonly hides: string
  readonly hint: string
}

export function healthStatement(
  source: string,
  { status, why, detail }: SourceHealth,
  around: Surroundings,
): HealthStatement {
  const hides = textOf(detail['hides']) || hiddenWithout(source)
  const hint = textOf(detail['hint'])
  if (status === 'ok') return { why, hides, hint: '' }
  if (status === 'unavailable' && isDropSource(source)) {
    return { hides, ...fittedObstacle(source, { why, hint }, around) }
  }
  return { why, hides, hint: hint || hintFor(source, why, around) }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const isDropSource = (source: string): source is 'bpf' | 'drop-monitor' | 'tracefs' =>
  ['bpf', 'drop-monitor', 'tracefs'].includes(source)

/** Privileges first: they are behind most of it; then a program that is not there. */
function hintFor(source: string, why: string, around: Surroundings): string {
  if (why.startsWith('--no-packets')) return 'record without --no-packets'
  const refused = /EPERM|EACCES|not permitted|[Pp]ermission denied/.test(why)
  const wanted = isNeeded(source) ? needed[source] : ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN']
  const missing = missingCapabilities(wanted, around)
  if (refused && missing.length > 0) return privilegeHint(missing, around)
  const program =
    /\b(nft|iptables-legacy-save|ip6tables-legacy-save|ethtool)\b[^:;]* is not installed/.exec(
      why,
    )?.[1]
  return program === undefined
    ? ''
    : installCommand(around.distribution, program.replace('ip6tables', 'iptables'))
}

const isNeeded = (source: string): source is keyof typeof needed => source in needed
