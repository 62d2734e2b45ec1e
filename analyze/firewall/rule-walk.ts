/**
 * The way of a packet through the chains of a hook, as far as its headers tell: which rules may have dropped it? Every chain
 * is gone through in its order; what surely does not fit is passed by, what surely decides ends the way.
 */
import type { Chain, Firewall, FirewallRule } from './firewall.js'
import { limitOf } from './rule-limit.js'
import type { Match } from './rule-match.js'
import { stepsOf, type RuleStep } from './rule-steps.js'

export interface Candidate {
  /** Position -1 = a chain's policy. */
  readonly rule: FirewallRule
  /** The packet surely comes there and fits, but for a limit of the rule; else it may. */
  readonly isSure: boolean
}

/** How a way through a chain ends. 'open' = its end is reached, or may be. */
type End = 'dropped' | 'accepted' | 'open'

/** Kernel's NFT_JUMP_STACK_SIZE: deeper rule sets are refused. */
const deepest = 16

/** Rules and policies that may have dropped the packet, in the order of its way. `fit` says whether a rule fits it. */
export function candidatesOn(
  firewall: Firewall,
  baseChains: readonly Chain[],
  fit: (rule: FirewallRule) => Match,
): readonly Candidate[] {
  const walk = new Walk(firewall, fit)
  for (const chain of baseChains) {
    if (walk.throughBase(chain) === 'dropped') break
  }
  return walk.found
}

class Walk {
  readonly found: Candidate[] = []
  readonly #firewall: Firewall
  readonly #fit: (rule: FirewallRule) => Match
  /** Rules that may have accepted some of the packets. */
  #accepting = 0

  constructor(firewall: Firewall, fit: (rule: FirewallRule) => Match) {
    this.#firewall = firewall
    this.#fit = fit
  }

  throughBase(chain: Chain): End {
    const before = this.#accepting
    const end = this.#through(chain.rules.flatMap(stepsOf), true, 0)
    if (end !== 'open' || chain.policy?.verdict !== 'drop') return end
    this.found.push({ rule: chain.policy, isSure: true })
    return this.#accepting > before ? 'open' : 'dropped'
  }

  #through(steps: readonly RuleStep[], isSure: boolean, depth: number): End {
    for (const step of steps) {
      const fits = this.#fit(step.part)
      // what a rule counted: no packet came that far
      if (fits === 'no' || step.part.matched === 0) continue
      const sure = isSure && fits === 'yes' && step.isUnreadMap !== true
      const ends = sure && limitOf(step.part) === undefined
      const [word = '', target = ''] = step.part.verdict.split(' ')
      switch (word) {
        case 'drop':
        case 'reject':
          this.found.push({ rule: step.rule, isSure: sure })
          if (step.isUnreadMap === true) this.#throughUnnamed(step.rule, depth)
          if (ends) return 'dropped'
          break
        case 'accept':
          if (ends) return 'accepted'
          this.#accepting++
          break
        case 'return':
          if (ends) return 'open'
          break
        case 'jump':
        case 'goto': {
          const next =
            step.body ?? this.#firewall.chainNamed(step.rule, target)?.rules.flatMap(stepsOf)
          const end = depth < deepest ? this.#through(next ?? [], sure, depth + 1) : 'open'
          if (ends && (end !== 'open' || word === 'goto')) return end
          break
        }
      }
    }
    return 'open'
  }

  /** A map whose elements are not known may lead to chains that no rule names. */
  #throughUnnamed(rule: FirewallRule, depth: number): void {
    if (depth >= deepest) return
    for (const chain of this.#firewall.unnamedChains(rule))
      this.#through(chain.rules.flatMap(stepsOf), false, deepest)
  }
}
