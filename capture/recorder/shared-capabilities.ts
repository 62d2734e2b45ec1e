import { readFileSync } from 'node:fs'
import { addon } from '../native.js'
import { processChange, type ProcessChange } from './process-change.js'

/**
 * Capabilities of a file (`setcap` on a copy of node) are for that program alone: what it starts has none. What records does so
 * with programs of ours and of the system, which must be able to do what the recorder may: its capabilities are ambient
 * meanwhile. Nothing for root, whose programs have all.
 */
export function shareCapabilities(): ProcessChange {
  const status = readFileSync('/proc/self/status', 'utf8')
  const mask = (field: string) =>
    BigInt(`0x${new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`)
  const [permitted, ambient] = [mask('CapPrm'), mask('CapAmb')]
  if (process.geteuid?.() === 0 || permitted === ambient) {
    return processChange(
      () => undefined,
      () => undefined,
    )
  }
  return processChange(
    () => setAmbient(permitted),
    () => setAmbient(ambient),
  )
}

function setAmbient(mask: bigint): void {
  const native = addon()
  try {
    native.setAmbientCapabilities(mask)
  } catch {
    // Forbidden by the thread's securebits: what programs cannot do then is in the health of those who start them.
  }
}
