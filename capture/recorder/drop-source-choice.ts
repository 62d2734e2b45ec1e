import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { loadFolder } from '../../session/load-folder.js'
import type { DropSource, Obstacle } from '../source.js'

const folder = new URL('../drop-sources/', import.meta.url)

/** Best first: what each can see is in the table of the shared design, section 3. */
const preference: readonly DropSource['name'][] = ['bpf', 'drop-monitor', 'tracefs']

/** Why a source does not record, and what that costs. */
export interface LeftOut extends Obstacle {
  readonly status: 'unavailable' | 'off'
  /** What the session does not show for it; '' if nothing. */
  readonly hides: string
}

export interface DropSourceChoice {
  /** To be started in this order, best first; with `auto` the first that starts is enough. */
  readonly candidates: readonly DropSource[]
  /** Sources that cannot run here, although they were wanted. */
  readonly obstacles: ReadonlyMap<DropSource, Obstacle>
  /** Sources nobody asked for, by name. */
  readonly notWanted: ReadonlyMap<string, LeftOut>
}

/** The sources in capture/drop-sources: every file there exports one as default. Best first. */
export async function dropSources(): Promise<readonly DropSource[]> {
  return bestFirst(await loadFolder<DropSource>(folder))
}

/**
 * Which sources to start. Throws DropcorrError: exit 2 for a name that does not exist, exit 3 if a source
 * that was named cannot run here, or with `auto` none can.
 */
export function chooseDropSources(
  sources: readonly DropSource[],
  requested: 'auto' | readonly string[],
): DropSourceChoice {
  const wanted =
    requested === 'auto' ? sources : bestFirst(requested.map((name) => named(sources, name)))
  const obstacles = new Map<DropSource, Obstacle>()
  const notWanted = new Map<string, LeftOut>()
  for (const source of sources) {
    if (!wanted.includes(source)) notWanted.set(source.name, notAskedFor(source, wanted))
  }
  for (const [i, source] of wanted.entries()) {
    // Asking may load a kernel module, so what will not be needed is not asked. Should the better one fail to start,
    // this one tells its obstacle as it is started.
    const hasBetter = wanted.slice(0, i).some((better) => !obstacles.has(better))
    if (requested === 'auto' && hasBetter && !addsHardware(source)) continue
    const obstacle = obstacleOf(source)
    if (obstacle === undefined) continue
    if (requested !== 'auto')
      throw cannotRecord(`--source ${source.name} cannot work here`, obstacle)
    obstacles.set(source, obstacle)
  }
  const candidates = wanted.filter((source) => !obstacles.has(source))
  const [first] = obstacles.values()
  if (candidates.length === 0) throw cannotRecord('cannot record drops here', first ?? noSource)
  return { candidates, obstacles, notWanted }
}

export const cannotRun = ({ hides }: DropSource, { why, hint }: Obstacle): LeftOut => ({
  status: 'unavailable',
  why,
  hint,
  hides,
})

/** With `auto`, once `best` records: what comes after it shows nothing more, whether it could run or not. */
export const notNeeded = (best: DropSource, obstacle?: Obstacle): LeftOut => ({
  status: 'off',
  why: `not needed: ${best.name} records, which is preferred${obstacle === undefined ? '' : ` (and it could not run: ${obstacle.why})`}`,
  hint: obstacle?.hint ?? '',
  hides: '',
})

const hardwareDrops = 'drops in hardware, which devices report through devlink traps'

/** What a session lacks if hardware drops cannot be had although there are devices that report them. */
export const hardwareHidden = ({ why, hint }: Obstacle): LeftOut => ({
  status: 'unavailable',
  why,
  hint,
  hides: hardwareDrops,
})

/** Left out by an obstacle, seen beside the best source that records. */
export function besides(best: DropSource, source: DropSource, obstacle: Obstacle): LeftOut {
  if (rank(source.name) < rank(best.name)) return cannotRun(source, obstacle)
  return addsHardware(source) ? hardwareHidden(obstacle) : notNeeded(best, obstacle)
}

function notAskedFor(source: DropSource, wanted: readonly DropSource[]): LeftOut {
  const { name, hides } = source
  const isBest = wanted.every((each) => rank(each.name) > rank(name))
  return {
    status: 'off',
    why: `not asked for: --source ${wanted.map((each) => each.name).join(',')}`,
    hint: `record with --source auto, or name ${name} too`,
    // a worse source beside a better one would have shown nothing more, but for drops in hardware
    hides: isBest ? hides : addsHardware(source) ? hardwareDrops : '',
  }
}

export const cannotRecord = (
  message: string,
  { why, hint }: Obstacle,
  cause?: unknown,
): DropcorrError =>
  new DropcorrError(message, { why, hint, exitCode: exitCode.cannotRecord, cause })

/** An obstacle that only shows when a source starts. */
export const obstacleFrom = (error: unknown): Obstacle =>
  error instanceof DropcorrError
    ? { why: error.why, hint: error.hint }
    : { why: error instanceof Error ? error.message : String(error), hint: whatItNeeds }

const whatItNeeds = 'see what `dropcorr doctor` says'
const noSource: Obstacle = {
  why: 'there is no drop source in this installation',
  hint: whatItNeeds,
}

/** What the source itself says; that it cannot even say so is an obstacle too. */
export function obstacleOf(source: DropSource): Obstacle | undefined {
  try {
    return source.obstacle()
  } catch (error) {
    return obstacleFrom(error)
  }
}

/** A source that cannot tell has no hardware to tell of. */
export function addsHardware(source: DropSource): boolean {
  try {
    return source.addsHardware?.() === true
  } catch {
    // netlink or sysfs shut off: then its hardware drops could not be had either
    return false
  }
}

function named(sources: readonly DropSource[], name: string): DropSource {
  const found = sources.find((source) => source.name === name)
  if (found !== undefined) return found
  throw new DropcorrError(`unknown drop source ${name}`, {
    why: `there are: auto, ${sources.map((source) => source.name).join(', ')}`,
    hint: 'leave --source out to have the best one taken',
    exitCode: exitCode.usage,
  })
}

const bestFirst = (sources: readonly DropSource[]): readonly DropSource[] =>
  [...sources].sort((a, b) => rank(a.name) - rank(b.name))

function rank(name: DropSource['name']): number {
  const place = preference.indexOf(name)
  return place === -1 ? preference.length : place
}
