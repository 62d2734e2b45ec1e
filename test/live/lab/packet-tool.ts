import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../session/package-root.js'
import { compiled } from './compiled.js'

const sourceFolder = join(packageRoot, 'test/live/lab/tools')

/** Path of the packet tool: see tools/packet-tool.c. */
export function packetTool(): Promise<string> {
  const sources = readdirSync(sourceFolder).filter((name) => /\.[ch]$/.test(name))
  return compiled(
    'packet-tool',
    sources.sort().map((name) => join(sourceFolder, name)),
  )
}

/** Turns { dport: 9, df: true } into ['--dport', '9', '--df']; false and undefined are left out. */
export function toolOptions(
  options: Readonly<Record<string, string | number | boolean | undefined>>,
): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return []
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    return value === true ? [flag] : [flag, String(value)]
  })
}
