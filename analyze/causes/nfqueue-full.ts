import { defineCause, type Context } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import { noReason } from '../attribution/reason-cause.js'

const sites = ['nf_queue', '__nf_queue']
const queueCounter = /^nfqueue:\d+\.queue_(user_)?dropped$/

/** Drop counters of queues that rose: a queue that nobody serves has none. */
const risen = (group: Pick<DropGroup, 'netns'>, { counters }: Context<never, 'counters'>) =>
  (counters?.moved ?? []).filter(
    (c) => c.netns === group.netns && queueCounter.test(c.name) && c.delta > 0,
  )

export default defineCause({
  name: 'nfqueue-full',
  kind: 'problem',
  what: 'queued to a program that decides too slowly: its queue, or its socket, is full',
  precedence: 3,
  uses: ['counters'],

  claim(group, context) {
    if (!sites.includes(group.site)) return undefined
    if (![...noReason, 'NETFILTER_DROP'].includes(group.reason)) return undefined
    const queues = risen(group, context)
    if (queues.length === 0) return undefined
    return {
      confidence: 'certain',
      why: "a program serves the queue, and the queue's own drop counter rose",
      subject: queues.map((c) => c.name).join(' '),
    }
  },

  moves(group, context) {
    const queues = risen(group, context)
    const [only] = queues
    // which of several queues it was, the event does not tell
    const name = queues.length === 1 && only !== undefined ? only.name : 'nfqueue:*dropped'
    return [{ netns: group.netns, name }]
  },

  explain(found, { counters }) {
    const names = found.subject.split(' ')
    const queues = names.map((name) => /\d+/.exec(name)?.[0] ?? '')
    const isSocket = names.every((name) => name.includes('user_dropped'))
    const full = isSocket ? "the program's socket" : `queue ${[...new Set(queues)].join(', ')}`
    return {
      title: `${plural(found.drops, 'packet')} lost on their way to the program that decides on them (nfqueue): ${full} is full`,
      evidence: names.flatMap((name) => counterEvidence(counters, { netns: found.netns, name })),
      remedy: [
        {
          what: 'Let the program decide faster or ask for a longer queue (NFQA_CFG_QUEUE_MAXLEN) and a larger socket buffer; or let packets pass while it is full: rule option "bypass" is for no program at all, the queue flag fail-open for a full one.',
          command: 'cat /proc/net/netfilter/nfnetlink_queue',
          verify: 'columns 6 and 7 of /proc/net/netfilter/nfnetlink_queue stand still',
          undo: '',
        },
      ],
    }
  },
})
