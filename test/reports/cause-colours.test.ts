import assert from 'node:assert/strict'
import { allColours, assignColours, causeColours } from '../../reports/cause-colours.js'

/** Relative luminance, WCAG 2.1. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

describe('cause colours', () => {
  for (const { id, light, dark } of allColours)
    it(`${id}: ${light} carries white text, ${dark} dark text (AA)`, () => {
      assert.ok(contrast(light, '#ffffff') >= 4.5, String(contrast(light, '#ffffff')))
      assert.ok(contrast(dark, '#14181d') >= 4.5, String(contrast(dark, '#14181d')))
    })
  it('gives a cause the same colour in every report, as long as it comes first', () => {
    const alone = assignColours(['udp-rcvbuf-full']).get('udp-rcvbuf-full')
    const among = assignColours(['udp-rcvbuf-full', 'no-route', 'mtu-df']).get('udp-rcvbuf-full')
    assert.deepEqual(alone, among)
  })
  it('gives different causes different colours while there are any', () => {
    const names = Array.from({ length: causeColours.length }, (_, i) => `cause-${i}`)
    assert.equal(new Set(assignColours(names).values()).size, causeColours.length)
    assert.equal(assignColours([...names, 'one-more']).size, causeColours.length + 1)
  })
})
