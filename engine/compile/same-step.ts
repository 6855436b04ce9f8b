import type { NodeType } from '../contract/node-type'
import type { Lowering } from '../contract/lowering'
import type { Op, Slot } from '../contract/op'
import { resolveNode } from './validate'

const known = new WeakMap<NodeType, ReadonlyMap<string, readonly string[]>>()

/** Returns the in ports that an out port depends on within a step. */
export function sameStep(type: NodeType | undefined, port: string): readonly string[] {
  if (!type) return []
  let found = known.get(type)
  if (!found) {
    found = probe(type)
    known.set(type, found)
  }
  return found.get(port) ?? []
}

/** Returns whether no out port of a node depends on its inputs within a step. */
export const isMemory = (type: NodeType | undefined): boolean =>
  type !== undefined && type.inputs.length > 0 && type.outputs.every((port) => sameStep(type, port.name).length === 0)

/** Lowers a single node and follows what its ops read and write within a step. */
function probe(type: NodeType): ReadonlyMap<string, readonly string[]> {
  const slots: Slot[] = []
  const ops: Op[] = []
  const slot = (name: string): Slot => {
    const made = { index: slots.length, size: 2, node: 'n', name }
    slots.push(made)
    return made
  }
  const into = new Map(type.inputs.map((port) => [port.name, slot(port.name)]))
  const out = new Map(type.outputs.map((port) => [port.name, slot(port.name)]))
  const lowering: Lowering = {
    seed: 0,
    arriving: (port) => into.get(port),
    net: (port) => into.get(port) ?? slot(port),
    out: (port) => out.get(port) ?? slot(port),
    slot,
    parameter: (declaration) => ({ name: declaration.name }),
    sharedBias: (owner) => ({ name: owner }),
    noise: 0,
    emit: (op) => {
      ops.push(op)
    },
  }
  type.lower(resolveNode('n', type, { type: type.type, size: 2 }, 2), lowering)
  const result = new Map<string, readonly string[]>()
  for (const [port, target] of out) {
    const seen = new Set<number>([target.index])
    const work = [target.index]
    for (let at = work.pop(); at !== undefined; at = work.pop())
      for (const op of ops) {
        if (op.writes.index !== at) continue
        for (const read of op.reads) {
          if (seen.has(read.index)) continue
          seen.add(read.index)
          work.push(read.index)
        }
      }
    result.set(
      port,
      [...into].filter(([, s]) => seen.has(s.index)).map(([name]) => name),
    )
  }
  return result
}
