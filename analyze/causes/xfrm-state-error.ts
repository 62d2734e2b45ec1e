import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { counterMeaning } from '../kernel/counters.js'
import { xfrmLosses } from '../links/xfrm-loss.js'

export default defineCause({
  name: 'xfrm-state-error',
  kind: 'problem',
  what: 'an IPsec state is missing, expired or does not fit: wrong key, replay, wrong mode',
  needs: ['counters'],

  silent: ({ counters }, residues) =>
    xfrmLosses(counters, residues, (name) => /^XfrmIn|^XfrmOut(Error|State)/.test(name)),

  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'packet')} lost for the state of an IPsec association (${found.subject})`,
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
        what: 'Compare keys, algorithms, identifiers (SPI) and lifetimes of both ends, and their clocks and sequence numbers.',
        command: 'ip -s xfrm state',
        verify: '/proc/net/xfrm_stat no longer rises',
        undo: '',
      },
    ],
  }),
})
