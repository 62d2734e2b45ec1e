import assert from 'node:assert/strict'
import { FactHealth } from '../../../capture/host/fact-health.js'
import { SocketTable } from '../../../capture/host/socket-table.js'
import { SocketWatch } from '../../../capture/host/socket-watch.js'
import { addon } from '../../../capture/native.js'
import { CollectedRows } from './collected-rows.js'

/** Reads sockets of this test's own namespace under many names; each look takes some 10 ms of CPU, as far as it is told. */
class Watching {
  nowNs = 0
  #cpuNs = 0
  readonly #looks: number[] = []
  readonly #clock = { now: () => this.nowNs, startMonotonicNs: 0n, fromWall: () => 0 }
  readonly #health = new FactHealth()
  readonly watch = new SocketWatch(
    this.#clock,
    new SocketTable(new CollectedRows(), this.#clock),
    this.#health,
    (protocol) => addon().openNetlink(protocol),
    () => (this.#cpuNs += 1e6),
  )
  readonly #namespaces: Parameters<SocketWatch['sample']>[0]

  constructor(namespaces: number) {
    this.#namespaces = Array.from({ length: namespaces }, (_, index) => ({
      id: index + 1,
      inode: index + 1,
      name: `n${index + 1}`,
      enter: (read) => {
        this.#looks.push(index + 1)
        this.#cpuNs += 10e6
        return read()
      },
    }))
  }

  /** A round at that second: the namespaces that were looked at. */
  at(second: number): readonly number[] {
    this.nowNs = second * 1e9
    this.#looks.length = 0
    this.watch.sample(this.#namespaces)
    assert.deepEqual(
      [...this.#health.report()].filter(([, { status }]) => status !== 'ok'),
      [],
    )
    return [...this.#looks]
  }
}

describe('SocketWatch', () => {
  it('looks once at everything, then as often as its shares of a CPU allow: 0.3 % and 0.2 % for TCP', () => {
    const watching = new Watching(10)
    assert.equal(watching.at(0).length, 10)
    assert.deepEqual(watching.at(0.25), [])
    let looks = 0
    for (let second = 1; second <= 600; second += 0.25) looks += watching.at(second).length
    assert.ok(looks * 0.01 <= 0.005 * 600, `${looks} looks`)
    assert.ok(looks >= 100, `${looks} looks`)
  })

  it('looks soon at a namespace where a socket drops, and at no other', () => {
    const watching = new Watching(10)
    watching.at(0)
    watching.watch.wake(7)
    assert.deepEqual(watching.at(4), [7])
    assert.deepEqual(watching.at(4.25), [])
  })

  it('takes no more than 3 % of a CPU for sockets that drop again and again', () => {
    const watching = new Watching(10)
    let looks = 0
    for (let second = 0; second < 100; second += 0.25) {
      for (let netns = 1; netns <= 10; netns++) watching.watch.wake(netns)
      looks += watching.at(second).length
    }
    assert.ok(looks * 0.01 <= (0.03 + 0.002) * 100 + 0.1, `${looks} looks`)
    assert.ok(looks > 100, `${looks} looks`)
  })

  it('keeps nothing of a namespace that is gone', () => {
    const watching = new Watching(10)
    watching.at(0)
    watching.watch.forget(7)
    assert.deepEqual(watching.at(0.25), [7], 'as one that was never seen')
  })
})
