import type { RecordOptions } from '../record-options.js'
import type { RecordingParts } from './recording.js'

/** What is on and what is off, for the user; reasons included. */
export function startedLines(
  { drops, registry, packets }: Pick<RecordingParts, 'drops' | 'registry' | 'packets'>,
  options: RecordOptions,
): readonly string[] {
  const namespaces = registry.list().length
  const left = [...drops.health()].filter(
    ([name, { status }]) => !drops.names.includes(name) && status === 'unavailable',
  )
  const inHardware = drops.hardwareNames
  const inKernel = drops.names.filter((name) => !inHardware.includes(name))
  return [
    `drops: ${inKernel.join(', ')}${inKernel.length > 1 ? ' side by side: the best is counted, the report compares them' : ''}`,
    ...inHardware.map((name) => `drops in hardware: ${name}`),
    ...left.map(([name, { why }]) => `drops: ${name} is off: ${why}`),
    packets === undefined
      ? 'packets: off (--no-packets)'
      : `packets: ${options.interfaces.length === 0 ? 'all interfaces that are up' : options.interfaces.join(', ')}${options.filter === '' ? '' : `, ${options.filter}`}`,
    `counters: each ${options.intervalMs} ms in ${namespaces} namespace${namespaces === 1 ? '' : 's'}`,
  ]
}
