import { existsSync, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { listsBuiltin, listsModule } from '../counters/module-loaded.js'
import { readIfThere } from '../host/read-proc.js'

/**
 * there = loaded or built in; loadable = the kernel would load it when asked; absent = not for this kernel;
 * unknown = its files cannot be seen from here (a container), so that only asking, which may load it, would tell.
 */
export type KernelModule = 'there' | 'loadable' | 'absent' | 'unknown'

/**
 * Looks at lists only: asking the kernel for the feature itself would load the module. `configured`: how the kernel was
 * built, undefined if not known.
 */
export function kernelModule(name: string, configured: 'y' | 'm' | 'n' | undefined): KernelModule {
  if (configured === 'y') return 'there'
  if (configured === 'n') return 'absent'
  // a kernel without modules has it built in or not at all: asking loads nothing
  if (!existsSync('/proc/modules')) return 'there'
  if (listsModule(readIfThere('/proc/modules') ?? '', name)) return 'there'
  const folder = `/lib/modules/${release()}`
  if (!existsSync(`${folder}/modules.dep`)) return 'unknown'
  const builtin = readIfThere(`${folder}/modules.builtin`) ?? ''
  if (listsBuiltin(builtin, name)) return 'there'
  return dependsOn(readFileSync(`${folder}/modules.dep`, 'utf8'), name) ? 'loadable' : 'absent'
}

/** modules.dep: 'kernel/net/core/drop_monitor.ko.xz: …'. The kernel takes - and _ for the same. */
export const dependsOn = (modulesDep: string, name: string): boolean =>
  modulesDep
    .split('\n')
    .some((line) => (/([^/]+)\.ko(\.\w+)?:/.exec(line)?.[1] ?? '').replaceAll('-', '_') === name)
