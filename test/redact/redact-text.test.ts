import assert from 'node:assert/strict'
import { Pseudonyms } from '../../session/redact/pseudonyms.js'
import { AddressRedaction } from '../../session/redact/redact-address.js'
import { redactSentence } from '../../session/redact/redact-text.js'
import { redactionKey } from '../../session/redact/redaction-key.js'

const key = redactionKey(Buffer.from('a key for tests'))
const redacted = (text: string): string =>
  redactSentence(text, { names: new Pseudonyms(key), addresses: new AddressRedaction(key) })

describe('redaction of sentences', () => {
  it('leaves what names nobody as it is', () => {
    for (const text of [
      "the kernel's own reason is SOCKET_RCVBUFF, the socket's buffer was full",
      'net.ipv4.tcp_mem and net.core.rmem_max on kernel 6.18.44',
      "switched off by '--no-packets'; /proc/net/snmp says so",
      'python3 (pid 4711) is stopped, the process reads nothing',
      'snmp:Udp.RcvbufErrors rose by 3 in 60 s',
    ])
      assert.equal(redacted(text), text)
  })
  it('hides processes, hosts, paths and whatever is quoted', () => {
    assert.match(redacted('numbatd (pid 77) sleeps'), /^proc-[0-9a-f]{8} \(pid 77\) sleeps$/)
    assert.match(redacted('host emu.corp.example answered'), /^host name-[0-9a-f]{8} answered$/)
    assert.match(redacted('file "bilby capture.pcap" is full'), /^file "name-[0-9a-f]{8}" is full$/)
    assert.match(redacted("open '/srv/quokka' failed"), /^open 'path-[0-9a-f]{8}' failed$/)
  })
})
