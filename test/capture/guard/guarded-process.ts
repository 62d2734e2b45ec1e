/** A child process for guard.test.ts: arms the removal of the folders named, says so, and waits to be killed. */
import { createGuard } from '../../../capture/guard/guard.js'

const guard = createGuard()
for (const path of process.argv.slice(2)) await guard.arm('remove-trace-instance', path)
process.stdout.write('armed\n')
setInterval(() => undefined, 1000)
