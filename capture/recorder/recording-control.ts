import { maskEventText } from '../../session/mask-event.js'
import type { RecordingControl, RecordObserver } from '../record-options.js'
import type { RecordingParts } from './recording.js'

/** What may be asked and changed while it records; the session tells when it was changed. */
export const recordingControl = (
  { clock, drops, shared }: RecordingParts,
  observer: Pick<RecordObserver, 'warning'>,
): RecordingControl => ({
  blindTo: drops.blindTo,
  setMasks: (masks) => {
    drops.setMasks(masks)
    for (const text of drops.noteMasks(masks)) observer.warning(text)
    const text = maskEventText(masks.map(({ field, pattern }) => `${field}=${pattern}`))
    shared.add('event', [{ at_ns: clock.now(), kind: 'mask', text }])
  },
})
