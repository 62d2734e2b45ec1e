import assert from 'node:assert/strict'
import { RecurringText } from '../../../../capture/drop-sources/drop-monitor/recurring-text.js'

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

describe('recurring text', () => {
  it('ends at a NUL or at the end', () => {
    const texts = new RecurringText()
    assert.equal(texts.at(bytes('xNO_SOCKET\0y'), 1, 12), 'NO_SOCKET')
    assert.equal(texts.at(bytes('NO_SOCKET'), 0, 9), 'NO_SOCKET')
    assert.equal(texts.at(bytes('NO_SOCKET'), 0, 2), 'NO')
    assert.equal(texts.at(bytes(''), 0, 0), '')
  })

  it('never takes one text for another', () => {
    const texts = new RecurringText()
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5000; i++) {
        const text = `reason ${i * 7919}`
        assert.equal(texts.at(bytes(text), 0, text.length), text)
      }
    }
  })
})
