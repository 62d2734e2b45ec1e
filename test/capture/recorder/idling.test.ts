import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { surroundings } from '../../../capture/abilities/surroundings.js'
import { addon } from '../../../capture/native.js'
import { idleWhileOnTime, mayIdle } from '../../../capture/recorder/idling.js'
import { yieldToOthers } from '../../../capture/recorder/yielding.js'

/** proc_pid_stat(5), field 41. */
const other = '0'
const batch = '3'
const idle = '5'

const policyIn = (path: string): string => {
  const stat = readFileSync(path, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38] ?? ''
}

/** How many threads of this process have each policy. */
function policies(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const thread of readdirSync('/proc/self/task')) {
    const policy = policyIn(`/proc/self/task/${thread}/stat`)
    counts[policy] = (counts[policy] ?? 0) + 1
  }
  return counts
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const signal = AbortSignal.timeout(10_000); !isSo();) {
    assert.ok(!signal.aborted, `not ${what}: ${JSON.stringify(policies())}`)
    await pause(10)
  }
}

/** All but the thread that looks after the others. */
const allButOneIdle = (): boolean => {
  const { [idle]: idling = 0, [batch]: watching, ...rest } = policies()
  return idling > 1 && watching === 1 && Object.keys(rest).length === 0
}
const noneIdle = (): boolean => policies()[idle] === undefined

function work(durationMs: number): void {
  for (const endMs = performance.now() + durationMs; performance.now() < endMs;);
}

describe('mayIdle', () => {
  it('is for sources that lose no count while nobody looks', () => {
    assert.equal(mayIdle(['bpf']), true)
    assert.equal(mayIdle(['drop-monitor']), false)
    assert.equal(mayIdle(['bpf', 'tracefs']), false)
  })
})

describe('a recorder that runs where nobody else wants to', function () {
  before(function () {
    // Else it could not come back; or it was started with a policy of its own, and keeps it.
    const mayComeBack = surroundings().capabilities.has('CAP_SYS_NICE')
    if (!mayComeBack || Object.keys(policies()).join() !== other) this.skip()
  })

  it('idles with all its threads, and has its weight back at the end', async () => {
    const yielding = yieldToOthers()
    const end = idleWhileOnTime()
    try {
      await until('idle', allButOneIdle)
    } finally {
      end()
      assert.ok(noneIdle(), 'until it is told to end')
      yielding.end()
    }
    assert.deepEqual(Object.keys(policies()), [other])
  })

  it('no longer idles when it is late, but for its own work; and tries again', async () => {
    const yielding = yieldToOthers()
    const native = addon()
    // Other work of the machine must not keep it waiting for longer.
    native.beginIdling(800)
    try {
      native.onTimeFor(60_000)
      await until('idle', allButOneIdle)
      native.onTimeFor(0)
      work(1200)
      assert.ok(allButOneIdle(), 'who works is not late')
      await until('with its own weight', noneIdle)
      native.onTimeFor(60_000)
      await until('idle again', allButOneIdle)
    } finally {
      native.endIdling()
      yielding.end()
    }
  })

  it('has programs of its own idle as well, and no others', async () => {
    const yielding = yieldToOthers()
    const own = spawn('sleep', ['60'])
    const command = yielding.suspended(() => spawn('sleep', ['60']))
    const native = addon()
    native.beginIdling(50)
    const policyOf = ({ pid }: { readonly pid?: number | undefined }) =>
      policyIn(`/proc/${pid}/stat`)
    try {
      native.onTimeFor(60_000)
      await until('idle', () => policyOf(own) === idle)
      assert.equal(policyOf(command), other)
      native.onTimeFor(0)
      await until('with its own weight', () => policyOf(own) === batch)
      assert.equal(policyOf(command), other)
    } finally {
      native.endIdling()
      yielding.end()
      own.kill()
      command.kill()
    }
  })

  it('does not idle where it was started with a policy of its own', async () => {
    const native = addon()
    const niceBefore = getPriority()
    const policyBefore = { [other]: false, [batch]: true }
    for (const [policy, isBatch] of Object.entries(policyBefore)) {
      if (isBatch) native.setScheduling(true, 0, 0)
      native.beginIdling(50)
      native.onTimeFor(60_000)
      try {
        // Two looks, of which the first would have done it.
        await pause(250)
        assert.deepEqual(Object.keys(policies()), [policy])
      } finally {
        native.endIdling()
        if (isBatch) native.setScheduling(false, 0, niceBefore)
      }
    }
  })
})
