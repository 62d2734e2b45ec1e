import type { Row } from '../../session/tables.js'

/**
 * Namespaces joined by links (veth, and devices whose lower one is elsewhere) are one network: a packet may pass from
 * one to the other. Two containers that use the same addresses and are not joined must not be taken for each other.
 * Maps netns.id to a number of its network.
 */
export function networksOf(
  netns: Iterable<number>,
  interfaces: readonly Pick<Row<'interface'>, 'netns' | 'link_netns'>[],
): ReadonlyMap<number, number> {
  const parent = new Map<number, number>()
  const rootOf = (id: number): number => {
    let root = id
    for (let up = parent.get(root) ?? root; up !== root; up = parent.get(root) ?? root) root = up
    return root
  }
  for (const id of netns) parent.set(id, id)
  for (const { netns: from, link_netns: to } of interfaces) {
    if (to === null || to === from) continue
    const [a, b] = [rootOf(from), rootOf(to)]
    parent.set(Math.max(a, b), Math.min(a, b))
  }
  return new Map([...parent.keys()].map((id) => [id, rootOf(id)]))
}
