import { specialRouteCause } from '../routes/special-route.js'

export default specialRouteCause(
  'blackhole-route',
  'blackhole',
  'a blackhole route swallows it',
  ': packets vanish without an answer',
)
