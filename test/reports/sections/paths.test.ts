import assert from 'node:assert/strict'
import type { DropPath } from '../../../analyze/model/report-model.js'
import { finding, reportModel } from '../model.js'
import { sectionHtml, textOf } from './section-html.js'

const section = (paths: readonly DropPath[]): Promise<string> =>
  sectionHtml(
    reportModel(
      [...new Set(paths.map((path) => path.findingId))].map((id) =>
        finding({ id, cause: id.replace(/-\d$/, ''), drops: 31 }),
      ),
      { dropPaths: { paths, morePaths: 0 } },
    ),
    'paths',
  )

const path = (destination: string, site: string, findingId: string): DropPath => ({
  destination,
  site,
  findingId,
  drops: 31,
})

describe('section from flows to causes', function () {
  this.timeout(20_000)

  it('draws streams that meet', async () => {
    const html = await section([
      path('udp 10.0.0.1:1', 'nft_do_chain', 'firewall-input'),
      path('udp 10.0.0.2:2', 'nft_do_chain', 'firewall-output'),
    ])
    assert.match(html, /aria-labelledby="path-chart-title/)
    assert.match(textOf(html), /One drop site, nft_do_chain, has 2 causes\./)
  })

  it('prints a table where none meet, which says the same', async () => {
    const html = await section([
      path('udp 10.0.0.1:1', 'ip_rcv_core', 'ip-bad-header'),
      path('udp 10.0.0.2:2', 'nft_do_chain', 'firewall-input'),
    ])
    assert.doesNotMatch(html, /<svg|<details/)
    assert.match(textOf(html), /Two drop sites, and each has one cause only\./)
    assert.match(textOf(html), /udp 10\.0\.0\.2:2 nft_do_chain A firewall-input 31/)
  })

  it('counts findings of one cause as one', async () => {
    const html = await section([
      path('udp 10.0.0.1:1', '__udp4_lib_rcv', 'udp-no-listener'),
      path('udp 10.0.0.2:1', '__udp4_lib_rcv', 'udp-no-listener-2'),
    ])
    assert.match(textOf(html), /One drop site, and one cause\./)
  })
})
