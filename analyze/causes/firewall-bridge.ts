import { firewallCause } from '../firewall/firewall-drop.js'

export default firewallCause({
  name: 'firewall-bridge',
  what: 'a firewall rule dropped it at the bridge hook',
  is: (verdict) => verdict.hook === 'bridge',
})
