import { attributeU32, concatBytes, parseAttributes } from './attributes.js'

/** struct rtgenmsg, padded. */
const rtgenmsgBytes = 4
const netnsa = { nsid: 1, fd: 3 } as const

/** Body of an RTM_GETNSID: which id has the namespace open as `fd` in the namespace that is asked? */
export const namespaceIdRequest = (fd: number): Uint8Array =>
  concatBytes([new Uint8Array(rtgenmsgBytes), attributeU32(netnsa.fd, fd)])

/** The id, undefined if the namespace asked has none for the other. */
export function parseNamespaceId(body: Uint8Array): number | undefined {
  const id = parseAttributes(body, rtgenmsgBytes).s32(netnsa.nsid)
  return id === undefined || id < 0 ? undefined : id
}
