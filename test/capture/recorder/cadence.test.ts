import assert from 'node:assert/strict'
import { bounded } from '../../../capture/recorder/bounded.js'
import { Cadence, nextDue } from '../../../capture/recorder/cadence.js'
import { StopStack } from '../../../capture/recorder/stop-stack.js'

describe('cadence', () => {
  it('stays on its grid and makes up nothing that was missed', () => {
    assert.equal(nextDue(1000, 100, 1000), 1100)
    assert.equal(nextDue(1000, 100, 1099), 1100)
    assert.equal(nextDue(1000, 100, 1100), 1200)
    assert.equal(nextDue(1000, 100, 5050), 5100)
    assert.equal(nextDue(1000, 100, 900), 1100)
  })

  it('runs until it is stopped, from within the task too', async () => {
    let runs = 0
    await new Promise<void>((resolve) => {
      const cadence = new Cadence({
        intervalMs: 1,
        nowMs: () => performance.now(),
        late: () => undefined,
        failed: (error) => assert.fail(String(error)),
        task: () => {
          runs += 1
          if (runs < 3) return
          cadence.stop()
          resolve()
        },
      })
    })
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(runs, 3)
  })

  it('goes on after a round that throws', async () => {
    const failures: unknown[] = []
    await new Promise<void>((resolve) => {
      const cadence = new Cadence({
        intervalMs: 1,
        nowMs: () => performance.now(),
        late: () => undefined,
        failed: (error) => failures.push(error),
        task: () => {
          if (failures.length < 2) throw new Error('once more')
          cadence.stop()
          resolve()
        },
      })
    })
    assert.equal(failures.length, 2)
  })

  it('tells when it is more than two intervals late', async () => {
    let now = 0
    const late: number[] = []
    await new Promise<void>((resolve) => {
      const cadence = new Cadence({
        intervalMs: 1,
        nowMs: () => now,
        late: (lateMs) => late.push(lateMs),
        failed: (error) => assert.fail(String(error)),
        task: () => {
          cadence.stop()
          resolve()
        },
      })
      now = 50
    })
    assert.deepEqual(late, [49])
  })

  it('tells at its end of a round that is late by then, once', () => {
    let now = 0
    const late: number[] = []
    const cadence = new Cadence({
      intervalMs: 1000,
      nowMs: () => now,
      late: (lateMs) => late.push(lateMs),
      failed: (error) => assert.fail(String(error)),
      task: () => assert.fail('it has ended'),
    })
    now = 5000
    cadence.stop()
    cadence.stop()
    assert.deepEqual(late, [4000])
  })
})

describe('bounded', () => {
  it('gives the value, or says that time is over', async () => {
    const unexpected = (): never => assert.fail()
    assert.deepEqual(await bounded(Promise.resolve(5), 1000, unexpected), { value: 5 })
    assert.equal(await bounded(new Promise(() => undefined), 1, unexpected), 'timed out')
    await assert.rejects(bounded(Promise.reject(new Error('x')), 1000, unexpected), /x/)
  })

  it('passes a late failure on instead of losing it', async () => {
    let fail: (error: Error) => void = () => undefined
    const hanging = new Promise<never>((_, reject) => (fail = reject))
    const heard = new Promise<unknown>((resolve) => {
      void bounded(hanging, 1, resolve).then(() => fail(new Error('late')))
    })
    assert.match(String(await heard), /late/)
  })
})

describe('stop stack', () => {
  it('stops in reverse order, once, whatever fails', async () => {
    const stopped: string[] = []
    const stack = new StopStack()
    stack.push('a', () => void stopped.push('a'))
    stack.push('b', () => {
      throw new Error('b is stuck')
    })
    stack.push('c', () => Promise.reject(new Error('c too')))
    stack.push('d', () => void stopped.push('d'))
    assert.deepEqual(await stack.stopAll(), [
      { part: 'c', why: 'c too' },
      { part: 'b', why: 'b is stuck' },
    ])
    assert.deepEqual(stopped, ['d', 'a'])
    assert.deepEqual(await stack.stopAll(), [])
  })
})
