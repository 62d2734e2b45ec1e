import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { loadFolder } from '../../session/load-folder.js'
import type { DropSource, Obstacle } from '../source.js'

const folder = new URL('../drop-sources/', import.meta.url)

/** Best first: what each can see is in the table of the shared design, section 3. */
const preference: readonly DropSource['name'][] = ['bpf', 'drop-monitor', 'tracefs']

export interface DropSourceChoice {
  /** To be started in this order; with `auto` the first that starts is enough. */
  readonly candidates: readonly DropSource[]
  /** Sources that cannot run here, by name. */
  readonly obstacles: ReadonlyMap<string, Obstacle>
}

/** The sources in capture/drop-sources: every file there exports one as default. Best first. */
export async function dropSources(): Promise<readonly DropSource[]> {
  const loaded = await loadFolder<DropSource>(folder)
  return loaded.sort((a, b) => rank(a) - rank(b))
}

/**
 * Which sources to start. Throws DropcorrError: exit 2 for a name that does not exist, exit 3 if a source
 * that was named cannot run here, or with `auto` none can.
 */
export function chooseDropSources(
  sources: readonly DropSource[],
  requested: 'auto' | readonly string[],
): DropSourceChoice {
  const wanted = requested === 'auto' ? sources : requested.map((name) => named(sources, name))
  const obstacles = new Map<string, Obstacle>()
  for (const source of wanted) {
    const obstacle = obstacleOf(source)
    if (obstacle === undefined) continue
    if (requested !== 'auto')
      throw cannotRecord(`--source ${source.name} cannot work here`, obstacle)
    obstacles.set(source.name, obstacle)
  }
  const candidates = wanted.filter(({ name }) => !obstacles.has(name))
  const [first] = obstacles.values()
  if (candidates.length === 0) {
    throw cannotRecord('cannot record drops here', first ?? noSource)
  }
  return { candidates, obstacles }
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

const whatItNeeds = 'see README, Permissions and data, for what a recording needs'
const noSource: Obstacle = {
  why: 'there is no drop source in this installation',
  hint: whatItNeeds,
}

function obstacleOf(source: DropSource): Obstacle | undefined {
  try {
    return source.obstacle()
  } catch (error) {
    return obstacleFrom(error)
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

function rank({ name }: DropSource): number {
  const place = preference.indexOf(name)
  return place === -1 ? preference.length : place
}
