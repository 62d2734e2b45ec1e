import { reasonData, type Direction, type Layer } from './reason-data.js'

export interface ReasonMeaning {
  readonly layer: Layer
  readonly direction: Direction
  readonly meaning: string
}

const byName: ReadonlyMap<string, ReasonMeaning> = new Map(
  reasonData.map(([name, layer, direction, meaning]) => [name, { layer, direction, meaning }]),
)

/** undefined for a reason this version does not know: newer kernels and subsystems have more. */
export const reasonMeaning = (name: string): ReasonMeaning | undefined => byName.get(name)
