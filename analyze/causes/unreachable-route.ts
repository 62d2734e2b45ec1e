import { specialRouteCause } from '../routes/special-route.js'

export default specialRouteCause(
  'unreachable-route',
  'unreachable',
  'an unreachable route refuses it',
  ': the sender is told ICMP host unreachable',
)
