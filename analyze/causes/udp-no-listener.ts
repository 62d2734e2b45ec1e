import { defineCause, type Case } from '../cause.js'
import { plural, socketQuery } from '../attribution/evidence.js'
import type { Evidence } from '../finding.js'
import { isBlind } from '../attribution/source-blindness.js'
import { isLateAnswer } from '../sockets/late-answer.js'
import { lookUp, ownerLabel } from '../sockets/listeners.js'
import { udpWithoutSocket, noPortCounter, portsOf } from '../sockets/no-socket.js'

const lateAnswers = 'late'

export default defineCause({
  name: 'udp-no-listener',
  kind: 'problem',
  what: 'no socket is bound to that UDP port',
  uses: ['sockets', 'counters', 'traffic'],

  claim(group, { sockets, counters, traffic }) {
    const known = udpWithoutSocket(group, counters)
    if (known === undefined) return undefined
    if (sockets === undefined) {
      return {
        confidence: 'likely',
        why: 'the kernel found no socket; sockets were not recorded, so one on another address cannot be ruled out',
      }
    }
    if (isBlind(group)) {
      return {
        confidence: 'possible',
        why: 'the kernel found no socket; which port they were for is not known, so that one on another address may have it',
      }
    }
    const found = lookUp(sockets, group, 'udp')
    const isAnswer = isLateAnswer(group, traffic)
    if (isAnswer && (found.state === 'none' || found.state === 'fits'))
      return {
        confidence: known,
        why: 'the kernel found no socket, and this host had asked from that port just before',
        subject: lateAnswers,
      }
    if (found.state === 'none') {
      return {
        confidence: known,
        why:
          known === 'certain'
            ? 'the kernel found no socket, and none had that port while packets came'
            : 'this kernel gives no reason; the packets are sound, and no socket had that port while they came',
      }
    }
    if (found.state !== 'fits') return undefined
    return {
      confidence: 'likely',
      why: 'a fitting socket was seen during the recording, but not at the time of these packets',
    }
  },

  moves: (group) => [noPortCounter(group)],

  explain(found, { sockets }) {
    const ports = portsOf(found)
    if (found.subject === lateAnswers)
      return {
        title: `${plural(found.drops, 'UDP answer')} came after the program that had asked closed its socket (${ports})`,
        severity: 'benign',
        evidence: seenAtOtherTimes(found, sockets),
        remedy: [],
      }
    return {
      title: `${plural(found.drops, 'UDP datagram')} lost: nobody listens on ${ports}`,
      evidence: seenAtOtherTimes(found, sockets),
      remedy: [
        {
          what: `Start the service that should listen on ${ports}, or stop whoever sends there. The sender gets ICMP port unreachable (rate-limited).`,
          command: `ss -lunp`,
          verify: 'ss -lunp shows the port; snmp:Udp.NoPorts no longer rises',
          undo: '',
        },
      ],
    }
  },
})

function seenAtOtherTimes(
  found: Case,
  sockets: Parameters<typeof lookUp>[0] | undefined,
): Evidence[] {
  if (sockets === undefined) return []
  const rows: Evidence[] = []
  for (const group of found.groups.slice(0, 20)) {
    const result = lookUp(sockets, group, 'udp')
    if (result.state !== 'fits') continue
    for (const socket of result.sockets) {
      rows.push({
        label: `socket of ${ownerLabel(socket)} on that port, seen from (s)`,
        value: (socket.from_ns / 1e9).toFixed(1),
        query: socketQuery(socket),
      })
    }
  }
  return rows
}
