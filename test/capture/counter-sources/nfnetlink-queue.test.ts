import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/nfnetlink-queue.js'
import { rawProc } from './raw-proc.js'

describe('nfnetlink-queue', () => {
  it('reads the losses of each queue', () => {
    const text = '    5  31337    12 2 65531    40     3       99  1\n'
    assert.deepEqual(parse(text), [
      { name: 'nfqueue:5.queue_dropped', value: 40 },
      { name: 'nfqueue:5.queue_user_dropped', value: 3 },
      { name: 'nfqueue:5.queue_total', value: 12, gauge: true },
    ])
  })

  it('takes no queue for no counter, and nothing from a cut or strange line', () => {
    assert.deepEqual(parse(rawProc('6.18.44', 'netfilter-nfnetlink_queue')), [])
    assert.deepEqual(parse('    5  31337    12 2 65531    4'), [])
    assert.deepEqual(parse('queue what\n'), [])
  })
})
