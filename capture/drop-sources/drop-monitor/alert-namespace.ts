import type { DropSourceContext } from '../../source.js'

/**
 * Which namespace a drop belongs to. NET_DM tells of all namespaces and names none: what it gives is an interface
 * index, and only for packets that came in on one. Where just one namespace has such an interface, or there is but
 * one namespace, that is the one. null = cannot be told.
 */
export function namespaceOf(
  context: Pick<DropSourceContext, 'netns' | 'interfaceName'>,
  ifindex: number,
  name: string,
): number | null {
  const all = context.netns.list()
  const matching = ifindex === 0 ? all : all.filter(({ id }) => hasInterface(id))
  const [only, another] = matching
  return only !== undefined && another === undefined ? only.id : null

  function hasInterface(netns: number): boolean {
    const known = context.interfaceName(netns, ifindex)
    return known !== undefined && (name === '' || name === known)
  }
}
