import ipaddr from 'ipaddr.js'
import type { Row } from '../../session/tables.js'

const localTable = 255

/** Finds the most specific route; a router may have a million of them, and a flood 65,000 destinations. */
export class RouteTable {
  /** 'netns family bits network' → the route of the lowest metric. */
  readonly #routes = new Map<string, Row<'route'>>()
  /** 'netns family' → prefix lengths in use, longest first. */
  readonly #lengths = new Map<string, number[]>()

  /** All tables but 'local'; prefixes that do not parse are left out. */
  constructor(routes: readonly Row<'route'>[]) {
    for (const route of routes) {
      if (route.table_id === localTable) continue
      const [text = '', length] = route.dst.split('/')
      const address = bytesOf(text)
      if (address === undefined) continue
      const bits = length === undefined ? address.length * 8 : Number(length)
      const place = `${route.netns} ${address.length}`
      const key = `${place} ${bits} ${network(address, bits)}`
      const known = this.#routes.get(key)
      if (known === undefined || route.metric < known.metric) this.#routes.set(key, route)
      const lengths = this.#lengths.get(place)
      if (lengths === undefined) this.#lengths.set(place, [bits])
      else if (!lengths.includes(bits)) lengths.push(bits)
    }
    for (const lengths of this.#lengths.values()) lengths.sort((a, b) => b - a)
  }

  lookUp(netns: number | null, text: string): Row<'route'> | undefined {
    const address = bytesOf(text)
    if (address === undefined) return undefined
    const place = `${netns} ${address.length}`
    for (const bits of this.#lengths.get(place) ?? []) {
      const route = this.#routes.get(`${place} ${bits} ${network(address, bits)}`)
      if (route !== undefined) return route
    }
    return undefined
  }
}

/** 4 or 16 bytes; undefined for what is no address. */
const bytesOf = (text: string): readonly number[] | undefined =>
  ipaddr.isValid(text) ? ipaddr.parse(text).toByteArray() : undefined

/** The first `bits` bits as text. */
function network(address: readonly number[], bits: number): string {
  const whole = bits >> 3
  const rest = bits & 7
  const head = address.slice(0, whole).join('.')
  if (rest === 0) return head
  return `${head}.${(address[whole] ?? 0) & (0xff << (8 - rest))}`
}
