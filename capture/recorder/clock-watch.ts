import type { Row } from '../../session/tables.js'
import type { Sink } from '../source.js'
import type { RecorderClock } from './clock.js'

/** NTP slews at most 0.5 ms a second: more than this at once is a step. */
const stepThresholdMs = 50

/** Stores one clock sample, and an event if the wall clock was set meanwhile. */
export function sampleClock(clock: RecorderClock, sink: Sink): void {
  const { row, stepMs } = clock.sample()
  sink.add('clock', [row])
  if (Math.abs(stepMs) > stepThresholdMs) sink.add('event', [stepEvent(row.at_ns, stepMs)])
}

const stepEvent = (atNs: number, stepMs: number): Row<'event'> => ({
  at_ns: atNs,
  kind: 'clock-step',
  text:
    `the wall clock was set ${stepMs > 0 ? 'forward' : 'back'} by ${Math.abs(stepMs).toFixed(0)} ms; ` +
    `times of packets within the second before may be off by that much`,
})
