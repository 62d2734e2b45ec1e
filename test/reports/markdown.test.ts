import assert from 'node:assert/strict'
import { mdBlock, mdCode, mdTable, mdText } from '../../reports/markdown.js'
import { renderReport } from '../../reports/render.js'
import { allCases, cutOff, fiveFaults, ownLosses } from './cases.js'

describe('Markdown escaping', () => {
  it('leaves no markup in prose', () => {
    assert.equal(
      mdText('<b>*x*</b> [a](b) `c` | _d_', 99),
      '\\<b\\>\\*x\\*\\</b\\> \\[a\\](b) \\`c\\` \\| \\_d\\_',
    )
    assert.equal(mdText('# no heading', 99), '\\# no heading')
    assert.equal(mdText('1. no list', 99), '1\\. no list')
    assert.equal(mdText('10.0.0.1 is an address', 99), '10.0.0.1 is an address')
    assert.equal(mdText('a\n# b', 99), 'a␊# b')
  })
  it('links and mentions nobody', () => {
    assert.equal(mdText('see https://evil.example/x now', 99), 'see `https://evil.example/x` now')
    assert.equal(mdText('by @torvalds in #12', 99), 'by `@torvalds` in `#12`')
  })
  it('fences code with more backticks than it holds', () => {
    assert.equal(mdCode('a``b', 99), '```a``b```')
    assert.equal(mdCode('`x', 99), '`` `x ``')
    assert.equal(mdBlock('a\n```\nb', 'sh'), '````sh\na\n```\nb\n````')
  })
  it('keeps cells in their columns', () => {
    assert.equal(
      mdTable(['name', 'n:'], [[mdCode('a|b', 9), '1']]),
      '| name | n |\n| --- | ---: |\n| `a\\|b` | 1 |',
    )
  })
})

describe('Markdown report', () => {
  for (const [name, model] of Object.entries(allCases))
    it(`${name}: below 60 KB, no HTML, verdict in the first line`, async () => {
      const text = await renderReport(model, 'md')
      assert.ok(Buffer.byteLength(text) < 60_000)
      assert.doesNotMatch(text.replace(/```[^]*?```/g, ''), /(?<!\\)<\w/)
      assert.match(text.split('\n')[0] ?? '', /^# .*(lost|loss)/)
    })
  it('says verdict, causes, who, what to do and trust in its first ten lines', async () => {
    const head = (await renderReport(fiveFaults, 'md')).split('\n').slice(0, 10).join('\n')
    for (const part of ['10,636', 'firewall-input', 'Hurt:', 'Do:', '1 source of 3', 'edge-07'])
      assert.ok(head.includes(part), part)
  })
  it('puts own losses and a cut-off into the first lines', async () => {
    const head = async (model: typeof ownLosses): Promise<string> =>
      (await renderReport(model, 'md')).split('\n').slice(0, 4).join('\n')
    assert.match(
      await head(ownLosses),
      /Own losses:\*\* The capture lost 18,233 packets \(15\.6%\)/,
    )
    assert.match(await head(cutOff), /Cut off:/)
  })
})
