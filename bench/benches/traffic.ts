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
import { port, TrafficRoom } from '../traffic/traffic-room.js'

/** Several times what the kernel's buffers hold: a capture that is too slow cannot hide it. */
const fullPackets = 2_000_000

const bench: Bench = {
  name: 'traffic',
  title: `a flood of packets as fast as one CPU sends them, ${snapLength} bytes of each written to a file`,
  async run({ rounds, scale, onStep }) {
    const packets = Math.round(fullPackets * scale)
    const hasTcpdump = hasProgram('tcpdump')
    const captures = [...(hasTcpdump ? [withTcpdump] : []), withDropcorr]
    const folder = mkdtempSync(join(tmpdir(), 'dropcorr-traffic-'))
    const room = await TrafficRoom.open()
    const runs: CaptureRun[] = []
    try {
      for (let round = 0; round < rounds; round++) {
        for (const capture of captures) {
          const run = await capture(room, folder, () => room.flood(packets, 0))
          runs.push(run)
          onStep(
            `${run.tool}: ${Math.round(run.rate)} packets/s, ${run.arrived - run.taken} missing, CPU ${run.cpuSeconds.toFixed(2)} s`,
          )
        }
      }
    } finally {
      room.close()
      rmSync(folder, { recursive: true })
    }
    const of = (tool: string, value: (run: CaptureRun) => number) =>
      spreadOf(runs.filter((run) => run.tool === tool).map(value))
    const names = [...(hasTcpdump ? [tcpdumpName] : []), dropcorrName]
    const summaries = names.map((tool) => ({
      tool,
      rate: of(tool, ({ rate }) => rate),
      missing: of(tool, ({ arrived, taken }) => arrived - taken),
      lost: of(tool, ({ lost }) => lost),
      cpuSeconds: of(tool, ({ cpuSeconds }) => cpuSeconds),
      bytesPerPacket: of(tool, ({ fileBytes, taken }) => fileBytes / taken),
    }))
    const base = summaries.find(({ tool }) => tool === tcpdumpName)?.cpuSeconds.median
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
          title: `Median (least–greatest), ${packets} packets each`,
          columns: [
            ...['tool', 'packets/s', 'missing', 'told as lost', 'bytes a packet', 'CPU s'],
            'CPU against tcpdump',
          ],
          rows: summaries.map(({ tool, rate, missing, lost, bytesPerPacket, cpuSeconds }) => [
            tool,
            spreadText(rate, 0),
            spreadText(missing, 0),
            spreadText(lost, 0),
            spreadText(bytesPerPacket, 0),
            spreadText(cpuSeconds, 2),
            base === undefined ? '–' : `× ${(cpuSeconds.median / base).toFixed(2)}`,
          ]),
        },
      ],
      figures: { packets, summaries, runs },
    }
  },
}

export default bench
