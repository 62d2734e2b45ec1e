import { unresolvedCause } from '../routes/unresolved.js'

export default unresolvedCause(
  'nd-unresolved',
  'the next hop does not answer neighbour discovery',
  6,
)
