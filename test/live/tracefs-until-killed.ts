/** A child process for tracefs-lifetime.test.ts: records from the tracefs named until it is killed. */
import { tracefsAt } from '../../capture/drop-sources/tracefs.js'
import { CollectedRows } from './bpf-room.js'

const [, , mount] = process.argv
const source = await tracefsAt(() => mount).start(new CollectedRows().context())
process.stdout.write('recording\n')
setInterval(() => source.poll(), 100)
