import type { Row } from '../../session/tables.js'

const iff = { up: 1, running: 64, promiscuous: 256 } as const

type Interface = Row<'interface'>

/** What a person should know about a change of an interface: sentences without the namespace. */
export function linkChanges(before: Interface | undefined, after: Interface): readonly string[] {
  if (before === undefined) return [`interface ${after.name} appeared`]
  const texts: string[] = []
  const { name } = after
  if (before.name !== name) texts.push(`interface ${before.name} was renamed to ${name}`)
  if (flagChanged(before, after, iff.up)) {
    texts.push(`interface ${name} was set ${(after.flags & iff.up) === 0 ? 'down' : 'up'}`)
  }
  if (flagChanged(before, after, iff.running)) {
    const lost = (after.flags & iff.running) === 0
    texts.push(`interface ${name} ${lost ? 'lost' : 'has'} carrier`)
  }
  if (before.mtu !== after.mtu) {
    texts.push(`MTU of interface ${name} changed from ${before.mtu} to ${after.mtu}`)
  }
  if (before.qdisc !== after.qdisc) {
    texts.push(`root qdisc of interface ${name} changed from ${before.qdisc} to ${after.qdisc}`)
  }
  if (before.xdp !== after.xdp) {
    texts.push(
      `XDP program on interface ${name} was ${after.xdp === null ? 'removed' : 'attached'}`,
    )
  }
  if (before.master !== after.master) {
    texts.push(
      after.master === null
        ? `interface ${name} left its bridge or bond`
        : `interface ${name} joined interface ${after.master}`,
    )
  }
  return texts
}

const flagChanged = (before: Interface, after: Interface, flag: number): boolean =>
  ((before.flags ^ after.flags) & flag) !== 0
