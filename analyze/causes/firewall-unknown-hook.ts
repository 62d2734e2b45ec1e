import { firewallCause } from '../firewall/firewall-drop.js'

export default firewallCause({
  name: 'firewall-unknown-hook',
  what: 'the firewall dropped it; no stack was kept, so the hook is not known',
  precedence: -1,
  is: (verdict) => verdict.hook === undefined,
})
