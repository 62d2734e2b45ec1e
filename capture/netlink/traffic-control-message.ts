import {
  attributeFlag,
  type Attributes,
  concatBytes,
  littleEndian,
  parseAttributes,
  viewOf,
} from './attributes.js'

/** A qdisc or class, from RTM_NEWQDISC or RTM_NEWTCLASS. */
export interface TrafficControl {
  readonly ifindex: number
  /** '8001:', '1:10' for a class, '0:' for an unnamed default qdisc. */
  readonly handle: string
  /** 'root', 'ingress', 'clsact', '1:10', or '' for none. */
  readonly parent: string
  readonly kind: string
  readonly options: Uint8Array
  readonly attributes: Attributes
}

const tcmsgBytes = 20
/** tca.dumpInvisible (4.12 and later): also the default leaf qdiscs of classes, where packets are dropped too. */
const tca = { kind: 1, options: 2, dumpInvisible: 10 } as const

/** Body of an RTM_GETQDISC dump of all interfaces, implicit qdiscs included. */
export const qdiscRequest = (): Uint8Array =>
  concatBytes([new Uint8Array(tcmsgBytes), attributeFlag(tca.dumpInvisible)])

/** Body of an RTM_GETTCLASS dump: classes are listed by interface only. */
export function classRequest(ifindex: number): Uint8Array {
  const body = new Uint8Array(tcmsgBytes)
  viewOf(body).setInt32(4, ifindex, littleEndian)
  return body
}

export function parseTrafficControl(body: Uint8Array): TrafficControl | undefined {
  if (body.length < tcmsgBytes) return undefined
  const view = viewOf(body)
  const attributes = parseAttributes(body, tcmsgBytes)
  return {
    ifindex: view.getInt32(4, littleEndian),
    handle: handleText(view.getUint32(8, littleEndian)),
    parent: parentText(view.getUint32(12, littleEndian)),
    kind: attributes.string(tca.kind) ?? '',
    options: attributes.bytes(tca.options) ?? new Uint8Array(0),
    attributes,
  }
}

/** TC_H_ROOT, TC_H_INGRESS (= TC_H_CLSACT) */
const rootParent = 0xffffffff
const ingressParent = 0xfffffff1

/** '8001:' for a qdisc, '1:10' for a class, as tc prints it. */
export function handleText(handle: number): string {
  const minor = handle & 0xffff
  return `${(handle >>> 16).toString(16)}:${minor === 0 ? '' : minor.toString(16)}`
}

export function parentText(parent: number): string {
  if (parent === rootParent) return 'root'
  if (parent === ingressParent) return 'ingress'
  return parent === 0 ? '' : handleText(parent)
}
