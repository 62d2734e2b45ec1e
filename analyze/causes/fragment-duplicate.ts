import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'fragment-duplicate',
  kind: 'depends',
  what: 'a fragment came twice',
  places: [{ reasons: ['DUP_FRAG'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'fragment')} came twice`,
    severity: 'benign',
    evidence: [],
    remedy: [],
  }),
})
