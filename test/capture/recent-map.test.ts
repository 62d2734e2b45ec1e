import assert from 'node:assert/strict'
import { RecentMap } from '../../capture/recent-map.js'

describe('what was used lately', () => {
  it('is kept as long as it is used, and goes when so much else was', () => {
    const map = new RecentMap<number, string>(100)
    map.set(0, 'in use')
    map.set(1, 'idle')
    const gone: string[] = []
    for (let key = 2; key < 1000; key += 1) {
      gone.push(...map.makeRoom())
      map.set(key, String(key))
      assert.equal(map.get(0), 'in use')
      assert.ok(map.size <= 300, String(map.size))
    }
    assert.equal(map.get(1), undefined)
    assert.ok(gone.includes('idle'))
    assert.ok(!gone.includes('in use'))
    assert.equal(gone.length + map.size, 1000)
    for (let key = 900; key < 1000; key += 1) assert.equal(map.get(key), String(key))
  })

  it('is not told as forgotten once it was deleted or set anew', () => {
    const map = new RecentMap<string, number>(1)
    map.set('a', 1)
    assert.deepEqual([...map.makeRoom()], [])
    map.set('a', 2)
    assert.deepEqual([...map.makeRoom()], [])
    assert.equal(map.get('a'), 2)
    map.delete('a')
    assert.deepEqual([...map.entries()], [])
  })
})
