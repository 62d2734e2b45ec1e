import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { counterData } from '../../../analyze/kernel/counter-data.js'
import { counterMeaning } from '../../../analyze/kernel/counters.js'
import { inlinedData } from '../../../analyze/kernel/inlined-data.js'
import { movedCounterData } from '../../../analyze/kernel/moved-counter-data.js'
import { countersMovedBy, moversOf } from '../../../analyze/kernel/moved-counters.js'
import { reasonData } from '../../../analyze/kernel/reason-data.js'
import { noLossWhen, reasonsSince } from '../../../analyze/kernel/reason-history.js'
import { reasonMeaning } from '../../../analyze/kernel/reasons.js'
import { siteData } from '../../../analyze/kernel/site-data.js'
import { functionsShownAt, siteMeaning } from '../../../analyze/kernel/sites.js'
import {
  mac80211Reasons,
  openvswitchReasons,
} from '../../../analyze/kernel/subsystem-reason-data.js'
import { dropReasons } from '../../../capture/host/drop-reasons.js'
import { packageRoot } from '../../../session/package-root.js'

const duplicates = (names: readonly string[]): string[] =>
  names.filter((name, i) => names.indexOf(name) !== i)
const namesOf = (rows: readonly (readonly [string, ...unknown[]])[]): string[] =>
  rows.map(([name]) => name)

describe('atlas', () => {
  it('says nothing twice', () => {
    for (const rows of [
      reasonData,
      counterData,
      siteData,
      inlinedData,
      mac80211Reasons,
      openvswitchReasons,
    ])
      assert.deepEqual(duplicates(namesOf(rows)), [])
    assert.deepEqual(duplicates(Object.values(reasonsSince).flat()), [])
  })

  it('says since when of every reason, and of no other', () => {
    assert.deepEqual(Object.values(reasonsSince).flat().sort(), namesOf(reasonData).sort())
    const unknown = Object.keys(noLossWhen).filter((name) => reasonMeaning(name) === undefined)
    assert.deepEqual(unknown, [])
  })

  it('names only reasons, sites and counters that it knows where it says what moves what', () => {
    const counters = new Set(namesOf(counterData))
    const sites = new Set([...namesOf(siteData), ...namesOf(inlinedData)])
    const unknown = movedCounterData.flatMap(([reason, ofSites, moved]) => [
      ...(reasonMeaning(reason) === undefined ? [reason] : []),
      ...ofSites.split(' ').filter((site) => site !== '' && !sites.has(site)),
      ...moved.split(' ').filter((counter) => !counters.has(counter)),
    ])
    assert.deepEqual(unknown, [])
  })

  it('tells what a drop moves, and what moves a counter', () => {
    const moved = countersMovedBy('NO_SOCKET', '__udp4_lib_rcv.constprop.0').map((m) => m.counter)
    assert.deepEqual(moved, ['snmp:Udp.NoPorts'])
    assert.deepEqual(countersMovedBy('NO_SOCKET', 'tcp_v4_rcv'), [])
    const reasons = new Set(moversOf('snmp:Udp.InErrors').map((m) => m.reason))
    assert.deepEqual([...reasons].sort(), [
      'NOT_SPECIFIED',
      'PKT_TOO_SMALL',
      'PROTO_MEM',
      'SECURITY_HOOK',
      'SOCKET_FILTER',
      'SOCKET_RCVBUFF',
      'UDP_CSUM',
      'XFRM_POLICY',
    ])
    assert.ok(moversOf('link:eth0.rx_dropped').length > 2)
    assert.equal(moversOf('snmp:Ip.ReasmTimeout')[0]?.per, 'datagram')
  })

  it('knows a function under the names that compilers give it', () => {
    assert.match(siteMeaning('ip_rcv_finish_core.constprop.0')?.meaning ?? '', /Routing/)
    assert.equal(siteMeaning('ip_rcv_finish_core.isra.0.cold')?.layer, 'network')
    assert.equal(siteMeaning('no_such_function'), undefined)
    assert.deepEqual(functionsShownAt('tcp_v4_do_rcv'), [
      'tcp_rcv_established',
      'tcp_data_queue',
      'tcp_data_queue_ofo',
      'tcp_ofo_queue',
    ])
    assert.deepEqual(functionsShownAt('ip_rcv'), [])
  })

  it('knows reasons of subsystems', () => {
    assert.match(reasonMeaning('OVS_DROP_METER')?.meaning ?? '', /meter/)
    assert.match(reasonMeaning('RX_DROP_U_REPLAY')?.meaning ?? '', /replay/)
    assert.match(reasonMeaning('RX_DROP_M_BAD_BCN_KEYIDX')?.meaning ?? '', /beacon/)
    assert.equal(reasonMeaning('RX_DROP_U_NEW_ONE'), undefined)
  })
})

describe('coverage of the atlas', () => {
  it('takes in every drop reason of the running kernel', function () {
    const { all } = dropReasons()
    if (all.length === 0) {
      console.log('      skipped: this machine shows no drop reasons (neither BTF nor tracefs)')
      this.skip()
    }
    assert.deepEqual(
      all.map((r) => r.name).filter((name) => reasonMeaning(name) === undefined),
      [],
    )
  })

  const folder = join(packageRoot, 'fixtures', 'raw', 'proc')
  for (const kernel of readdirSync(folder).filter((name) => !name.endsWith('.md'))) {
    it(`takes in every counter in snmp, snmp6 and netstat of ${kernel}`, () => {
      const read = (file: string): string =>
        readdirSync(join(folder, kernel)).includes(file)
          ? readFileSync(join(folder, kernel, file), 'utf8')
          : ''
      assert.deepEqual(unknownIn(counterNames(read('snmp'), read('snmp6'), read('netstat'))), [])
    })
  }

  it('takes in every counter in snmp, snmp6 and netstat of the running kernel', function () {
    if (process.platform !== 'linux') this.skip()
    const read = (file: string): string => readFileSync(`/proc/self/net/${file}`, 'utf8')
    assert.deepEqual(unknownIn(counterNames(read('snmp'), read('snmp6'), read('netstat'))), [])
  })

  it('tells an unknown counter as unknown, not as harmless', () => {
    assert.equal(counterMeaning('netstat:TcpExt.NotThereYet').isDrop, 'unknown')
  })
})

const unknownIn = (names: readonly string[]): string[] =>
  names.filter((name) => counterMeaning(name).isDrop === 'unknown')

/** Names as the counter sources make them, read here in another way. */
function counterNames(snmp: string, snmp6: string, netstat: string): string[] {
  const paired = (file: string, text: string): string[] =>
    text.split('\n').flatMap((line, i, lines) => {
      const [group = '', ...fields] = line.split(/\s+/).filter((word) => word !== '')
      const isHead = lines[i + 1]?.startsWith(group) === true && /^[A-Za-z]/.test(fields[0] ?? '')
      return group !== '' && isHead
        ? fields.map((field) => `${file}:${group.slice(0, -1)}.${field}`)
        : []
    })
  const ipv6 = snmp6.split('\n').flatMap((line) => {
    const [name = ''] = line.split(/\s+/)
    return name === '' ? [] : [`snmp6:${name}`]
  })
  return [...paired('snmp', snmp), ...ipv6, ...paired('netstat', netstat)]
}
