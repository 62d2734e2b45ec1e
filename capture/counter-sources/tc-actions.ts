import { NetlinkError } from '../netlink/message.js'
import { actionRequest, parseActions } from '../netlink/action-message.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

/** RTM_GETACTION */
const getAction = 50
/** Kinds that drop, or fail to send. */
const kinds = ['gact', 'mirred', 'police', 'bpf'] as const

/** Names as 'action:redirect-1.overlimits', by kind and index; the interface is the one that mirred sends to. */
export const parse = (payloads: readonly Uint8Array[]): readonly CounterReading[] =>
  payloads.flatMap(parseActions).flatMap(({ kind, index, target, dropped, overlimits }) => {
    const name = `action:${kind}-${index}`
    const at = target === undefined ? {} : { ifindex: target }
    return [
      { name: `${name}.dropped`, value: dropped, ...at },
      { name: `${name}.overlimits`, value: overlimits, ...at },
    ]
  })

function read(context: CounterContext): readonly CounterReading[] | undefined {
  try {
    return kinds.flatMap((kind) => parse(context.dump(getAction, actionRequest(kind))))
  } catch (error) {
    if (error instanceof NetlinkError && ['EOPNOTSUPP', 'EINVAL', 'ENOENT'].includes(error.code))
      return undefined
    throw error
  }
}

const source: CounterSource = {
  name: 'tc-actions',
  title: 'Actions of tc filters: what they drop or cannot send (rtnetlink)',
  scope: 'namespace',
  every: 4,
  read,
  missing: 'the kernel has no tc actions: no filter can redirect or police packets',
  optional: true,
}
export default source
