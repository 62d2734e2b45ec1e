import type { Row } from '../../session/tables.js'

/** When a fact was read: at the start, at the end, or when its namespace appeared in between. */
export type Phase = Row<'route'>['phase']
