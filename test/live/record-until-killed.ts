/** A child process for record-killed.test.ts: records until it is killed. */
import { record } from '../../capture/record.js'
import { collectingObserver, recordOptions } from './record-setting.js'

const [, , out, iface] = process.argv
if (out === undefined || iface === undefined || process.send === undefined)
  throw new Error('run by record-killed.test.ts')
const observer = collectingObserver()
void observer.begun.then(() => process.send?.('begun'))
await record(recordOptions(out, { interfaces: [iface] }), observer, new AbortController().signal)
