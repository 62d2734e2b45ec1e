import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { gunzipSync } from 'node:zlib'
import { readIfThere } from '../host/read-proc.js'

/** How the kernel was built, where it says so; undefined where neither file is there. */
export function kernelConfig(): string | undefined {
  try {
    // CONFIG_IKCONFIG_PROC
    return gunzipSync(readFileSync('/proc/config.gz')).toString('latin1')
  } catch {
    // most distributions keep it on the disk instead
    return readIfThere(`/boot/config-${release()}`)
  }
}

/** 'n' = not built; undefined if the text is not there. */
export function configValue(
  config: string | undefined,
  option: string,
): 'y' | 'm' | 'n' | undefined {
  if (config === undefined) return undefined
  const value = new RegExp(`^${option}=([ym])$`, 'm').exec(config)?.[1]
  return value === 'y' || value === 'm' ? value : 'n'
}
