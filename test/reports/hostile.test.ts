import assert from 'node:assert/strict'
import type { ReportModel } from '../../analyze/model/report-model.js'
import { renderReport } from '../../reports/render.js'
import { allCases } from './cases.js'
import { hostileText, withTexts } from './hostile.js'

/** Controls but the line feed, bidi controls, zero-width characters, NUL. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}]/u

/** Where a Markdown reader would see a tag: outside code, not escaped (CommonMark 6.1 to 6.3). */
function tags(markdown: string): readonly string[] {
  const prose = markdown.replace(/^(`{3,})[^\n]*\n[^]*?\n\1$/gm, '')
  const found: string[] = []
  for (const line of prose.split('\n'))
    for (let i = 0; i < line.length; i++) {
      if (line[i] === '\\') i++
      else if (line[i] === '`') {
        const run = /^`+/.exec(line.slice(i))?.[0] ?? ''
        const close = line
          .slice(i + run.length)
          .search(new RegExp(`(?<!\`)\`{${run.length}}(?!\`)`))
        i += close < 0 ? run.length - 1 : close + 2 * run.length - 1
      } else if (/^<[a-z/!?]/i.test(line.slice(i, i + 2))) found.push(line.slice(i, i + 40))
    }
  return found
}

describe('hostile text in every field', function () {
  this.timeout(20_000)
  for (const [name, model] of Object.entries(allCases)) {
    const hostile: ReportModel = withTexts(model, hostileText)
    it(`${name}: stays text in HTML`, async () => {
      const page = await renderReport(hostile, 'html')
      // The page's own script is one, at the end of the body.
      assert.equal(page.match(/<script|<img|<\/script/gi)?.join(' '), '<script </script')
      assert.equal(unseen.exec(page)?.[0], undefined)
      assert.ok(!page.includes('</pre></title>'))
      assert.ok(page.includes('\\u202e'))
    })
    it(`${name}: stays text in Markdown and on a terminal`, async () => {
      const markdown = await renderReport(hostile, 'md')
      assert.equal(unseen.exec(markdown)?.[0], undefined)
      assert.deepEqual(tags(markdown), [])
      const text = await renderReport(hostile, 'text')
      assert.equal(unseen.exec(text)?.[0], undefined)
      assert.ok(text.split('\n').every((line) => Array.from(line).length <= 100))
    })
  }
  it('the check for Markdown sees what it must', () => {
    assert.deepEqual(tags('a `<b>` \\<c> <d>\n```\n<e>\n```\n`` ` <f> ``'), ['<d>'])
  })
})
