/** What one source misses and another sees: the known reasons for two counts to differ. */
import { count, plural } from '../attribution/evidence.js'
import type { DropSourceFacts } from './drop-source-facts.js'
import type { SiteCount } from './site-counts.js'

export interface BlindSpot {
  /** One sentence. */
  readonly why: string
  /** How many of the missing drops it can account for at this site. */
  readonly upTo: number
  /** Taken from what the source lost over all sites together. */
  readonly isLoss: boolean
}

export interface MissedDrops {
  /** The source that counted fewer at the site, and the one that counted more. */
  readonly fewer: DropSourceFacts
  readonly more: DropSourceFacts
  readonly site: string
  /** What `more` counted there. */
  readonly seen: SiteCount
  readonly missed: number
  /** Losses of `fewer` that no other site has used up. */
  readonly lossesLeft: number
  /** The most sites that `fewer` told of in one second. */
  readonly sitesASecond: number
}

/** In the order in which they are held responsible. */
export function blindSpots(missing: MissedDrops): readonly BlindSpot[] {
  const { fewer, more, site, seen, missed, lossesLeft } = missing
  const spots: (BlindSpot | undefined)[] = [
    site === '' && more.source === 'drop-monitor'
      ? spot(
          missed,
          "drop-monitor tells no site for what it learns from a device's rx_dropped counter, which is no drop event",
        )
      : undefined,
    withoutMacHeader(missing),
    seen.atEdges > 0
      ? spot(
          seen.atEdges,
          `${plural(seen.atEdges, 'packet')} came while perhaps only ${more.source} listened: the two do not start and stop in the same moment, and are read ten times a second`,
        )
      : undefined,
    fewer.failed
      ? spot(
          missed,
          `${fewer.source} broke down during the recording and missed all that came after`,
        )
      : undefined,
    lossesLeft > 0
      ? {
          why: `${fewer.source} itself lost ${plural(fewer.uncounted, 'drop')}${lossOf[fewer.source]}`,
          upTo: lossesLeft,
          isLoss: true,
        }
      : undefined,
    ...summarySpots(missing),
  ]
  return spots.filter((each) => each !== undefined)
}

const spot = (upTo: number, why: string): BlindSpot => ({ why, upTo, isLoss: false })

const lossOf: Readonly<Record<DropSourceFacts['source'], string>> = {
  bpf: ' (no room for a new key, or the program was busy on that CPU)',
  tracefs: ' (overrun pages of its ring buffer)',
  'drop-monitor': ' (full queues of the kernel, or overruns of the netlink socket)',
}

/** net_dm_packet_trace_kfree_skb_hit leaves out packets whose MAC header is not set, in all kernels so far. */
function withoutMacHeader({ fewer, more, seen }: MissedDrops): BlindSpot | undefined {
  if (fewer.source !== 'drop-monitor' || fewer.alertMode === 'summary') return undefined
  const rule =
    'drop-monitor in packet mode is not told of packets without a MAC header: those that are dropped on the way out before they have one, and those that never have one'
  if (seen.details === 0) {
    // tracefs keeps no header, and no source does of what is masked: nothing speaks against it
    return spot(seen.drops, `${rule}; whether that is so here, ${more.source} does not tell`)
  }
  if (seen.withoutMac === 0) return undefined
  const share = seen.withoutMac / seen.details
  return spot(
    Math.ceil(share * seen.drops),
    `${rule}; so it is for ${count(seen.withoutMac)} of the ${plural(seen.details, 'packet')} here of which details were kept`,
  )
}

/** dm_hit_limit: a CPU's summary of one second has room for so many sites. */
const summarySites = 64

function summarySpots({ fewer, missed, sitesASecond }: MissedDrops): readonly BlindSpot[] {
  if (fewer.source !== 'drop-monitor' || fewer.alertMode !== 'summary') return []
  if (sitesASecond < summarySites) return []
  return [
    spot(
      missed,
      `a summary of drop-monitor holds ${summarySites} sites for each CPU and second, and it was full: further sites are not counted`,
    ),
  ]
}
