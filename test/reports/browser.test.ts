import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
import { renderReport } from '../../reports/render.js'
import { fiveFaults, nothingLost, ownLosses, udpStopped } from './cases.js'
import { hostileText, withTexts } from './hostile.js'

const executablePath = '/usr/bin/chromium'
const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
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
    if (!existsSync(executablePath)) {
      console.log(`      skipped: ${executablePath} is not installed`)
      this.skip()
    }
    browser = await chromium.launch({ executablePath, args, headless: true })
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

  for (const [name, model] of Object.entries({
    fiveFaults,
    nothingLost,
    ownLosses,
    hostile: withTexts(fiveFaults, hostileText),
  }))
    it(`${name}: accessible at 360 and 1440 px, light and dark; nothing sticks out or is fetched`, async () => {
      const asked: string[] = []
      const page = await open(await renderReport(model, 'html'), undefined, asked)
      await page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
      await page.evaluate(axe)
      for (const width of [360, 1440])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 800 })
          await page.emulateMedia({ colorScheme })
          assert.equal(await overflow(page), 0, `${width} px`)
          const violations: readonly Violation[] = await page.evaluate(
            'axe.run().then((result) => result.violations)',
          )
          assert.deepEqual(
            violations.map((v) => [v.id, v.nodes[0]?.html.slice(0, 200)]),
            [],
            `${width} px, ${colorScheme}`,
          )
        }
      assert.equal(await page.evaluate("document.querySelectorAll('script, img').length"), 0)
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
})
