import assert from 'node:assert/strict'
import { fuzz, interrupted } from './fuzz.js'
import { netlinkTargets } from './netlink-targets.js'
import { packetTargets } from './packet-targets.js'
import { programTargets } from './program-targets.js'
import type { FuzzTarget } from './target.js'
import { textTargets } from './text-targets.js'
import { traceTargets } from './trace-targets.js'
import { wordTargets } from './word-targets.js'

const seed = 20_090_304
const limitMs = 110_000

const decoders: readonly {
  readonly what: string
  readonly targets: readonly FuzzTarget[]
  readonly inputs: number
}[] = [
  { what: 'netlink', targets: netlinkTargets, inputs: 70_000 },
  { what: 'trace buffers', targets: traceTargets, inputs: 30_000 },
  { what: 'texts and packets', targets: [...textTargets, ...packetTargets], inputs: 30_000 },
  { what: 'programs and words', targets: [...programTargets, ...wordTargets], inputs: 20_000 },
]

describe('decoders of what a kernel, a program or a session file holds', function () {
  this.timeout(120_000)

  for (const { what, targets, inputs } of decoders) {
    it(`${what}: take ${inputs} damaged inputs without a crash, a hang or a read beyond them`, () => {
      check(targets, inputs)
    })
  }

  function check(targets: readonly FuzzTarget[], inputs: number): void {
    const each = Math.ceil(inputs / targets.length)
    let running = ''
    const failures = interrupted(
      () =>
        targets.flatMap((target, index) => {
          running = target.name
          return fuzz([target], each, seed + index)
        }),
      limitMs,
    )
    assert.ok(failures, `seed ${seed}: ${running} does not come to an end`)
    const told = failures.map(({ target, what, hex }) => `${target}: ${what}\ninput ${hex}`)
    assert.deepEqual(told, [], `seed ${seed}`)
  }
})
