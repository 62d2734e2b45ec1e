import { existsSync, readFileSync } from 'node:fs'
import { release } from 'node:os'

/**
 * Whether asking this part of the kernel has no side effect: the module is loaded or built in. Asking for one that is
 * not would make the kernel load it, and recording changes nothing.
 */
export function isLoaded(module: string): boolean {
  if (loaded.has(module)) return true
  const isNow = looksLoaded(module)
  if (isNow) loaded.add(module)
  return isNow
}

const loaded = new Set<string>()

function looksLoaded(module: string): boolean {
  // A kernel without loadable modules cannot load one either.
  if (!existsSync('/proc/modules')) return true
  if (listsModule(readFileSync('/proc/modules', 'utf8'), module)) return true
  const builtin = `/lib/modules/${release()}/modules.builtin`
  return existsSync(builtin) && listsBuiltin(readFileSync(builtin, 'utf8'), module)
}

/** /proc/modules: 'nf_tables 372736 97 nft_compat,… Live 0x0' */
export const listsModule = (text: string, module: string): boolean =>
  text.split('\n').some((line) => line.startsWith(`${module} `))

/** modules.builtin: 'kernel/net/netfilter/nf_tables.ko' */
export const listsBuiltin = (text: string, module: string): boolean =>
  text.split('\n').some((line) => line.endsWith(`/${module}.ko`))
