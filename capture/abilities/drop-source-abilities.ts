import { addsHardware, obstacleOf } from '../recorder/drop-source-choice.js'
import type { DropSource, Obstacle } from '../source.js'
import { partly, works, worksNot, type Ability, type Finding } from './ability.js'
import { fittedObstacle, missingFor, withoutDropMonitor } from './fitted-obstacle.js'
import type { Surroundings } from './surroundings.js'

/** Best first, as `dropSources` gives them. Loads no module and leaves nothing behind. */
export const dropSourceAbilities = (
  sources: readonly DropSource[],
  around: Surroundings,
): readonly Ability[] =>
  sources.map((source) => {
    const { state, why, hint } = abilityOf(source, around)
    const { name, title } = source
    const hides = state === 'works' ? '' : source.hides
    return { name, kind: 'drop-source', title, state, why, hint, hides }
  })

function abilityOf(source: DropSource, around: Surroundings): Finding {
  const sleeping = source.name === 'drop-monitor' ? sleepingModule(around) : undefined
  if (sleeping !== undefined) return sleeping
  const obstacle = obstacleOf(source)
  if (obstacle !== undefined) {
    const { why, hint } = fittedObstacle(source.name, obstacle, around)
    return worksNot(why, hint)
  }
  if (source.name === 'drop-monitor' && addsHardware(source)) {
    return works('devices here report drops in hardware too')
  }
  return limitedBy(source.name, around) ?? works()
}

/**
 * Asking NET_DM whether it is there would load its module, and doctor changes nothing: where it is not loaded the lists
 * of modules and the capabilities have to tell. undefined if asking is harmless.
 */
function sleepingModule(around: Surroundings): Finding | undefined {
  const { dropMonitor } = around
  if (around.platform !== 'linux' || dropMonitor === 'there') return undefined
  if (dropMonitor === 'absent') {
    const { why, hint } = withoutDropMonitor(around)
    return worksNot(why, hint)
  }
  const obstacle: Obstacle = { why: 'NET_DM is for root of the host only', hint: '' }
  if (missingFor('drop-monitor', around).length > 0) {
    const { why, hint } = fittedObstacle('drop-monitor', obstacle, around)
    return worksNot(why, hint)
  }
  if (dropMonitor === 'loadable') {
    return works(
      'its module drop_monitor is not loaded: the kernel loads it when a recording asks for it',
    )
  }
  return partly(
    'its module drop_monitor is not loaded, and whether the host has it cannot be seen from here',
    'modprobe drop_monitor, on the host',
  )
}

/** It records, but names no sites: the same for each source. */
function limitedBy(name: DropSource['name'], around: Surroundings): Finding | undefined {
  const { capabilities, settings } = around
  // NET_DM's packet alerts carry the symbol
  if (name === 'drop-monitor' || capabilities.has('CAP_SYSLOG')) return undefined
  if (settings.kptr_restrict === 0 && (settings.perf_event_paranoid ?? 2) <= 1) return undefined
  return partly(
    'it records, but drop sites have no names: CAP_SYSLOG is missing, so /proc/kallsyms shows zeros',
    'sudo, or add CAP_SYSLOG',
  )
}
