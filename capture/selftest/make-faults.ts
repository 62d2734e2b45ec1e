import { ProgramError } from '../host/run-program.js'
import { NotHere, type SelftestFault } from './selftest-fault.js'
import { selftestFaults } from './selftest-faults.js'
import { TrafficError } from './traffic-process.js'
import type { SelftestHosts } from './selftest-hosts.js'

export interface MadeFault {
  readonly cause: string
  readonly what: string
  readonly ipVersion: 4 | 6
  /** Packets that were lost; undefined if the fault could not be made here. */
  readonly drops: number | undefined
  /** Why not, '' if it was made. */
  readonly missing: string
}

export interface PreparedFault {
  readonly fault: SelftestFault
  readonly missing: string
}

/** Rules, routes and addresses that must be there before recording begins. */
export const prepareFaults = (hosts: SelftestHosts): PreparedFault[] =>
  selftestFaults.map((fault) => ({ fault, missing: missingFor(fault, hosts) }))

function missingFor(fault: SelftestFault, hosts: SelftestHosts): string {
  if (fault.ipVersion === 6 && hosts.noIpv6 !== '') return hosts.noIpv6
  try {
    fault.setUp?.(hosts)
    return ''
  } catch (error) {
    if (error instanceof NotHere || error instanceof ProgramError) return error.message
    throw error
  }
}

/** Makes all of them at once; one that a test process cannot make is told as missing. Rejects once `stop` fires. */
export async function makeFaults(
  prepared: readonly PreparedFault[],
  hosts: SelftestHosts,
  stop: AbortSignal,
): Promise<MadeFault[]> {
  const made = Promise.all(
    prepared.map(async ({ fault, missing }): Promise<MadeFault> => {
      const { cause, what, ipVersion } = fault
      const row = { cause, what, ipVersion, drops: undefined, missing }
      if (missing !== '') return row
      try {
        return { ...row, drops: await fault.run(hosts, stop) }
      } catch (error) {
        if (!(error instanceof TrafficError)) throw error
        return { ...row, missing: error.message.split('\n')[0] ?? '' }
      }
    }),
  )
  // processes that are killed when the user stops fail later: nobody waits for that any more
  made.catch(() => undefined)
  return Promise.race([made, aborted(stop)])
}

const aborted = (stop: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abort = (): void => reject(new Error('stopped'))
    if (stop.aborted) abort()
    else stop.addEventListener('abort', abort, { once: true })
  })
