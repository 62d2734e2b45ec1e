import { maskEventText } from '../../session/mask-event.js'
import type { RecordingControl } from '../record-options.js'
import type { RecordingParts } from './recording.js'

/** What may be changed while it records; the session tells when it was. */
export const recordingControl = ({ clock, drops, writer }: RecordingParts): RecordingControl => ({
  setMasks: (masks) => {
    drops.setMasks(masks)
    const text = maskEventText(masks.map(({ field, pattern }) => `${field}=${pattern}`))
    writer.add('event', [{ at_ns: clock.now(), kind: 'mask', text }])
  },
})
