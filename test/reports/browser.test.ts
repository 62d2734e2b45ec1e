import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
import { compare } from '../../analyze/compare/compare.js'
import { renderDiff } from '../../reports/diff/render-diff.js'
import { renderReport } from '../../reports/render.js'
import { fiveFaults, nothingLost, ownLosses, udpStopped } from './cases.js'
import { chromiumArguments, chromiumPath } from './chromium.js'
import { hostileText, withTexts } from './hostile.js'

/** What Jenkins serves artifacts with: no scripts, no inline style, no images but files. */
const jenkinsPolicy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'"

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

describe('HTML report in a browser', function () {
  this.timeout(120_000)
  let browser: Browser | undefined
  let axe = ''

  before(async function () {
    if (!existsSync(chromiumPath)) {
      console.log(`      skipped: ${chromiumPath} is not installed`)
      this.skip()
    }
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [...chromiumArguments],
      headless: true,
    })
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  })
  after(() => browser?.close())

  /** Opens a page from memory: whatever it asks for beside itself is recorded in `asked`. */
  async function open(content: string, policy: string | undefined, asked: string[]): Promise<Page> {
    assert.ok(browser !== undefined)
    // Scripts of the page stay off by its own policy; axe is brought in by the debugger.
    const context = await browser.newContext({ viewport: { width: 1440, height: 800 } })
    const page = await context.newPage()
    await page.route('**/*', async (route) => {
      const { href } = new URL(route.request().url())
      if (href !== 'http://report.test/report.html') asked.push(href)
      await route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: content,
        ...(policy === undefined ? {} : { headers: { 'content-security-policy': policy } }),
      })
    })
    await page.goto('http://report.test/report.html')
    return page
  }

  const overflow = (page: Page): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

  /** Labels that a chart's edge cuts off, by more than the halo around them. */
  const clippedLabels = (page: Page): Promise<readonly string[]> =>
    page.evaluate(`[...document.querySelectorAll('svg.chart')].flatMap((chart) => {
      const { left, right } = chart.getBoundingClientRect()
      return [...chart.querySelectorAll(':scope > text')]
        .filter((text) => {
          const box = text.getBoundingClientRect()
          return box.left < left - 3 || box.right > right + 3
        })
        .map((text) => chart.querySelector('title').id + ': ' + text.textContent)
    })`)

  const hostile = withTexts(fiveFaults, hostileText)
  const pages: Readonly<Record<string, () => Promise<string>>> = {
    fiveFaults: () => renderReport(fiveFaults, 'html'),
    nothingLost: () => renderReport(nothingLost, 'html'),
    ownLosses: () => renderReport(ownLosses, 'html'),
    hostile: () => renderReport(hostile, 'html'),
    comparison: () => renderDiff(compare(udpStopped.findings, hostile.findings), 'html'),
  }
  for (const [name, rendered] of Object.entries(pages))
    it(`${name}: accessible at 360 and 1440 px, light and dark; nothing sticks out or is fetched`, async () => {
      const asked: string[] = []
      const page = await open(await rendered(), undefined, asked)
      await page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
      await page.evaluate(axe)
      for (const width of [360, 1440])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 800 })
          await page.emulateMedia({ colorScheme })
          assert.equal(await overflow(page), 0, `${width} px`)
          assert.deepEqual(await clippedLabels(page), [], `${width} px`)
          const violations: readonly Violation[] = await page.evaluate(
            'axe.run().then((result) => result.violations)',
          )
          assert.deepEqual(
            violations.map((v) => [v.id, v.nodes[0]?.html.slice(0, 200)]),
            [],
            `${width} px, ${colorScheme}`,
          )
        }
      const elements = "document.querySelectorAll('script, img').length"
      assert.equal(await page.evaluate(elements), 1, 'the script of the page and nothing else')
      assert.deepEqual(asked, [])
      await page.context().close()
    })

  it('is readable under the policy of a build server: text, charts and their colours', async () => {
    const asked: string[] = []
    const content = await renderReport(udpStopped, 'html')
    const page = await open(content, jenkinsPolicy, asked)
    const h1 = page.locator('h1')
    assert.match(await h1.innerText(), /^2,000 packets were lost/)
    const bar = page.locator('svg[aria-labelledby^="loss-bar"] rect')
    const box = await bar.first().boundingBox()
    assert.ok(box !== null && box.width > 500 && box.height > 20)
    assert.match((await bar.first().getAttribute('fill')) ?? '', /^#[0-9a-f]{6}$/)
    assert.deepEqual(asked, [])
    await page.context().close()
  })

  it('filters by a time window, sorts, copies and opens what a link leads to', async () => {
    const page = await open(await renderReport(fiveFaults, 'html'), undefined, [])
    const cards = page.locator('article.card:visible')
    const all = await cards.count()
    await page.getByLabel('Window to').fill('0')
    assert.ok((await cards.count()) < all)
    assert.match(await page.locator('.window output').innerText(), /all others are hidden/)
    await page.getByRole('button', { name: 'Whole recording' }).click()
    assert.equal(await cards.count(), all)

    await page.evaluate("document.querySelector('.brushable').scrollIntoView()")
    const plot = await page.locator('.brushable').boundingBox()
    assert.ok(plot !== null)
    await page.mouse.move(plot.x + plot.width * 0.9, plot.y + 80)
    await page.mouse.down()
    await page.mouse.move(plot.x + plot.width * 0.99, plot.y + 80)
    await page.mouse.up()
    assert.ok((await cards.count()) < all)
    assert.equal(await page.locator('.brush').isVisible(), true)
    await page.getByRole('button', { name: 'Whole recording' }).click()

    const table = page.locator('table', { hasText: 'Flows that lost packets' })
    const column = async (): Promise<readonly number[]> =>
      (await table.locator('tbody td:nth-child(2)').allInnerTexts()).map((text) =>
        Number(text.replaceAll(',', '')),
      )
    const lost = table.locator('thead th:nth-child(2) button')
    await lost.click()
    const falling = await column()
    assert.deepEqual(
      falling,
      [...falling].sort((a, b) => b - a),
    )
    await lost.click()
    assert.deepEqual(await column(), [...falling].reverse())
    assert.equal(await table.locator('[aria-sort="ascending"]').count(), 1)

    await page.getByRole('button', { name: 'Copy' }).first().click()
    await page.getByRole('button', { name: /Copied|Selected/ }).waitFor()
    await page.evaluate("location.hash = '#cause-udp-rcvbuf-full'")
    await page.waitForFunction('window.scrollY > 500')
    await page.context().close()
  })

  it('prints all that is folded away, without boxes that scroll', async () => {
    const page = await open(await renderReport(fiveFaults, 'html'), undefined, [])
    const table = page.locator('table', { hasText: 'Dropped packets by layer' })
    assert.equal(await table.isVisible(), false)
    await page.emulateMedia({ media: 'print' })
    assert.equal(await table.isVisible(), true)
    const boxes =
      "[...document.querySelectorAll('.scroll')].map((b) => getComputedStyle(b).overflowX)"
    assert.deepEqual([...new Set(await page.evaluate<string[]>(boxes))], ['visible'])
    assert.ok((await page.pdf()).length > 20_000)
    await page.context().close()
  })
})
