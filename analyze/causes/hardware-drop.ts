/** A switch or network card dropped it and said so: devlink's packet traps, as NET_DM reports them. */
import { shell } from '../attribution/shell.js'
import { defineCause, type Case, type Context } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import type { Evidence, Remedy } from '../finding.js'
import { devlinkTraps, type DevlinkTrap } from '../kernel/devlink-traps.js'
import { quote } from '../attribution/query.js'

export default defineCause({
  name: 'hardware-drop',
  kind: 'problem',
  what: 'a switch or network card dropped packets in hardware and reported them through a devlink trap',
  precedence: 100,
  uses: ['host'],

  claim(group) {
    if (group.trap === '') return undefined
    const trap = devlinkTraps[partsOf(group.trap).name]
    return {
      ...confidenceOf(trap),
      subject: group.trap,
    }
  },

  explain(found, { names }) {
    const { group, name, cookie } = partsOf(found.subject)
    const trap = devlinkTraps[name]
    const ports = portsOf(found, names)
    const at = ports.length === 0 ? '' : ` on ${ports.join(', ')}`
    const filter = cookie === '' ? '' : `, the one with cookie ${cookie}`
    const verb =
      trap?.kind === 'exception' ? 'not forwarded by the device' : 'dropped by the device'
    return {
      title: `${plural(found.drops, 'packet')} ${verb}${at}: ${trap?.meaning ?? `its driver's own trap ${name}`}${filter}`,
      evidence: [trapEvidence(found.subject)],
      against: trap?.kind === 'exception' ? [handedOver(found.subject)] : [],
      remedy: [
        ...(cookie === '' ? [] : [filterRemedy(cookie, ports)]),
        {
          what: `${trap === undefined ? `See in the documentation of the driver what trap ${name} means.` : `Look there: ${trap.look}.`} The trap's own counter and action are shown by devlink; of a trap whose action is drop, the kernel is told nothing but that number.`,
          command: shell`devlink -s trap show | grep -A3 ${`name ${name}\\b`}`,
          verify:
            'the rx packets of the trap stand still; repeat the recording: the finding is gone',
          undo: '',
        },
        {
          what: `If reports come faster than the device passes them on, some are missing here: its policer for the group ${group} limits them. Raise rate and burst for the time of a recording.`,
          command:
            'devlink trap policer show; devlink trap policer set DEVICE policer N rate 20000 burst 4096',
          verify: 'devlink -s trap policer show: rx dropped stands still',
          undo: 'set the rate and burst shown before',
        },
      ],
    }
  },
})

/** 'GROUP/NAME' or 'GROUP/NAME/COOKIE' */
function partsOf(trap: string): {
  readonly group: string
  readonly name: string
  readonly cookie: string
} {
  const [group = '', name = '', cookie = ''] = trap.split('/')
  return { group, name, cookie: /^[0-9a-f]+$/.test(cookie) ? cookie : '' }
}

/** Whoever made a tc filter may have given it a cookie, which the device reports with what the filter drops. */
const filterRemedy = (cookie: string, [port]: readonly string[]): Remedy => ({
  what: 'If these packets are wanted, remove or narrow the tc filter with that cookie.',
  command: shell`tc filter show dev ${port ?? 'PORT'} ingress | grep -B12 'cookie ${cookie}'`,
  verify: 'repeat the recording: the finding is gone',
  undo: '',
})

function confidenceOf(trap: DevlinkTrap | undefined): {
  readonly confidence: 'certain' | 'likely'
  readonly why: string
} {
  if (trap?.kind === 'drop')
    return { confidence: 'certain', why: 'the device itself reported them' }
  return {
    confidence: 'likely',
    why:
      trap === undefined
        ? "the device itself reported them; what this trap means only its driver's documentation tells"
        : 'the device reported them and handed them to the kernel, which may have forwarded them',
  }
}

const trapEvidence = (trap: string): Evidence => ({
  label: 'devlink trap, as GROUP/NAME, and the cookie of the tc filter where it has one',
  value: trap,
  query: `SELECT trap, source, ifindex FROM drop_key WHERE trap = ${quote(trap)}`,
})

const handedOver = (trap: string): Evidence => ({
  label: 'not lost for certain',
  value:
    'this trap hands packets to the kernel: those that the kernel then drops are counted there once more, the others were forwarded late',
  query: `SELECT id, ifindex FROM drop_key WHERE trap = ${quote(trap)}`,
})

function portsOf(found: Case, names: Context['names']): readonly string[] {
  const ports = found.groups
    .filter(({ ifindex }) => ifindex !== 0)
    .map((group) => names.interface(group.netns, group.ifindex, group.fromNs))
  return [...new Set(ports)].slice(0, 5)
}
