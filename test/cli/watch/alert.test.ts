import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { alertOf } from '../../../cli/watch/alert.js'
import { CausesKnown } from '../../../cli/watch/causes-known.js'
import { packageRoot } from '../../../session/package-root.js'
import { keyCount, place, snapshotOf } from './snapshots.js'

const at = new Date('2026-11-22T14:00:03.120Z')

describe('alert', () => {
  it('has the fields that docs/watch.md tells of, and keeps their order', () => {
    const causes = new CausesKnown()
    causes.learn([{ key: 1, cause: 'udp-no-listener', severity: 'problem' }], () => place())
    const alert = alertOf(snapshotOf([keyCount(1, 7)]), causes, at, ['late'])
    assert.equal(
      JSON.stringify(alert),
      '{"schema":"dropcorr/alert@1","at":"2026-11-22T14:00:03.120Z","elapsedMs":61000,"intervalMs":2000,' +
        '"drops":12,"masked":0,"totals":{"drops":120,"masked":0},"places":[{"cause":"udp-no-listener",' +
        '"severity":"problem","site":"__udp4_lib_rcv","reason":"NO_SOCKET","trap":"","netns":"web",' +
        '"interface":"eth0","drops":7,"perSecond":3.5,"total":70}],"more":{"places":0,"drops":0},' +
        '"flows":[],"otherFlows":{"drops":0},"masks":[],"warnings":["late"]}',
    )
  })

  it('is what docs/alert.schema.json says', () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(
      JSON.parse(readFileSync(join(packageRoot, 'docs/alert.schema.json'), 'utf8')) as object,
    )
    const counted = { total: 9, latest: 3, history: [3] }
    const addresses = { proto: 17, src: '10.0.0.1', sport: 5, dst: '10.0.0.2', dport: 53 }
    const flow = { flow: 1, key: 1, place: place(), ...addresses, ...counted }
    const masks = [{ mask: 'reason=QDISC_DROP', active: true, ...counted }]
    const snapshot = snapshotOf([keyCount(1, 7)], { flows: [flow], masks })
    const alert: unknown = JSON.parse(
      JSON.stringify(alertOf(snapshot, new CausesKnown(), at, ['late'])),
    )
    assert.ok(validate(alert), JSON.stringify(validate.errors))
    assert.ok(!validate({ ...(alert as object), drops: 'many' }))
  })

  it('names no cause before there was an analysis, and the last one known for the place after it', () => {
    const causes = new CausesKnown()
    const snapshot = snapshotOf([keyCount(1, 7), keyCount(2, 5, { reason: 'UDP_CSUM' })])
    assert.deepEqual(
      alertOf(snapshot, causes, at, []).places.map(({ cause }) => cause),
      [null, null],
    )
    causes.learn([{ key: 9, cause: 'udp-bad-checksum', severity: 'problem' }], () =>
      place({ reason: 'UDP_CSUM' }),
    )
    assert.deepEqual(
      alertOf(snapshot, causes, at, []).places.map(({ cause }) => cause),
      [null, 'udp-bad-checksum'],
    )
  })

  it('joins keys of one place, leaves out quiet ones and counts what is beyond its size', () => {
    const busy = Array.from({ length: 130 }, (_, i) => keyCount(i, 2, { iface: `veth${i}` }))
    const alert = alertOf(
      snapshotOf([
        keyCount(200, 3),
        keyCount(201, 4),
        keyCount(202, 0, { iface: 'quiet' }),
        ...busy,
      ]),
      new CausesKnown(),
      at,
      [],
    )
    assert.equal(alert.places.length, 100)
    assert.equal(alert.places[0]?.drops, 7)
    assert.deepEqual(alert.more, { places: 31, drops: 62 })
  })
})
