import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasProgram } from '../../test/live/lab/program.js'
import type { Bench } from '../bench.js'
import { programVersion } from '../machine.js'
import { spreadOf, spreadText } from '../spread.js'
import { snapLength, type CaptureRun } from '../traffic/capture-run.js'
import { dropcorrName, withDropcorr } from '../traffic/dropcorr-capture.js'
import { tcpdumpArguments, tcpdumpName, withTcpdump } from '../traffic/tcpdump-capture.js'
import { payloads, port, TrafficRoom, type Payload } from '../traffic/traffic-room.js'

/** Several times what the kernel's buffers hold: a capture that is too slow cannot hide it. */
const fullPackets = 2_000_000

type FloodRun = CaptureRun & { readonly payload: Payload }

const bench: Bench = {
  name: 'traffic',
  title: `a flood of packets as fast as one CPU sends them, ${snapLength} bytes of each written to a file`,
  async run({ rounds, scale, onStep }) {
    const packets = Math.round(fullPackets * scale)
    const hasTcpdump = hasProgram('tcpdump')
    const captures = [...(hasTcpdump ? [withTcpdump] : []), withDropcorr]
    const folder = mkdtempSync(join(tmpdir(), 'dropcorr-traffic-'))
    const room = await TrafficRoom.open()
    const runs: FloodRun[] = []
    try {
      for (let round = 0; round < rounds; round++) {
        for (const payload of payloads) {
          for (const capture of captures) {
            const flood = () => room.flood(packets, payload)
            const run = { payload, ...(await capture(room, folder, flood)) }
            runs.push(run)
            onStep(
              `${run.tool}, payload ${payload}: ${Math.round(run.rate)} packets/s, ${run.arrived - run.taken} missing, CPU ${run.cpuSeconds.toFixed(2)} s`,
            )
          }
        }
      }
    } finally {
      room.close()
      rmSync(folder, { recursive: true })
    }
    const names = [...(hasTcpdump ? [tcpdumpName] : []), dropcorrName]
    const summaries = payloads.flatMap((payload) =>
      names.map((tool) => summaryOf(tool, payload, runs)),
    )
    return {
      tools: [
        ...(hasTcpdump
          ? [
              {
                name: tcpdumpName,
                command: `tcpdump ${tcpdumpArguments('FOLDER').join(' ')}`,
                version: programVersion('tcpdump'),
              },
            ]
          : []),
        {
          name: dropcorrName,
          command: `the packet source and session writer of: dropcorr record -i IFACE --filter 'udp port ${port}'`,
        },
      ],
      skipped: hasTcpdump ? [] : [{ name: tcpdumpName, why: 'tcpdump is not installed' }],
      tables: [
        {
          title: `Median (least–greatest), ${packets} packets each; payload 'chance' is as if it were encrypted`,
          columns: [
            ...['tool', 'payload', 'packets/s', 'missing', 'told as lost', 'bytes a packet'],
            ...['CPU s', 'CPU against tcpdump'],
          ],
          rows: summaries.map((summary) => {
            const { tool, payload, rate, missing, lost, bytesPerPacket, cpuSeconds } = summary
            const peer = summaries.find(
              (other) => other.tool === tcpdumpName && other.payload === payload,
            )
            return [
              ...[tool, payload, spreadText(rate, 0), spreadText(missing, 0), spreadText(lost, 0)],
              ...[spreadText(bytesPerPacket, 0), spreadText(cpuSeconds, 2)],
              peer === undefined
                ? '–'
                : `× ${(cpuSeconds.median / peer.cpuSeconds.median).toFixed(2)}`,
            ]
          }),
        },
      ],
      figures: { packets, summaries, runs },
    }
  },
}

export default bench

function summaryOf(tool: string, payload: Payload, runs: readonly FloodRun[]) {
  const mine = runs.filter((run) => run.tool === tool && run.payload === payload)
  const of = (value: (run: CaptureRun) => number) => spreadOf(mine.map(value))
  return {
    ...{ tool, payload },
    rate: of(({ rate }) => rate),
    missing: of(({ arrived, taken }) => arrived - taken),
    lost: of(({ lost }) => lost),
    bytesPerPacket: of(({ fileBytes, taken }) => fileBytes / taken),
    cpuSeconds: of(({ cpuSeconds }) => cpuSeconds),
  }
}
