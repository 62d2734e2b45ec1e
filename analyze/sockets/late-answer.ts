/** Datagrams that answer what a program of this host asked, and come when it has closed its socket. */
import type { DropGroup } from '../artifacts/group.js'
import { beganBefore, type Traffic } from '../artifacts/traffic.js'

/** Resolvers give up after 5 s; what comes much later than that is no answer but traffic that nobody takes any more. */
const longestWaitNs = 10e9

/** This end spoke first, and not long ago: the port was that of a client. A service that died was spoken to first. */
export function isLateAnswer(group: DropGroup, traffic: Traffic | undefined): boolean {
  if (group.flow === undefined) return false
  const conversation = traffic?.conversation(group.netns, group.flow)
  if (conversation === undefined) return false
  const { there: answers, back: questions } = conversation
  return beganBefore(questions, answers) && group.toNs - questions.toNs < longestWaitNs
}
