import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { renderReport } from '../../reports/render.js'
import { loadSections } from '../../reports/section.js'
import { allCases, cutOff, fiveFaults, nothingLost, ownLosses, udpStopped } from './cases.js'

const idsOf = (page: string): readonly string[] =>
  Array.from(page.matchAll(/\sid="([^"]*)"/g), (match) => match[1] ?? '')

/** Like assert.match, but does not print the page. */
const matches = (page: string, what: RegExp): void => assert.ok(what.test(page), String(what))
const lacks = (page: string, what: RegExp): void => assert.equal(what.exec(page)?.[0], undefined)

describe('HTML report', function () {
  // d3-node takes half a second to load, more on a busy machine.
  this.timeout(20_000)

  for (const [name, model] of Object.entries(allCases))
    describe(name, () => {
      let page = ''
      before(async () => {
        page = await renderReport(model, 'html')
      })
      it('allows its own style and script by their hashes, images as data, and nothing else', () => {
        const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1]
        const hash = (name: string): string => {
          const text = new RegExp(`<${name}>([^]*?)</${name}>`).exec(page)?.[1] ?? ''
          return `sha256-${createHash('sha256').update(text).digest('base64')}`
        }
        assert.equal(
          policy,
          `default-src 'none'; style-src '${hash('style')}'; script-src '${hash('script')}'; img-src data:; base-uri 'none'; form-action 'none'`,
        )
      })
      it('fetches nothing and runs nothing but one script of its own', () => {
        assert.equal(page.match(/<script\b/gi)?.length, 1)
        lacks(page, /<(iframe|link|object|embed|form)\b/i)
        lacks(page, /\bon\w+=|javascript:|@import/i)
        for (const [, target = ''] of page.matchAll(/\b(?:href|src)="([^"]*)"/g))
          assert.match(target, /^(#|data:image\/png;base64,)/)
        lacks(page, /url\(/)
        assert.equal(page.replaceAll('http://www.w3.org/2000/svg', '').match(/https?:\/\//), null)
      })
      it('has unique ids, and a target for every link', () => {
        const ids = idsOf(page)
        assert.equal(new Set(ids).size, ids.length)
        for (const [, target = ''] of page.matchAll(/href="#([^"]*)"/g))
          assert.ok(ids.includes(target), target)
      })
      it('has one h1 and headings in order', () => {
        const levels = Array.from(page.matchAll(/<h(\d)/g), (match) => Number(match[1]))
        assert.deepEqual(
          levels.filter((level) => level === 1),
          [1],
        )
        levels.slice(1).forEach((level, i) => assert.ok(level <= (levels[i] ?? 0) + 1))
      })
      it('needs no style attribute, which a strict policy would block', () => {
        lacks(page, /\sstyle="/)
      })
      it('comes out the same twice and below 300 KB', async () => {
        assert.equal(await renderReport(model, 'html'), page)
        assert.ok(Buffer.byteLength(page) < 300_000, String(Buffer.byteLength(page)))
      })
    })

  it('answers on its first screen: how many, why, who, what to do, trust', async () => {
    const page = await renderReport(udpStopped, 'html')
    const first = page.slice(page.indexOf('<h1>'), page.indexOf('<nav'))
    for (const part of [
      '2,000 packets were lost in 60 s (98,412 captured); one cause explains all of them.',
      'udp-rcvbuf-full',
      'python3 (pid 4711, stopped)',
      'Let python3 (pid 4711) run again',
      'Can this be trusted?',
    ])
      assert.ok(first.includes(part), part)
  })
  it('puts own losses and a cut-off before the verdict', async () => {
    const lost = await renderReport(ownLosses, 'html')
    assert.ok(lost.indexOf('The capture lost 18,233 packets (15.6%)') < lost.indexOf('<h1>'))
    matches(lost, /Counters were not read: the disk was slow\./)
    const cut = await renderReport(cutOff, 'html')
    assert.ok(cut.indexOf('Cut off.') < cut.indexOf('<h1>'))
  })
  it('says plainly that nothing was lost, and claims no cause', async () => {
    const page = await renderReport(nothingLost, 'html')
    matches(page, /<h1>No packet was lost in 60 s, with 98,412 packets captured\.<\/h1>/)
    lacks(page, /id="loss-bar/)
  })
  it('does not call a loss-free session clean when it is incomplete', async () => {
    const { findings } = nothingLost
    const health = [{ source: 'bpf', status: 'unavailable' as const, why: 'No BTF.', lost: 0 }]
    const page = await renderReport({ ...nothingLost, findings: { ...findings, health } }, 'html')
    matches(page, /<h1>No loss was seen in 60 s[^<]*, but the recording is incomplete\.<\/h1>/)
  })
  it('gives each chart a title, a description and a table with its numbers', async () => {
    const page = await renderReport(fiveFaults, 'html')
    const charts = Array.from(page.matchAll(/aria-labelledby="(\S+)-title \S+-desc"/g), (m) => m[1])
    assert.deepEqual(charts, [
      'loss-bar',
      'timeline-chart',
      'ladder-chart',
      'path-chart',
      'cpu-heat',
    ])
    assert.ok((page.match(/<details class="twin">/g) ?? []).length >= charts.length)
  })
})

describe('report sections', () => {
  it('are found in their folder, in order, verdict first', async () => {
    const sections = await loadSections()
    assert.equal(sections[0]?.name, 'verdict')
    const orders = sections.map((section) => section.order)
    assert.equal(new Set(orders).size, orders.length)
    assert.ok(sections.every((section) => section.title !== '' && section.question.endsWith('?')))
  })
})
