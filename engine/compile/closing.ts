import { passedPort, type NodeType } from '../contract/node-type'
import type { Ablation } from '../document/types'
import { sameStep } from './same-step'

interface End {
  readonly node: string
  readonly port: string
}

interface Wire {
  readonly id: string
  readonly from: End
  readonly to: End
}

/** A network as drawn, for questions about a wire that does not exist yet. */
export interface Wiring {
  type(node: string): NodeType | undefined
  ablation(node: string): Ablation | undefined
  into(node: string): readonly Wire[]
  outOf(node: string): readonly Wire[]
}

const key = ({ node, port }: End): string => `${node}.${port}`

/** The in ports on which an out port depends within a step, as in `lower`: none for a muted node, the passed port for a bypassed one. */
function dependencies(drawn: Wiring, { node, port }: End): readonly string[] {
  const type = drawn.type(node)
  const ablation = drawn.ablation(node)
  if (!type || ablation === 'muted') return []
  if (ablation !== 'bypassed') return sameStep(type, port)
  const passed = passedPort(type)
  return port === type.outputs[0]?.name && passed !== undefined ? [passed] : []
}

/**
 * Loops without delay that a wire would close whose one end is given, by its other end as `node.port`: the nodes of a
 * shortest one, from the wire's target to its source. One search finds them for all ports, in the time of all wires.
 * @param side The side of the wire that is given. @param without A wire that the new one replaces.
 */
export function loopsClosed(drawn: Wiring, fixed: End, side: 'from' | 'to', without?: string): { get(other: End): readonly string[] | undefined } {
  const across = ({ node, port }: End): readonly End[] =>
    side === 'from'
      ? dependencies(drawn, { node, port }).map((name) => ({ node, port: name }))
      : (drawn.type(node)?.outputs ?? [])
          .filter(({ name }) => dependencies(drawn, { node, port: name }).includes(port))
          .map(({ name }) => ({ node, port: name }))
  /** Visited ends on the given side, each with its predecessor. */
  const met = new Map<string, End | undefined>([[key(fixed), undefined]])
  /** Ends on the other side, with the one across their node. */
  const found = new Map<string, End>()
  const work: End[] = [fixed]
  for (const at of work)
    for (const other of across(at)) {
      if (found.has(key(other))) continue
      found.set(key(other), at)
      for (const wire of side === 'from' ? drawn.into(other.node) : drawn.outOf(other.node)) {
        const [here, there] = side === 'from' ? [wire.to, wire.from] : [wire.from, wire.to]
        if (here.port !== other.port || wire.id === without || met.has(key(there))) continue
        met.set(key(there), at)
        work.push(there)
      }
    }
  return {
    get(other) {
      const loop: string[] = []
      for (let at = found.get(key(other)); at; at = met.get(key(at))) loop.push(at.node)
      if (loop.length === 0) return undefined
      return side === 'from' ? loop : loop.reverse()
    },
  }
}
