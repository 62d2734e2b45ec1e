import assert from 'node:assert/strict'
import { PerformanceObserver, constants } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { FreedMemory } from '../../../capture/recorder/freed-memory.js'

const usedMb = (): number => getHeapStatistics().used_heap_size / 2 ** 20

/** Collections of the old part of the heap while `work` runs. */
async function majorCollections(work: () => void): Promise<number> {
  let count = 0
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as typeof entry & { readonly detail: { readonly kind: number } }
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) count += 1
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  work()
  await setImmediate()
  await setImmediate()
  observer.disconnect()
  return count
}

describe('memory that a recording no longer uses', function () {
  this.timeout(20_000)

  it('is given back once the heap has grown by half, and by 16 MB', async () => {
    const memory = new FreedMemory()
    let held: unknown[] = Array.from({ length: 4_000_000 }, (_, index) => ({ index }))
    const fullMb = usedMb()
    held = []
    assert.equal(await majorCollections(() => memory.giveBack()), 1)
    assert.ok(usedMb() < fullMb - 60, `${fullMb} MB before, ${usedMb()} MB after`)
    assert.equal(held.length, 0)
  })

  it('is left to V8 where there is little of it', async () => {
    const memory = new FreedMemory()
    assert.equal(await majorCollections(() => memory.giveBack()), 0)
  })
})
