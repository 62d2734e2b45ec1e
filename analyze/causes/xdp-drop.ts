import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import { isXdpDrop, programEvidence, xdpVerdict } from '../links/xdp-verdict.js'

export default defineCause({
  name: 'xdp-drop',
  kind: 'problem',
  what: 'an XDP program dropped it',
  uses: ['host'],

  claim(group, { host }) {
    if (!isXdpDrop(group)) return undefined
    const subject = String(group.ifindex)
    switch (xdpVerdict(group, host)) {
      case 'drop':
        return {
          confidence: 'certain',
          why: 'packets are freed there when an XDP program refuses them, and this one can drop but not fail',
          subject,
        }
      case 'either':
        return {
          confidence: 'possible',
          why: 'packets are freed there when an XDP program says drop and when it fails; the kernel counts both alike',
          subject,
        }
      case 'aborted':
        return undefined
    }
  },

  explain(found, { host, names }) {
    const [group] = found.groups
    const device =
      group === undefined ? '' : names.interface(group.netns, group.ifindex, found.fromNs)
    const isSure = found.confidence === 'certain'
    return {
      title: isSure
        ? `${plural(found.drops, 'packet')} dropped by the XDP program on ${device}`
        : `${plural(found.drops, 'packet')} dropped by the XDP program on ${device}, on purpose (XDP_DROP) or because it failed (XDP_ABORTED)`,
      evidence: programEvidence(group, host),
      against: isSure
        ? []
        : [
            {
              label: 'not told apart',
              value:
                'xdp-aborted: a program that fails (XDP_ABORTED, or a verdict that is none) frees packets at the same place under the same counters; only tracepoint xdp:xdp_exception tells them apart, and it was not recorded',
              query: 'SELECT name, reason FROM drop_key JOIN symbol ON symbol.id = site',
            },
          ],
      remedy: [
        {
          what: 'See what the program is meant to drop; remove it if it is not meant to.',
          command: `bpftool net show; ${isSure ? '' : 'bpftrace -e "tracepoint:xdp:xdp_exception { @[args->prog_id, args->act] = count() }"; '}${shell`ip link set ${device} xdp off`}`,
          verify: 'repeat the recording: the finding is gone',
          undo: shell`ip link set ${device} xdp object FILE`,
        },
      ],
    }
  },
})
