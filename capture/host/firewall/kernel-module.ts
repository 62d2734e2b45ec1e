import { existsSync, readFileSync } from 'node:fs'
import { release } from 'node:os'

/**
 * Whether asking for a kernel facility is harmless: false only if it is a module that is not loaded, which asking would
 * load. A facility built into the kernel need not appear in /sys/module, but modules.builtin lists it.
 */
export function moduleMayBeLoaded(name: string): boolean {
  if (existsSync(`/sys/module/${name}`)) return true
  if (!existsSync('/proc/modules')) return true
  const builtIn = `/lib/modules/${release()}/modules.builtin`
  // In a container without the host's /lib/modules: rather load a module than hide the rules.
  if (!existsSync(builtIn)) return true
  return isBuiltIn(readFileSync(builtIn, 'utf8'), name)
}

/** modules.builtin: a path per line, 'kernel/net/netfilter/nf_tables.ko'; '-' and '_' are the same in names. */
export const isBuiltIn = (text: string, name: string): boolean =>
  text.split('\n').some((line) => line.replaceAll('-', '_').endsWith(`/${name}.ko`))
