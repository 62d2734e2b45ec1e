/** The port of a bridge a frame came in by, and its fellows, as they were when frames were dropped. */
import type { Row } from '../../session/tables.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'

export interface BridgePort {
  readonly state: string
  readonly hairpin: boolean
  readonly isolated: boolean
  readonly locked: boolean
  readonly flood: boolean
}

export interface BridgeAt {
  readonly bridge: Row<'interface'> | undefined
  readonly device: Row<'interface'>
  readonly port: BridgePort
  /** Ports of the same bridge. */
  readonly others: readonly { readonly device: Row<'interface'>; readonly port: BridgePort }[]
}

/** undefined where the device is no port of a bridge, or that was not recorded. */
export function bridgeOf(group: DropGroup, host: Host | undefined): BridgeAt | undefined {
  const device = host?.interfaceAt(group.netns, group.ifindex, group.fromNs)
  const port = device === undefined ? undefined : portOf(device)
  if (host === undefined || device === undefined || port === undefined) return undefined
  const { master } = device
  const fellows = new Set(
    host.facts.interfaces
      .filter((i) => i.netns === device.netns && i.master === master)
      .map((i) => i.ifindex)
      .filter((ifindex) => ifindex !== device.ifindex),
  )
  return {
    bridge: master === null ? undefined : host.interfaceAt(group.netns, master, group.fromNs),
    device,
    port,
    others: [...fellows].flatMap((ifindex) => {
      const other = host.interfaceAt(group.netns, ifindex, group.fromNs)
      const itsPort = other?.master === master ? portOf(other) : undefined
      return other === undefined || itsPort === undefined ? [] : [{ device: other, port: itsPort }]
    }),
  }
}

function portOf(device: Row<'interface'>): BridgePort | undefined {
  if (device.bridge_port === null) return undefined
  const port: unknown = JSON.parse(device.bridge_port)
  if (typeof port !== 'object' || port === null) return undefined
  const read = port as Readonly<Record<string, unknown>>
  return {
    state: typeof read['state'] === 'string' ? read['state'] : '',
    hairpin: read['hairpin'] === true,
    isolated: read['isolated'] === true,
    locked: read['locked'] === true,
    flood: read['flood'] !== false,
  }
}
