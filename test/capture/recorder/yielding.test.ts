import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { addon } from '../../../capture/native.js'
import { yieldToOthers } from '../../../capture/recorder/yielding.js'

/** From kernel 6.12 on a thread may have a slice of its own; where it is shown, CONFIG_SCHED_DEBUG is needed. */
const sliceOf = (sched: string): string | undefined => /^se\.slice\s*:\s*(\d+)/m.exec(sched)?.[1]

const ownSlice = (): string | undefined => {
  try {
    return sliceOf(readFileSync('/proc/self/sched', 'utf8'))
  } catch {
    return undefined
  }
}

const niceBefore = getPriority()

/** Scheduling policies of all threads of this process: 0 = SCHED_OTHER, 3 = SCHED_BATCH; proc_pid_stat(5), field 41. */
const policies = (): readonly string[] => [
  ...new Set(
    readdirSync('/proc/self/task').map((thread) => {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38] ?? ''
    }),
  ),
]

describe('a recorder that yields to others', () => {
  it('has short slices in every thread, and leaves programs of others theirs', function () {
    const before = ownSlice()
    // kernel before 6.12, or without CONFIG_SCHED_DEBUG: nothing tells the slice
    if (before === undefined) this.skip()
    const change = yieldToOthers()
    try {
      const threads = readdirSync('/proc/self/task').map((thread) =>
        sliceOf(readFileSync(`/proc/self/task/${thread}/sched`, 'utf8')),
      )
      assert.ok(threads.length > 1)
      assert.deepEqual([...new Set(threads)], ['100000'])
      const child = change.suspended(() => spawnSync('cat', ['/proc/self/sched']))
      assert.equal(sliceOf(child.stdout.toString()), before)
      assert.equal(ownSlice(), '100000')
    } finally {
      change.end()
    }
    assert.equal(ownSlice(), before)
  })

  it('weighs less than others, but for programs that are not its own', function () {
    // Else it could not have its weight back, nor could what runs after this.
    if (process.getuid?.() !== 0) this.skip()
    const change = yieldToOthers()
    try {
      assert.equal(getPriority(), Math.max(5, niceBefore))
      const child = change.suspended(() => spawnSync('nice', { encoding: 'utf8' }))
      assert.equal(Number(child.stdout), niceBefore)
      assert.equal(getPriority(), Math.max(5, niceBefore))
    } finally {
      change.end()
    }
    assert.equal(getPriority(), niceBefore)
  })

  it('takes the CPU from nobody when it wakes up, but for programs that are not its own', function () {
    // started with a policy of its own: it keeps it
    if (policies().join() !== '0') this.skip()
    const change = yieldToOthers()
    try {
      assert.deepEqual(policies(), ['3'])
      change.suspended(() => assert.deepEqual(policies(), ['0']))
      assert.deepEqual(policies(), ['3'])
    } finally {
      change.end()
    }
    assert.deepEqual(policies(), ['0'])
  })

  it('leaves a process alone that was started so', function () {
    if (policies().join() !== '0') this.skip()
    addon().setScheduling(true, 0, niceBefore)
    try {
      yieldToOthers().end()
      assert.deepEqual(policies(), ['3'])
    } finally {
      addon().setScheduling(false, 0, niceBefore)
    }
  })
})
