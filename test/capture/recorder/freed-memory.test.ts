import assert from 'node:assert/strict'
import { PerformanceObserver, constants } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { FreedMemory } from '../../../capture/recorder/freed-memory.js'

const usedMb = (): number => getHeapStatistics().used_heap_size / 2 ** 20

/** Collections of the old part of the heap within `work`. */
async function majorCollections(work: () => void): Promise<number> {
  const startsMs: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as typeof entry & { readonly detail: { readonly kind: number } }
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) startsMs.push(entry.startTime)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  const fromMs = performance.now()
  work()
  const toMs = performance.now()
  await setImmediate()
  await setImmediate()
  observer.disconnect()
  return startsMs.filter((ms) => ms >= fromMs && ms <= toMs).length
}

describe('memory that a recording no longer uses', function () {
  this.timeout(20_000)

  it('is given back at first, and then once the heap has grown by an eighth, and by 4 MB', async () => {
    const memory = new FreedMemory()
    assert.notEqual(await majorCollections(() => memory.giveBack()), 0)
    // as much again as this process has, at eight bytes a number
    let held = new Array<number>(Math.max(12, Math.ceil(usedMb() / 8)) << 20).fill(0.5)
    const fullMb = usedMb()
    held = []
    assert.notEqual(await majorCollections(() => memory.giveBack()), 0)
    assert.ok(usedMb() < fullMb - 60, `${fullMb} MB before, ${usedMb()} MB after`)
    assert.equal(held.length, 0)
  })

  it('is left to V8 where there is little of it', async () => {
    const memory = new FreedMemory()
    memory.giveBack()
    assert.equal(await majorCollections(() => memory.giveBack()), 0)
  })
})
