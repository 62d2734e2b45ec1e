import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import {
  driverCounters,
  driverLoss,
  nicLosses,
  nicsOf,
  type NicCounter,
} from '../links/nic-loss.js'

const fields: readonly NicCounter[] = [
  { field: 'rx_missed_errors', sums: ['dev:{}.rx_drop'] },
  { field: 'rx_fifo_errors', sums: ['dev:{}.rx_fifo'] },
  { field: 'rx_over_errors', sums: ['dev:{}.rx_frame', 'link:{}.rx_errors', 'dev:{}.rx_errs'] },
]

/**
 * Names by driver: mlx5 rx_out_of_buffer, ixgbe rx_no_dma_resources, igb rx_no_buffer_count, ena rx_overruns, bnxt
 * rx_l4_…no_buf…, i40e rx_missed, hns3 rx_…ring full, vmxnet3 'rx ring full', virtio_net rx0_drops (no memory for a buffer).
 */
const ring =
  /out_of_buffer|no_?dma|no_?buf(fer)?|missed|overrun|fifo|ring[ _]?full|nodesc|over_?run|discards?_(ring|nobuf)/i
const receive = /tx/i

export default defineCause({
  name: 'nic-ring-full',
  kind: 'problem',
  what: 'the receive ring of a network card is full: the kernel does not fetch packets fast enough; no event exists',
  needs: ['counters', 'host'],

  silent(context, residues) {
    const { counters, host } = context
    return nicsOf(host).flatMap((nic) => {
      const told = nicLosses(
        nic,
        fields,
        context,
        residues,
        'the card counts frames for which no buffer was free; the kernel never saw them, so there is no event',
      )
      if (told.length > 0) return told
      const driver = driverCounters(counters, nic.netns, nic.name, ring).filter(
        (c) => !receive.test(c.name.slice(c.name.lastIndexOf('.'))),
      )
      return driverLoss(
        nic,
        driver,
        "the driver's own counters speak of missing buffers; the standard ones did not rise",
      )
    })
  },

  explain(found, { counters }) {
    const driver = driverCounters(counters, found.netns, found.subject, ring)
    return {
      title: `${plural(found.drops, 'packet')} lost in network card ${found.subject}: its receive ring was full`,
      evidence: [
        ...found.silent.flatMap((loss) =>
          loss.counters.flatMap((ref) => counterEvidence(counters, ref)),
        ),
        ...driver
          .slice(0, 8)
          .flatMap(({ netns, name }) => counterEvidence(counters, { netns, name })),
      ],
      remedy: [
        {
          what: 'Give the card more buffers, up to the maximum that the driver shows; if they fill up all the same, the CPU that serves the queue has too much to do: spread queues over CPUs.',
          command: shell`ethtool -g ${found.subject}; ethtool -G ${found.subject} rx MAXIMUM; ethtool -l ${found.subject}; cat /proc/interrupts`,
          verify: shell`ip -s -s link show ${found.subject}: missed and fifo no longer rise`,
          undo: shell`ethtool -G ${found.subject} rx VALUE_SHOWN_BEFORE`,
        },
      ],
    }
  },
})
