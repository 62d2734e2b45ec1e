/** Hundreds of connections of one client to one service are one line to a reader. */
export interface FlowEnds {
  readonly proto: string
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
}

/** Flows that differ in one port at most; that port is null if there are several. Never empty. */
export interface FlowFamily<F extends FlowEnds> {
  readonly sport: number | null
  readonly dport: number | null
  readonly flows: readonly [F, ...F[]]
}

/** Fewer than this are better read one by one. */
const fewest = 3

/**
 * Flows to one service by their source port, then flows from one service by their destination port. In the order of the
 * first flow of each. `apart`: what must be equal besides (a namespace, a cause).
 */
export function joinedFlows<F extends FlowEnds>(
  flows: readonly F[],
  apart: (flow: F) => string = () => '',
): readonly FlowFamily<F>[] {
  const toService = familiesBy(flows, (f) => `${apart(f)}\0${f.proto} ${f.src} ${f.dst} ${f.dport}`)
  const rest = flows.filter((flow) => !toService.has(flow))
  const fromService = familiesBy(
    rest,
    (f) => `${apart(f)}\0${f.proto} ${f.src} ${f.sport} ${f.dst}`,
  )
  const seen = new Set<readonly F[]>()
  return flows.flatMap((flow): FlowFamily<F>[] => {
    const [to, from] = [toService.get(flow), fromService.get(flow)]
    const family = to ?? from
    if (family === undefined) return [{ sport: flow.sport, dport: flow.dport, flows: [flow] }]
    if (seen.has(family)) return []
    seen.add(family)
    const [sport, dport] = to === undefined ? [flow.sport, null] : [null, flow.dport]
    return [{ sport, dport, flows: family }]
  })
}

/** Each flow of a family that is large enough, and its family. */
function familiesBy<F>(
  flows: readonly F[],
  keyOf: (flow: F) => string,
): ReadonlyMap<F, readonly [F, ...F[]]> {
  const families = new Map<string, [F, ...F[]]>()
  for (const flow of flows) {
    const known = families.get(keyOf(flow))
    if (known === undefined) families.set(keyOf(flow), [flow])
    else known.push(flow)
  }
  return new Map(
    [...families.values()]
      .filter(({ length }) => length >= fewest)
      .flatMap((family) => family.map((flow) => [flow, family] as const)),
  )
}
