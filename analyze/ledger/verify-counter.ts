import type { CounterEffect, Remedy } from '../finding.js'

/**
 * The counter to watch is the one that the finding's drops moved: causes name that of IPv4, where IPv6 and UDP-Lite count
 * the same in files and groups of their own.
 */
export function withMovedCounter(remedy: Remedy, moved: readonly CounterEffect[]): Remedy {
  const names = new Set(moved.map(({ name }) => name))
  const verify = remedy.verify.replace(
    /\bsnmp:(\w+)\.(\w+)/g,
    (told, group: string, name: string) => {
      if (names.has(told)) return told
      const twins = [
        `snmp6:${group}6${name}`,
        `snmp:${group}Lite.${name}`,
        `snmp6:${group}Lite6${name}`,
      ]
      return twins.find((twin) => names.has(twin)) ?? told
    },
  )
  return { ...remedy, verify }
}
