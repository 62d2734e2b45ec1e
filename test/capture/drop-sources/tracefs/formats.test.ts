import assert from 'node:assert/strict'
import { parseEventFormat } from '../../../../capture/drop-sources/tracefs/event-format.js'
import { parseRingBufferLayout } from '../../../../capture/drop-sources/tracefs/ring-buffer-layout.js'
import { traceFormats } from '../../../../capture/drop-sources/tracefs/trace-formats.js'
import { DropcorrError } from '../../../../session/dropcorr-error.js'
import { formatTexts, formatsOf, tracedKernels, traceText } from './trace-fixture.js'

describe('formats of the tracer', () => {
  it('say where each field is, whatever its type', () => {
    const format = parseEventFormat(traceText('kernel_stack-6.18.format'))
    assert.equal(format?.name, 'kernel_stack')
    assert.equal(format.id, 4)
    assert.deepEqual(format.fields.get('caller'), { offset: 16, size: 64 })
    assert.deepEqual(format.fields.get('common_pid'), { offset: 4, size: 4 })
  })

  it('move from kernel to kernel, and are followed', () => {
    const bytes = tracedKernels.map((kernel) => formatsOf(kernel).drop.bytes)
    assert.deepEqual(bytes, [26, 32, 40, 40])
    const keys = tracedKernels.map((kernel) => formatsOf(kernel).drop.keyFields.length)
    assert.deepEqual(keys, [2, 3, 3, 3])
  })

  it('of a newer kernel may have more fields, in another order', () => {
    const text = [
      'name: kfree_skb',
      'ID: 7',
      'format:',
      '\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;',
      '\tfield:__data_loc char[] novelty;\toffset:4;\tsize:4;\tsigned:0;',
      '\tfield:enum skb_drop_reason reason;\toffset:8;\tsize:4;\tsigned:0;',
      '\tfield:void * location;\toffset:16;\tsize:8;\tsigned:0;\ttag:new;',
      'something: else',
    ].join('\n')
    const formats = traceFormats({ ...formatTexts('6.18'), dropFormat: text })
    assert.equal(formats.drop.bytes, 24)
    assert.deepEqual(formats.drop.keyFields, ['location', 'reason'])
    const view = new DataView(new ArrayBuffer(24))
    view.setUint32(8, 3, true)
    assert.equal(formats.drop.reason(view, 0), 3)
    assert.equal(formats.drop.protocol(view, 0), 0)
  })

  it('that lack what is needed are refused, saying which file', () => {
    const texts = formatTexts('6.18')
    for (const [damaged, file] of [
      [{ ...texts, dropFormat: texts.dropFormat.replaceAll('location', 'place') }, /kfree_skb/],
      [{ ...texts, dropFormat: '' }, /kfree_skb/],
      [{ ...texts, headerPage: texts.headerPage.slice(0, 90) }, /header_page/],
      [{ ...texts, headerEvent: '' }, /header_page or header_event/],
    ] as const) {
      assert.throws(
        () => traceFormats(damaged),
        (error) => error instanceof DropcorrError && file.test(error.why),
      )
    }
  })

  it('without stacks give none', () => {
    const formats = traceFormats({ ...formatTexts('6.18'), stackFormat: '' })
    assert.equal(formats.stack, undefined)
  })
})

describe('layout of a trace page', () => {
  const { headerPage, headerEvent } = formatTexts('6.18')

  it('is that of header_page and header_event', () => {
    const layout = parseRingBufferLayout(headerPage, headerEvent)
    assert.equal(layout?.pageBytes, 4096)
    assert.equal(layout.dataOffset, 16)
    assert.equal(layout.typeLenBits, 5)
    assert.equal(layout.maxTypeLen, 28)
  })

  it('of larger sub-buffers (6.8 and later) and of 32-bit kernels is followed', () => {
    const large = parseRingBufferLayout(headerPage.replace('4080', '16368'), headerEvent)
    assert.equal(large?.pageBytes, 16_384)
    const small = parseRingBufferLayout(
      headerPage
        .replace('offset:8;\tsize:8', 'offset:8;\tsize:4')
        .replace('offset:16;\tsize:4080', 'offset:12;\tsize:4084'),
      headerEvent,
    )
    assert.equal(small?.dataOffset, 12)
    assert.equal(small.commit.size, 4)
  })

  it('that contradicts itself is refused', () => {
    for (const [from, to] of [
      ['offset:16;\tsize:4080', 'offset:4;\tsize:4080'],
      ['size:4080', 'size:999999'],
      ['timestamp;\toffset:0;\tsize:8', 'timestamp;\toffset:0;\tsize:4'],
      ['commit;\toffset:8;\tsize:8', 'commit;\toffset:8;\tsize:3'],
    ] as const) {
      assert.ok(headerPage.includes(from))
      assert.equal(parseRingBufferLayout(headerPage.replace(from, to), headerEvent), undefined)
    }
    for (const [from, to] of [
      ['27 bits', '26 bits'],
      ['array       :   32', 'array       :   16'],
      ['type == 30', 'type == 3'],
    ] as const) {
      assert.ok(headerEvent.includes(from))
      assert.equal(parseRingBufferLayout(headerPage, headerEvent.replace(from, to)), undefined)
    }
  })
})
