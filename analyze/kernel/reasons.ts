import { noLossWhen, reasonsSince, type Since } from './reason-history.js'
import { reasonData, type Direction, type Layer } from './reason-data.js'
import { mac80211Reasons, openvswitchReasons } from './subsystem-reason-data.js'

export interface ReasonMeaning {
  readonly layer: Layer
  readonly direction: Direction
  readonly meaning: string
  /** First kernel examined that has it; undefined for reasons of subsystems. */
  readonly since: Since | undefined
  /** When no packet that anybody wanted is lost, '' = never; begins with 'always' where that holds wherever it is given. */
  readonly noLossWhen: string
}

const sinceOf: ReadonlyMap<string, Since> = new Map(
  (Object.keys(reasonsSince) as Since[]).flatMap((since) =>
    reasonsSince[since].map((name) => [name, since] as const),
  ),
)

const byName: ReadonlyMap<string, ReasonMeaning> = new Map([
  ...reasonData.map(([name, layer, direction, meaning]): [string, ReasonMeaning] => {
    const since = sinceOf.get(name)
    return [name, { layer, direction, meaning, since, noLossWhen: noLossWhen[name] ?? '' }]
  }),
  ...openvswitchReasons.map(([name, meaning]): [string, ReasonMeaning] => [
    name,
    { layer: 'device', direction: 'both', meaning, since: undefined, noLossWhen: '' },
  ]),
])

const wifi: ReadonlyMap<string, string> = new Map(mac80211Reasons)

/** undefined for a reason this version does not know: newer kernels and subsystems have more. */
export function reasonMeaning(name: string): ReasonMeaning | undefined {
  const known = byName.get(name)
  if (known !== undefined) return known
  const meaning = wifi.get(/^RX_DROP_[MU]_(.*)$/.exec(name)?.[1] ?? '')
  if (meaning === undefined) return undefined
  const isDuplicate = name.endsWith('_DUP')
  const never = isDuplicate ? 'always: the station sent it twice' : ''
  return { layer: 'device', direction: 'rx', meaning, since: undefined, noLossWhen: never }
}
