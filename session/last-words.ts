/** What a full disk should still take, in this order; one transaction each, so that the large does not cost the small. */
import { tableNames } from './ddl.js'
import { encoderOf } from './pending-rows.js'
import type { TableName } from './tables.js'

const first: readonly (readonly TableName[])[] = [
  // How it ended, and what is missing.
  ['session_info', 'source_health', 'event', 'clock'],
  // How many packets were lost, where and why.
  ['drop_key', 'drop_count', 'symbol', 'reason', 'netns', 'interface', 'capture'],
  ['counter', 'counter_change', 'drop_flow', 'drop_flow_count', 'stack'],
]

/** All tables but those of blobs, which are what filled the disk. */
export const lastWords: readonly (readonly TableName[])[] = [
  ...first,
  tableNames.filter((table) => !first.flat().includes(table) && !encoderOf(table).hasBlob),
]
