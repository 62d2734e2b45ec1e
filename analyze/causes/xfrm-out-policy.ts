import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { counterMeaning } from '../kernel/counters.js'
import { xfrmLosses } from '../links/xfrm-loss.js'

export default defineCause({
  name: 'xfrm-out-policy',
  kind: 'problem',
  what: 'an IPsec policy refuses what this host sends, or asks for a state that is not there',
  needs: ['counters'],

  silent: ({ counters }, residues) =>
    xfrmLosses(counters, residues, (name) =>
      /^XfrmOut(Pol|NoStates|Bundle)|^XfrmAcquireError|^XfrmFwdHdrError/.test(name),
    ),

  explain: (found, { counters }) => ({
    title: `${plural(found.drops, 'packet')} refused by an outgoing IPsec policy (${found.subject})`,
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
        what: 'A policy blocks these packets, or asks for IPsec and no key was agreed: look at the policies and at the key daemon (IKE).',
        command: 'ip xfrm policy; ip xfrm state',
        verify: '/proc/net/xfrm_stat no longer rises',
        undo: '',
      },
    ],
  }),
})
