/**
 * Compiles a filter for several link types, by opening empty capture files: libpcap's own compiler, no root, no
 * socket. A process of its own because only capture processes load the `pcap` package.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pcap from 'pcap'
import { linkType } from '../../session/packet/numbers.js'
import type { FilterVerdict } from './check-filter.js'

/** Ethernet first: its message is the one to show. */
const linkTypes = [linkType.ethernet, linkType.raw, linkType.linuxCooked]

/** Header of a pcap file without packets (draft-ietf-opsawg-pcap): magic, version 2.4, snap length, link type. */
function emptyCapture(link: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(24))
  view.setUint32(0, 0xa1b2c3d4, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, 65535, true)
  view.setUint32(20, link, true)
  return new Uint8Array(view.buffer)
}

function problemOf(filter: string, path: string): string | undefined {
  try {
    pcap.createOfflineSession(path, { filter })
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // 'inbound' and the like work on a live interface only; opening one will tell.
    return message.includes('savefile') ? undefined : message
  }
}

const directory = mkdtempSync(join(tmpdir(), 'dropcorr-filter-'))
try {
  const filter = process.argv[2] ?? ''
  const problems = linkTypes.flatMap((link) => {
    const path = join(directory, `${link}.pcap`)
    writeFileSync(path, emptyCapture(link))
    const message = problemOf(filter, path)
    return message === undefined ? [] : [{ linkType: link, message }]
  })
  const verdict: FilterVerdict = { problems, fits: problems.length < linkTypes.length }
  process.stdout.write(JSON.stringify(verdict))
} finally {
  rmSync(directory, { recursive: true })
}
