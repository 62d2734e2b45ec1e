import { count, plural } from '../attribution/evidence.js'
import type { ConnectImpact, DatagramImpact, Impact, TcpImpact } from '../finding.js'
import { spreadText } from './spread.js'

type Parts = Pick<Impact, 'tcp' | 'connects' | 'datagrams' | 'icmpErrors'>

/** `isWanted`: somebody missed the packets; housekeeping is not. */
export function impactSummary(
  parts: Parts,
  { matched, of, isWanted }: { matched: number; of: number; isWanted: boolean },
): Pick<Impact, 'state' | 'summary'> {
  const { tcp, connects, datagrams, icmpErrors } = parts
  const told = icmpErrors ?? []
  const sentences = [
    ...(connects === null ? [] : [connectSentence(connects)]),
    ...(tcp === null ? [] : tcpSentences(tcp)),
    ...(datagrams === null || !isWanted ? [] : [datagramSentence(datagrams)]),
    ...(told.length === 0
      ? []
      : [
          `The sender was told by ${told.map((e) => plural(e.packets, `ICMP error '${e.name}'`, `ICMP errors '${e.name}'`)).join(' and ')}.`,
        ]),
  ]
  if (matched === 0 && told.length === 0)
    return {
      state: 'unknown',
      summary:
        'Not known: of these packets no header was kept that could be found again in the traffic.',
    }
  const sample = matched < of ? ` (Of ${count(matched)} matched, of ${count(of)} drops.)` : ''
  if (sentences.length > 0) return { state: 'visible', summary: sentences.join(' ') + sample }
  return { state: 'none-visible', summary: `No visible impact: ${noneBecause(parts)}.${sample}` }
}

function noneBecause({ tcp, datagrams }: Parts): string {
  const reasons = [
    ...(tcp !== null && tcp.acknowledged > 0
      ? [`${plural(tcp.acknowledged, 'segment was', 'segments were')} acknowledged all the same`]
      : []),
    ...(tcp !== null && tcp.coveredAcks > 0
      ? [`${plural(tcp.coveredAcks, 'acknowledgement')} without data, made good by later ones`]
      : []),
    ...(datagrams !== null
      ? [`of ${plural(datagrams.lost, 'packet')} nobody here waited for any, and no error was sent`]
      : []),
  ]
  return reasons.join('; ') || 'nothing was sent again, reset or asked for'
}

function tcpSentences(tcp: TcpImpact): string[] {
  const { segments, sentAgain, onDuplicateAck, onTimer, delayMs, unacknowledged, resets } = tcp
  const how = [
    ...(onDuplicateAck > 0 ? [`${count(onDuplicateAck)} on duplicate acknowledgements`] : []),
    ...(onTimer > 0 ? [`${count(onTimer)} when a timer ran out`] : []),
  ].join(' and ')
  return [
    ...(sentAgain > 0
      ? [
          `${count(sentAgain)} of ${plural(segments, 'dropped segment was', 'dropped segments were')} sent again${how === '' ? '' : `, ${how}`}${delayMs === null ? '' : `, after ${spreadText(delayMs)}`}.`,
        ]
      : []),
    ...(sentAgain > 0 && tcp.duplicateAcks > 0
      ? [`${plural(tcp.duplicateAcks, 'duplicate acknowledgement')} asked for them.`]
      : []),
    ...(unacknowledged > 0
      ? [
          `${plural(unacknowledged, 'segment was', 'segments were')} neither sent again nor acknowledged while recorded.`,
        ]
      : []),
    ...(resets > 0 ? [`${plural(resets, 'reset')} of these connections followed.`] : []),
  ]
}

function connectSentence(connects: ConnectImpact): string {
  const { attempts, connected, refused, gaveUp, unfinished, retries } = connects
  const { connectedAfterMs } = connects
  const ends = [
    ...(connected > 0
      ? [
          `${count(connected)} connected late${connectedAfterMs === null ? '' : ` (after ${spreadText(connectedAfterMs)})`}`,
        ]
      : []),
    ...(refused > 0 ? [`${count(refused)} ${refused === 1 ? 'was' : 'were'} refused`] : []),
    ...(gaveUp > 0 ? [`${count(gaveUp)} gave up${failedText(connects)}`] : []),
    ...(unfinished > 0 ? [`${count(unfinished)} still tried when the recording ended`] : []),
  ].join(', ')
  const again = retries > 0 ? `, ${plural(retries, 'more SYN was', 'more SYNs were')} sent` : ''
  return `${plural(attempts, 'connection attempt')} lost packets of the handshake: ${ends}${again}.`
}

function failedText({ failedAfterMs, retries }: ConnectImpact): string {
  if (failedAfterMs === null) return retries === 0 ? ' after one SYN' : ''
  return failedAfterMs.max < 1
    ? ' after one SYN'
    : ` (last tried after ${spreadText(failedAfterMs)})`
}

function datagramSentence({ lost, sent, flows }: DatagramImpact): string {
  const of = plural(flows, 'flow')
  const are = lost === 1 ? 'is' : 'are'
  const what =
    lost === sent
      ? `${lost === 1 ? 'The only packet' : `All ${count(lost)} packets`} of ${of}`
      : `${count(lost)} of ${count(sent)} packets in ${of} (${percent(lost, sent)}%)`
  return `${what} ${are} lost for good: no layer below the application sends them again.`
}

const percent = (part: number, whole: number): string =>
  ((100 * part) / whole).toPrecision(part / whole > 0.995 ? 4 : 3)
