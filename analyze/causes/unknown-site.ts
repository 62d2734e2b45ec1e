import { defineCause } from '../cause.js'
import { count, plural } from '../attribution/evidence.js'
import type { Evidence } from '../finding.js'
import { reasonMeaning } from '../kernel/reasons.js'
import { functionsShownAt, siteMeaning } from '../kernel/sites.js'
import { risenDuring } from '../ledger/risen-during.js'
import { quote } from '../attribution/query.js'

export default defineCause({
  name: 'unknown-site',
  kind: 'depends',
  what: 'drops at a site or with a reason that the atlas does not explain',
  precedence: -10,
  uses: ['counters', 'traffic'],

  claim: (group) => ({
    confidence: 'possible',
    why: 'no cause known to this version fits; what is shown is what was seen, and what moved with it',
    subject: `${group.site} ${group.reason}`,
  }),

  explain(found, { counters }) {
    const [group] = found.groups
    const meaning = reasonMeaning(group?.reason ?? '')
    const site = group?.site === '' || group === undefined ? 'an unknown place' : group.site
    return {
      title: `${plural(found.drops, 'packet')} freed at ${site}${group?.reason === 'NOT_SPECIFIED' ? ', for which the kernel gives no reason' : ` (${group?.reason ?? ''})`}`,
      severity: 'unknown',
      evidence: [
        ...(meaning === undefined
          ? []
          : [
              {
                label: 'what the reason means in general',
                value: meaning.meaning,
                query: `SELECT value, name FROM reason WHERE name = ${quote(group?.reason ?? '')}`,
              },
            ]),
        ...placeEvidence(group?.site ?? ''),
        ...(group?.samples[0]?.stack.length
          ? [
              {
                label: 'kernel stack',
                value: group.samples[0].stack.slice(0, 8).join(' < '),
                query: 'SELECT id, frames FROM stack',
              },
            ]
          : []),
        ...risenDuring(found, counters).map((m) => ({
          label: `rose during these drops: ${m.name}`,
          value: `${count(m.delta)}, in ${m.together} of ${m.bins} intervals; whether by accident is not tested`,
          query: m.query,
        })),
      ],
      remedy: [
        {
          what: 'Look at the sample drops and the stack; report them to the project, so that this site gets a cause of its own.',
          command: '',
          verify: '',
          undo: '',
        },
      ],
    }
  },
})

/** What the atlas says of the place itself, and of functions that some compilers merge into it. */
function placeEvidence(site: string): Evidence[] {
  const query = `SELECT name, module FROM symbol WHERE name = ${quote(site)}`
  const meaning = siteMeaning(site)
  const merged = functionsShownAt(site)
  return [
    ...(meaning === undefined
      ? [{ label: 'place', value: 'not in the atlas of this version', query }]
      : [{ label: 'what is known of the place', value: meaning.meaning, query }]),
    ...(merged.length === 0
      ? []
      : [{ label: 'functions that may show there', value: merged.join(', '), query }]),
  ]
}
