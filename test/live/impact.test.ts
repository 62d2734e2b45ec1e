/** What drops cost, made for real: numbers of the report against those of the kernel and of the fault itself. */
import assert from 'node:assert/strict'
import type { Finding, Findings } from '../../analyze/finding.js'
import { Lab } from './lab/lab.js'
import { Recording } from './lab/recording.js'
import { startTcpPeer } from './lab/tcp-peer.js'
import { east, loopbackOnly, twoHosts } from './lab/topology.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot } from './root-only.js'

async function recorded(
  setUp: (lab: Lab) => Promise<void>,
  run: (lab: Lab) => Promise<void>,
): Promise<Findings> {
  const lab = await Lab.open()
  try {
    await setUp(lab)
    const recording = await Recording.start(lab.folder, [])
    try {
      await run(lab)
      await recording.stop()
      return await recording.report()
    } finally {
      recording.kill()
    }
  } finally {
    await lab.tearDown()
  }
}

function firewallFinding({ findings }: Findings): Finding {
  const found = findings.find((f) => f.cause === 'firewall-input' && f.drops > 0)
  assert.ok(found, `no firewall-input among ${findings.map((f) => f.cause).join()}`)
  return found
}

/** Counter of the namespace since it was made. */
async function counterOf(lab: Lab, role: string, name: string): Promise<number> {
  const text = await lab.run(role, `nstat -asz ${name}`)
  return Number(/\s(\d+)\s/.exec(text.slice(text.indexOf(name)))?.[1])
}

const rules = (rule: string): string =>
  `table inet lab {
  chain guard {
    type filter hook input priority 0; policy accept;
    ${rule}
  }
}
`

describe('impact, live', function () {
  this.timeout(120_000)
  before(function () {
    requireRoot(this)
  })

  it('tells every retransmission of segments that a firewall drops', async () => {
    let retransmitted = 0
    const report = await recorded(
      async (lab) => {
        await twoHosts(lab)
        await lab.startTool('east', 'tcp-listen', { port: 9020, mode: 'echo' })
        // no offload: one segment is one packet, wherever it is counted
        await lab.run('west', 'ethtool -K lan0 tso off gso off gro off')
        await lab.run('east', 'ethtool -K lan0 tso off gso off gro off')
        await lab.nft(
          'east',
          rules('tcp dport 9020 ip length > 500 numgen inc mod 23 == 7 counter drop'),
        )
      },
      async (lab) => {
        await lab.tool('west', 'tcp-connect', { to: east.address, port: 9020, bytes: 600_000 })
        retransmitted = await counterOf(lab, 'west', 'TcpRetransSegs')
      },
    )
    const { impact, drops } = firewallFinding(report)
    assert.equal(impact.state, 'visible')
    assert.equal(impact.matched, drops)
    assert.equal(impact.tcp?.segments, drops)
    assert.equal(impact.tcp.sentAgain, drops)
    assert.equal(impact.tcp.onDuplicateAck + impact.tcp.onTimer, drops)
    // the sender may send again more than was lost (tail loss probes): never less is seen than the kernel counts of these
    assert.ok(impact.tcp.retransmissions >= new Set([drops]).size)
    assert.ok(
      impact.tcp.retransmissions <= retransmitted,
      `${impact.tcp.retransmissions} seen, the kernel counts ${retransmitted}`,
    )
    assert.equal(report.elsewhere.state, 'none')
  })

  it('times a connection that lost its first SYN', async () => {
    const report = await recorded(
      async (lab) => {
        await twoHosts(lab)
        await lab.startTool('east', 'tcp-listen', { port: 9021, mode: 'echo' })
        await lab.nft('east', rules('tcp dport 9021 tcp flags syn counter drop'))
      },
      async (lab) => {
        await lab.startSender('west', 'tcp-connect', { to: east.address, port: 9021, bytes: 100 })
        await waitUntil('the SYN to be dropped', async () =>
          (await lab.run('east', 'nft list ruleset')).includes('packets 1 '),
        )
        await lab.run('east', 'nft flush ruleset')
        await waitUntil('the connection', async () =>
          (await lab.run('west', 'ss -Htan')).includes('TIME-WAIT'),
        )
      },
    )
    const { impact, drops } = firewallFinding(report)
    assert.equal(drops, 1)
    assert.equal(impact.connects?.attempts, 1)
    assert.equal(impact.connects.connected, 1)
    assert.equal(impact.connects.retries, 1)
    const { connectedAfterMs } = impact.connects
    // RFC 6298: the first SYN is repeated after one second
    assert.ok(
      connectedAfterMs !== null && Math.abs(connectedAfterMs.max - 1030) < 130,
      String(connectedAfterMs?.max),
    )
  })

  it('says that segments were lost before they came here', async () => {
    const count = 31
    const report = await recorded(
      async (lab) => {
        await loopbackOnly(lab)
        await lab.run('solo', 'ip tuntap add dev tun0 mode tun')
        await lab.run('solo', 'ip link set tun0 addrgenmode none')
        await lab.run('solo', 'ip address add 10.78.0.1/24 dev tun0')
        await lab.run('solo', 'ip link set tun0 up')
        await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9022 })
      },
      async (lab) => {
        const peer = await startTcpPeer(lab, 'solo', { port: 9022, scenario: 'lost-before', count })
        peer.write('go\n')
        await peer.said('done')
      },
    )
    const { elsewhere } = report
    assert.equal(elsewhere.state, 'found', elsewhere.statement)
    const [flow] = elsewhere.flows
    assert.equal(flow?.src, '10.78.0.2')
    assert.equal(flow.interface, 'tun0')
    assert.equal(flow.gaps, count)
    assert.equal(flow.missing, count * 100)
    assert.equal(flow.filled, count)
    assert.ok((flow.duplicateAcks ?? 0) >= count, String(flow.duplicateAcks))
    assert.match(elsewhere.statement, /This host did not lose them/)
  })
})
