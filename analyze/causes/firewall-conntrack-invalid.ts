import { firewallCause, wantsInvalid } from '../firewall-drop.js'

export default firewallCause({
  name: 'firewall-conntrack-invalid',
  what: 'a rule drops what conntrack calls invalid',
  precedence: 1,
  is: wantsInvalid,
})
