import { defineCause, type SilentLoss } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import { counterMeaning } from '../kernel/counters.js'
import { lossOfItsOwn } from '../ledger/residue.js'
import { isBlind } from '../attribution/source-blindness.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

export default defineCause({
  name: 'counter-only-loss',
  kind: 'problem',
  what: 'a counter that means loss rose, and no drop event explains it',
  precedence: -5,
  needs: ['counters'],

  /** Runs after all other causes: what they explain is off the residues by then. */
  silent({ counters, groups }, residues) {
    const losses: SilentLoss[] = []
    for (const counter of counters.moved) {
      if (counter.gauge || counterMeaning(counter.name).isDrop !== 'always') continue
      const residue = residues.residue(counter.netns, counter.name) ?? 0
      if (residue <= 0 || residue <= counter.edge) continue
      const drops = lossOfItsOwn(counter, residue, residues, groups.length > 0)
      if (drops <= 0 || drops <= maskedIn(counter.netns, groups)) continue
      if (groups.some((g) => isUnplaced(g) && g.drops === drops)) continue
      losses.push({
        netns: counter.netns,
        ifindex: counter.ifindex ?? 0,
        subject: counter.name,
        drops,
        fromNs: counter.fromNs,
        toNs: counter.toNs,
        counters: [{ netns: counter.netns, name: counter.name }],
        confidence: 'likely',
        why: 'the counter means loss; that no drop event was seen fits a loss in a device or driver, or a place without events',
        buckets: lossBuckets(counter.steps, drops),
      })
    }
    return losses
  },

  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'packet')} lost by the word of ${found.subject} alone: no drop event explains it`,
    evidence: [
      ...counterEvidence(counters, { netns: found.netns, name: found.subject }),
      {
        label: 'what the counter means',
        value: counterMeaning(found.subject).meaning,
        query: 'SELECT name FROM counter',
      },
    ],
    remedy: [
      {
        what: 'Look below the kernel: driver and device statistics (ring sizes, errors), and what the counter means above.',
        command: 'ethtool -S IFACE',
        verify: 'the counter no longer rises',
        undo: '',
      },
    ],
  }),
})

/** Drops that the source gave no namespace and nothing else did: a counter that rose by as much has counted them. */
const isUnplaced = (group: DropGroup): boolean =>
  group.netns === null && !group.masked && isBlind(group)

/** Drops under a mask of the recording are counted but not described: any counter may have counted them. */
const maskedIn = (netns: number | null, groups: readonly DropGroup[]): number =>
  groups.reduce((sum, g) => {
    const isUndescribed = g.masked && g.flow === undefined
    return isUndescribed && (netns === null || g.netns === netns) ? sum + g.drops : sum
  }, 0)
