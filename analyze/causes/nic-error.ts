import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import { driverCounters, nicLosses, nicsOf, type NicCounter } from '../links/nic-loss.js'

const received = ['link:{}.rx_errors', 'dev:{}.rx_errs']
const framing = [...received, 'dev:{}.rx_frame']
const sent = ['link:{}.tx_errors', 'dev:{}.tx_errs']

/** Single errors first; what a sum has beyond them is left for its own line. */
const kinds: readonly NicCounter[] = [
  { field: 'rx_crc_errors', sums: framing },
  { field: 'rx_frame_errors', sums: framing },
  { field: 'rx_length_errors', sums: framing },
  { field: 'tx_aborted_errors', sums: [...sent, 'dev:{}.tx_carrier'] },
  { field: 'tx_carrier_errors', sums: [...sent, 'dev:{}.tx_carrier'] },
  { field: 'tx_heartbeat_errors', sums: [...sent, 'dev:{}.tx_carrier'] },
  { field: 'tx_window_errors', sums: [...sent, 'dev:{}.tx_carrier'] },
  { field: 'tx_fifo_errors', sums: [...sent, 'dev:{}.tx_fifo'] },
]
const sums: readonly NicCounter[] = [
  { field: 'rx_errors', sums: ['dev:{}.rx_errs'] },
  { field: 'tx_errors', sums: ['dev:{}.tx_errs'] },
]

const errorNames = /err|crc|bad|align|symbol|jabber|fragment|undersize|oversize|carrier|collision/i

export default defineCause({
  name: 'nic-error',
  kind: 'problem',
  what: 'a network card counts damaged frames, or frames it could not send; no event exists',
  precedence: -1,
  needs: ['counters', 'host'],

  silent(context, residues) {
    const why =
      'the card itself counts the error; the kernel never saw these frames, so there is no event'
    return nicsOf(context.host).flatMap((nic) => {
      const single = nicLosses(nic, kinds, context, residues, why)
      const booked = (field: string): number =>
        single
          .filter((loss) => loss.counters.some((c) => c.name === `link:${nic.name}.${field}`))
          .reduce((sum, loss) => sum + loss.drops, 0)
      const beyond = {
        ...residues,
        residue: (netns: number | null, name: string) => {
          const left = residues.residue(netns, name)
          const field = name.startsWith('link:') ? name.slice(name.lastIndexOf('.') + 1) : ''
          return left === undefined ? undefined : left - booked(field)
        },
      }
      return [...single, ...nicLosses(nic, sums, context, beyond, why)]
    })
  },

  explain(found, { counters }) {
    const refs = found.silent.flatMap((loss) => loss.counters)
    const isSending = refs.every(({ name }) => name.includes('.tx_'))
    const driver = driverCounters(counters, found.netns, found.subject, errorNames)
    return {
      title: isSending
        ? `${plural(found.drops, 'frame')} that network card ${found.subject} could not send`
        : `${plural(found.drops, 'frame')} lost in network card ${found.subject}: damaged on the wire, or not sent`,
      evidence: [
        ...[...new Map(refs.map((ref) => [ref.name, ref])).values()].flatMap((ref) =>
          counterEvidence(counters, ref),
        ),
        ...driver
          .slice(0, 8)
          .flatMap(({ netns, name }) => counterEvidence(counters, { netns, name })),
      ],
      remedy: [
        {
          what: 'Damaged frames (CRC, frame, length) come from the cable, the plug, the transceiver or the other port: change them one after the other. Carrier and collision errors: see that both ends agree on speed and duplex.',
          command: shell`ethtool ${found.subject}; ethtool -S ${found.subject}; ethtool -m ${found.subject}`,
          verify: shell`ip -s -s link show ${found.subject}: errors no longer rise`,
          undo: '',
        },
      ],
    }
  },
})
