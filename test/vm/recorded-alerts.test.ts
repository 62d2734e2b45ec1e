/** Alerts that other kernels sent (see record-alerts.ts), decoded wherever the tests run. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeAlert, type Alert } from '../../capture/drop-sources/drop-monitor/decode-alert.js'
import { packageRoot } from '../../session/package-root.js'
import { recordedDrops } from './guest-faults.js'
import { trapName } from './hardware-trap.js'

const folder = join(packageRoot, 'fixtures/raw/net_dm')
const recorded = readdirSync(folder).filter((name) => name.startsWith('recorded-'))

describe('alerts of NET_DM recorded in virtual machines', () => {
  for (const kernel of recorded) {
    for (const mode of ['summary', 'packet'] as const) {
      it(`${kernel}, ${mode} mode: all decoded, each drop counted once`, () => {
        const alerts = alertsIn(join(folder, kernel, mode))
        assert.deepEqual(
          alerts.filter(({ kind }) => kind !== mode),
          [],
        )
        const drops = [...dropsBySite(alerts).values()]
        for (const count of recordedDrops) assert.ok(drops.includes(count), String(drops))
        assert.ok(dropsByTrap(alerts).has(trapName))
      })
    }
  }

  it('are there', () => {
    assert.notEqual(recorded.length, 0)
  })
})

type Entry = readonly [string, number]

function alertsIn(path: string): readonly Alert[] {
  return readdirSync(path)
    .filter((name) => /-rx-(packet-)?alert\.bin$/.test(name))
    .map((name) => decodeAlert(readFileSync(join(path, name))))
}

function dropsBySite(alerts: readonly Alert[]): ReadonlyMap<string, number> {
  return summed(
    alerts.flatMap((alert) => {
      if (alert.kind === 'summary')
        return alert.sites.map(({ pc, drops }): Entry => [String(pc), drops])
      return alert.kind === 'packet' && !alert.hardware ? [[String(alert.pc), 1] as Entry] : []
    }),
  )
}

function dropsByTrap(alerts: readonly Alert[]): ReadonlyMap<string, number> {
  return summed(
    alerts.flatMap((alert) => {
      if (alert.kind === 'summary')
        return alert.traps.map(({ name, drops }): Entry => [name, drops])
      return alert.kind === 'packet' && alert.hardware ? [[alert.trapName, 1] as Entry] : []
    }),
  )
}

function summed(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const [key, drops] of entries) sums.set(key, (sums.get(key) ?? 0) + drops)
  return sums
}
