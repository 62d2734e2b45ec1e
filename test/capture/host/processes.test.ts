import assert from 'node:assert/strict'
import {
  commandLine,
  parseProcessStat,
  parseSchedstatWait,
} from '../../../capture/host/processes.js'
import { parseSocketLink } from '../../../capture/host/socket-owners.js'

const stat = (comm: string): string =>
  `4242 (${comm}) T 1 4242 4242 0 -1 4194560 88 0 0 0 150 50 0 0 20 0 3 0 987654 1000 200 18446744073709551615 1 1 0\n`

describe('processes', () => {
  it('reads state, CPU time, threads and start of /proc/PID/stat', () => {
    assert.deepEqual(parseProcessStat(stat('node')), {
      comm: 'node',
      state: 'T',
      cpuMs: 2000,
      threads: 3,
      startTicks: 987654,
    })
  })

  it('is not misled by a command name with parentheses, blanks and newlines', () => {
    for (const comm of ['a) R 1 2 (b', ') Z', '((', 'x\ny', ' ', '']) {
      const parsed = parseProcessStat(stat(comm))
      assert.equal(parsed?.comm, comm)
      assert.equal(parsed.state, 'T')
    }
  })

  it('gives nothing for what is truncated or garbage', () => {
    assert.equal(parseProcessStat(''), undefined)
    assert.equal(parseProcessStat('4242 (node'), undefined)
    assert.equal(parseProcessStat('4242 (node) T 1 4242'), undefined)
    assert.equal(parseProcessStat('garbage ) ('), undefined)
  })

  it('reads the wait of schedstat', () => {
    assert.equal(parseSchedstatWait('3154000 2000000 17\n'), 2000000)
    assert.equal(parseSchedstatWait(''), undefined)
    assert.equal(parseSchedstatWait('3154000'), undefined)
  })

  it('joins arguments by blanks', () => {
    assert.equal(commandLine('nginx\0-g\0daemon off;\0\0'), 'nginx -g daemon off;')
    assert.equal(commandLine(''), '')
  })

  it('knows descriptors that are sockets', () => {
    assert.equal(parseSocketLink('socket:[12345]'), 12345)
    assert.equal(parseSocketLink('/tmp/socket:[1]'), undefined)
    assert.equal(parseSocketLink('pipe:[1]'), undefined)
  })
})
