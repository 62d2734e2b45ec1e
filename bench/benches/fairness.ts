import { Lab } from '../../test/live/lab/lab.js'
import { Recording } from '../../test/live/lab/recording.js'
import { twoHosts } from '../../test/live/lab/topology.js'
import {
  kindsInSession,
  rareDrops,
  rareKinds,
  stormWithRareDrops,
} from '../../test/live/rare-drops.js'
import type { Bench } from '../bench.js'

const fullStorm = 1_000_000
const kinds = Object.keys(rareKinds).length
const recordArguments = ['--no-packets']

const bench: Bench = {
  name: 'fairness',
  title: `a storm at one site, and ${rareDrops} drops at each of ${kinds} others inside it`,
  async run({ rounds, scale, onStep }) {
    const runs: FairnessRun[] = []
    for (let round = 0; round < rounds; round++) {
      const run = await measure(Math.round(fullStorm * scale))
      runs.push(run)
      onStep(`${run.storm} in the storm, ${run.rareDescribed} rare ones described`)
    }
    return {
      tools: [
        { name: 'dropcorr', command: `dropcorr record --out FILE ${recordArguments.join(' ')}` },
      ],
      skipped: [],
      tables: [
        {
          title: `Each run; ${kinds * rareDrops} rare drops in all`,
          columns: ['run', 'storm', 'counted', 'rare kinds', 'rare counted', 'rare described'],
          rows: runs.map((run, index) =>
            [
              index + 1,
              run.storm,
              run.stormCounted,
              run.rareKinds,
              run.rareCounted,
              run.rareDescribed,
            ].map(String),
          ),
        },
      ],
      figures: { runs },
    }
  },
}

export default bench

interface FairnessRun {
  readonly storm: number
  readonly stormCounted: number
  readonly rareKinds: number
  readonly rareCounted: number
  readonly rareDescribed: number
}

async function measure(storm: number): Promise<FairnessRun> {
  const lab = await Lab.open()
  try {
    await twoHosts(lab, { ipv6: true })
    const recording = await Recording.start(lab.folder, recordArguments)
    lab.onTearDown(() => recording.kill())
    const sent = await stormWithRareDrops(lab, storm)
    await recording.stop()
    const [flood, ...rare] = await kindsInSession(recording.session)
    return {
      storm: sent,
      stormCounted: flood?.drops ?? 0,
      rareKinds: rare.length,
      rareCounted: rare.reduce((sum, { drops }) => sum + drops, 0),
      rareDescribed: rare.reduce((sum, { details }) => sum + details, 0),
    }
  } finally {
    await lab.tearDown()
  }
}
