import type { Addon } from '../../native/index.js'
import { NamespaceGoneError } from '../host/namespace-entry.js'
import { linkRequest, parseLink } from '../netlink/link-message.js'
import { dump, netlinkRoute, rtm } from '../netlink/rtnetlink.js'
import type { CaptureInterface } from '../packet-sources/libpcap.js'
import type { Namespace } from '../source.js'

const iffUp = 1

/** All interfaces of these namespaces, as they are now. A namespace that cannot be entered has none. */
export function listCaptureInterfaces(
  namespaces: readonly Namespace[],
  addon: Pick<Addon, 'openNetlink'>,
): readonly CaptureInterface[] {
  return namespaces.flatMap((namespace) => {
    try {
      return namespace.enter(() => interfacesHere(namespace, addon))
    } catch (error) {
      // Gone since it was listed, or shut to us: the health of 'counters' and 'namespaces' tells that.
      if (error instanceof NamespaceGoneError || isErrno(error)) return []
      throw error
    }
  })
}

function interfacesHere(
  { id, name }: Namespace,
  addon: Pick<Addon, 'openNetlink'>,
): readonly CaptureInterface[] {
  const socket = addon.openNetlink(netlinkRoute)
  try {
    return dump(socket, rtm.getLink, linkRequest()).flatMap((body) => {
      const link = parseLink(body)
      if (link === undefined) return []
      return [
        {
          netns: id,
          netnsName: name,
          ifindex: link.ifindex,
          name: link.name,
          up: (link.flags & iffUp) !== 0,
        },
      ]
    })
  } finally {
    socket.close()
  }
}

const isErrno = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
