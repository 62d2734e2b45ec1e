import assert from 'node:assert/strict'
import { parse as parseNeighbours } from '../../../capture/counter-sources/neighbour-cache.js'
import { parse as parseConntrack } from '../../../capture/counter-sources/nf-conntrack.js'
import { parse as parseLimit } from '../../../capture/counter-sources/nf-conntrack-limit.js'
import { parse as parseRoutes } from '../../../capture/counter-sources/rt-cache.js'
import { parse as parseSynproxy } from '../../../capture/counter-sources/synproxy.js'
import { gaugesOf, rawProc, valuesOf } from './raw-proc.js'

describe('files of /proc/net/stat', () => {
  it('sums the CPUs and takes the number of entries once', () => {
    const readings = parseNeighbours('arp_cache', rawProc('6.18.44', 'stat-arp_cache'))
    const values = valuesOf(readings)
    assert.equal(values.get('arp_cache:entries'), 9)
    assert.equal(values.get('arp_cache:allocs'), 0x9f + 0x8a)
    assert.equal(values.get('arp_cache:res_failed'), 4)
    assert.equal(values.get('arp_cache:unresolved_discards'), 0x3e)
    assert.equal(values.get('arp_cache:table_fulls'), 0)
    assert.deepEqual(gaugesOf(readings), ['arp_cache:entries'])
  })

  it('reads routes, neighbour discovery and SYNPROXY', () => {
    const routes = valuesOf(parseRoutes(rawProc('6.18.44', 'stat-rt_cache')))
    assert.equal(routes.has('rt_cache:in_martian_src'), true)
    assert.equal(routes.size, 17)
    const ndisc = parseNeighbours('ndisc_cache', rawProc('6.18.44', 'stat-ndisc_cache'))
    assert.equal(valuesOf(ndisc).has('ndisc_cache:res_failed'), true)
    const synproxy = valuesOf(parseSynproxy(rawProc('6.18.44', 'stat-synproxy')))
    assert.equal(synproxy.get('synproxy:cookie_invalid'), 0)
  })

  it('reads connection tracking under the names of its kernel', () => {
    const text = rawProc('6.18.44', 'stat-nf_conntrack')
    const row =
      '00000003  00000000 00000000 00000000 00000004 00000000 00000000 00000000 00000000 00000005 0000000a 00000001 00000000  00000000 00000000 00000000 00000000\n'
    const values = valuesOf(parseConntrack((text.split('\n')[0] ?? '') + '\n' + row + row))
    assert.equal(values.get('conntrack:entries'), 3)
    assert.equal(values.get('conntrack:drop'), 20)
    assert.equal(values.get('conntrack:insert_failed'), 10)
    assert.equal(values.get('conntrack:early_drop'), 2)
    assert.equal(values.get('conntrack:invalid'), 8)
    const old = valuesOf(parseConntrack(rawProc('4.18-layout', 'stat-nf_conntrack')))
    assert.equal(old.has('conntrack:searched'), true)
    assert.equal(old.has('conntrack:clashres'), false)
  })

  it('reads the limits of connection tracking as levels', () => {
    assert.deepEqual(parseLimit('nf_conntrack_max', '65536\n'), [
      { name: 'conntrack:nf_conntrack_max', value: 65536, gauge: true },
    ])
    assert.deepEqual(parseLimit('nf_conntrack_max', '\n'), [])
  })

  it('leaves out a cut row, takes a column that a newer kernel adds, and refuses garbage', () => {
    const header = 'entries  drop future\n'
    const values = valuesOf(parseConntrack(`${header}00000001  00000002 00000003\n00000001  0000`))
    assert.deepEqual(
      [...values],
      [
        ['conntrack:entries', 1],
        ['conntrack:drop', 2],
        ['conntrack:future', 3],
      ],
    )
    assert.deepEqual(parseConntrack(header), [], 'no row is no number')
    assert.throws(() => parseConntrack('00000001 00000002\n'), /conntrack: layout not understood/)
  })
})
