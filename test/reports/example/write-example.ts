/** Renders docs/example anew from its session, and README's screenshot of it. Run it when the look of reports changes. */
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { chromiumPath, chromiumArguments } from '../chromium.js'
import { currentExample, reportPath, screenshotPath } from './current-example.js'

writeFileSync(reportPath, await currentExample())
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [...chromiumArguments],
  headless: true,
})
const page = await browser.newPage({ viewport: { width: 1120, height: 1000 } })
await page.goto(pathToFileURL(reportPath).href)
await page.screenshot({ path: screenshotPath })
await browser.close()
