import assert from 'node:assert/strict'
import { DropBooks } from '../../../../capture/drop-sources/rows/drop-books.js'

describe('books of drops', () => {
  it('hold all until they are opened and closed', () => {
    const books = new DropBooks()
    assert.deepEqual(
      [0, 1e15].map((atNs) => books.holds(atNs)),
      [true, true],
    )
    assert.equal(books.isClosed, false)
    assert.deepEqual(books.outside, { beforeFirstReading: 0, afterLastReading: 0 })
  })

  it('hold what lies between, the limits included, and count the rest by side', () => {
    const books = new DropBooks()
    books.open(100)
    books.close(200)
    assert.deepEqual(
      [99, 100, 200, 201].map((atNs) => books.holds(atNs)),
      [false, true, true, false],
    )
    books.leaveOut(99, 7)
    books.leaveOut(201, 5)
    books.leaveOutBefore(2)
    books.leaveOutAfter(3)
    assert.deepEqual(books.outside, { beforeFirstReading: 9, afterLastReading: 8 })
  })

  it('are moved on by closing them again', () => {
    const books = new DropBooks()
    books.close(200)
    books.close(300)
    assert.equal(books.holds(250), true)
    assert.equal(books.isClosed, true)
  })
})
