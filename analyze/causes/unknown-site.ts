import { defineCause } from '../cause.js'
import { count, plural } from '../evidence.js'
import { reasonMeaning } from '../kernel/reasons.js'
import { movingTogether } from '../moving-together.js'
import { quote } from '../query.js'

export default defineCause({
  name: 'unknown-site',
  kind: 'depends',
  what: 'drops at a site or with a reason that the atlas does not explain',
  precedence: -10,
  uses: ['counters'],

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
        ...(group?.samples[0]?.stack.length
          ? [
              {
                label: 'kernel stack',
                value: group.samples[0].stack.slice(0, 8).join(' < '),
                query: 'SELECT id, frames FROM stack',
              },
            ]
          : []),
        ...movingTogether(found, counters).map((m) => ({
          label: `moves with it (correlation only): ${m.name}`,
          value: `${count(m.delta)}, in ${m.together} of ${m.bins} intervals`,
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
