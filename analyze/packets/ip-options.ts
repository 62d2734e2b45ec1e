/** Options in the IPv4 headers of a group's samples: what lies between the 20th byte and the header's end. */
import type { DropGroup } from '../artifacts/group.js'
import { allSamples } from './packet-facts.js'

/** Where IPv4 input looks at options: ip_rcv_options is inlined on most kernels. */
export const optionSites: readonly string[] = [
  'ip_rcv_finish_core',
  'ip_rcv_finish',
  'ip_rcv_options',
]

/** Loose and strict source routing (RFC 791). */
const sourceRoutes = [131, 137]

export const hasOptions = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) =>
    headers?.ipv4 === undefined ? undefined : headers.ipv4.headerLength > 20,
  ) ?? false

export const asksForSourceRoute = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) =>
    headers?.ipv4 === undefined
      ? undefined
      : headers.ipv4.options.some((option) => sourceRoutes.includes(option)),
  ) ?? false
