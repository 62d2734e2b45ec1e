import type { AlertMode, SourceHealth } from '../../source.js'
import type { AlertTally } from './alert-rows.js'
import type { MonitoringState } from './monitoring.js'
import { sitesPerAlert } from './net-dm.js'

/** What the drop-monitor source knows about how it fared. */
export interface DropMonitorBooks extends AlertTally, MonitoringState {
  readonly wantedMode: AlertMode
  readonly hardwareOnly: boolean
  /** Packets that found the queue of their CPU in the kernel full (packet mode). */
  readonly queueDrops: number
  /** Alerts that found our socket's buffer full: a packet each, or the summary of a CPU and second. */
  readonly socketDrops: number
  /** It had to be switched off while the kernel still had drops to tell of. */
  readonly pendingAtStop: boolean
  /** Packets come with the reason why they were dropped. */
  readonly tellsReasons: boolean
  /** Why addresses cannot be resolved, '' if they can. */
  readonly symbolsMissing: string
}

/** From here on a summary is near its limit. */
const nearlyFull = sitesPerAlert * 0.75

/** How the drop-monitor source fared, from its own books. Blind spots are no faults: they are told, but it is ok. */
export function dropMonitorHealth(books: DropMonitorBooks): SourceHealth {
  const faults = faultsOf(books)
  const blind = blindSpots(books)
  const lost = books.queueDrops + books.socketDrops + books.undecodedAlerts
  const { config, wantedMode, ...detail } = books
  return {
    status: faults.length === 0 ? 'ok' : 'partial',
    why: [...faults, ...remarksOf(books), ...blind].join('; '),
    lost,
    // `missed` is what analysis knows as drops that are in no count.
    detail: { ...detail, ...config, wantedMode, missed: lost, blindSpots: blind },
  }
}

function faultsOf(books: DropMonitorBooks): readonly string[] {
  const { alertMode } = books.config
  const faults = [
    books.queueDrops > 0 &&
      `${books.queueDrops} packets found the kernel's queue full (${books.config.queueLength} per CPU): they are in no count`,
    books.socketDrops > 0 &&
      `${books.socketDrops} alerts found the socket's buffer full: their drops are in no count`,
    books.undecodedAlerts > 0 && `${books.undecodedAlerts} alerts could not be decoded`,
    books.fullAlerts > 0 &&
      `${books.fullAlerts} alerts were full (${sitesPerAlert} sites per CPU and second): drops at further sites are in no count`,
    books.interruptions > 0 &&
      `someone else switched the drop monitor off ${books.interruptions} time${books.interruptions === 1 ? '' : 's'}: drops until it was on again, up to a second later, are missing`,
    alertMode !== books.wantedMode &&
      `it runs in ${alertMode} mode, not in ${books.wantedMode} mode: ${modeReason(books)}`,
    books.formerMode !== undefined &&
      `it ran in ${books.formerMode} mode until the program that had it on ended`,
    books.software === 'off' && !books.hardwareOnly && 'drops in the kernel are not monitored',
    books.pendingAtStop &&
      alertMode === 'packet' &&
      'the queues of the kernel were still full when it ended: what was in them is in no count',
    books.symbolsMissing !== '' &&
      alertMode === 'summary' &&
      `drop sites have no names: ${books.symbolsMissing}`,
  ]
  return faults.filter((fault) => fault !== false)
}

const modeReason = ({ software, hardware }: DropMonitorBooks): string =>
  software === 'others' || hardware === 'others'
    ? 'another program has it on, and its settings hold for all'
    : 'this kernel knows no other (before 5.4)'

function remarksOf(books: DropMonitorBooks): readonly string[] {
  const others = [
    ...(books.software === 'others' ? ['drops in the kernel'] : []),
    ...(books.hardware === 'others' ? ['hardware drops'] : []),
  ]
  const remarks = [
    others.length > 0 &&
      `another program monitors ${others.join(' and ')}: listened along, and left it on`,
    books.hardwareRefused !== '' && `hardware drops are not told here (${books.hardwareRefused})`,
    books.pendingAtStop &&
      books.config.alertMode === 'summary' &&
      'packets were still being dropped when it ended: up to a second of them is in no count',
    books.fullAlerts === 0 &&
      books.sitesInAlert >= nearlyFull &&
      `an alert named ${books.sitesInAlert} sites and has room for ${sitesPerAlert}: further sites would not be counted`,
    books.rxDroppedHints > 0 &&
      `${books.rxDroppedHints} hints that a device's rx_dropped rose: no drops of a known site, not counted here`,
    books.unknownAttributes.length > 0 &&
      `attributes of a newer kernel were passed over: ${books.unknownAttributes.join(', ')}`,
  ]
  return remarks.filter((remark) => remark !== false)
}

/** What NET_DM never tells, by mode. */
export function blindSpots({
  config,
  hardwareOnly,
  tellsReasons,
}: Pick<DropMonitorBooks, 'config' | 'hardwareOnly' | 'tellsReasons'>): readonly string[] {
  if (hardwareOnly)
    return config.alertMode === 'packet' ? [] : ['summary mode tells hardware drops by trap only']
  return config.alertMode === 'packet'
    ? [
        'packet mode does not see packets dropped before they have a MAC header: firewall drops on output, unanswered neighbours',
        'namespaces are not told: they are concluded from interface indexes',
        ...(tellsReasons ? [] : ['reasons are not told: this kernel does not (before 5.19)']),
      ]
    : [
        'summary mode tells no reasons, interfaces, namespaces or packets, and the time to the second',
        "address 0 in a summary is a hint that some device's rx_dropped rose, not a site: such hints are told apart, not counted",
      ]
}
