import { specialRouteCause } from '../routes/special-route.js'

export default specialRouteCause(
  'prohibit-route',
  'prohibit',
  'a prohibit route refuses it',
  ': the sender is told ICMP administratively prohibited',
)
