import { least } from '../base/lists'
import type { ParameterDeclaration } from '../contract/lowering'
import type { Lowered } from './lower'

/**
 * Returns for each parameter the fewest steps back in time on any path from it to an output's loss; Infinity if there
 * is no path. A horizon not larger than that cuts every path of its gradient.
 */
export function pathDelays(lowered: Lowered): Map<ParameterDeclaration, number> {
  const delay = new Float64Array(lowered.slots.length).fill(Infinity)
  const writers: number[][] = lowered.slots.map(() => [])
  lowered.ops.forEach((op, i) => writers[op.writes.index]!.push(i))
  // Dijkstra over small integer delays, with one bucket per distance.
  const buckets = new Map<number, number[]>()
  const offer = (slot: number, distance: number): void => {
    if (distance >= delay[slot]!) return
    delay[slot] = distance
    const bucket = buckets.get(distance)
    if (bucket) bucket.push(slot)
    else buckets.set(distance, [slot])
  }
  for (const slot of lowered.nets.values()) offer(slot.index, 0)
  while (buckets.size > 0) {
    const distance = least(buckets.keys())
    const bucket = buckets.get(distance)!
    buckets.delete(distance)
    for (let slot = bucket.pop(); slot !== undefined; slot = bucket.pop()) {
      if (delay[slot] !== distance) continue
      for (const w of writers[slot]!) {
        const op = lowered.ops[w]!
        for (const read of op.reads) {
          if (distance < delay[read.index]!) {
            delay[read.index] = distance
            bucket.push(read.index)
          }
        }
        for (const latched of op.latched) offer(latched.slot.index, distance + latched.delay)
      }
    }
  }
  const byName = new Map(lowered.parameters.map((p) => [p.name, p]))
  for (const { name, mirrors } of lowered.mirrors) byName.set(name, byName.get(mirrors!.name)!)
  const reach = new Map<ParameterDeclaration, number>(lowered.parameters.map((p) => [p, Infinity]))
  for (const op of lowered.ops)
    for (const { name } of op.parameters) {
      const declaration = byName.get(name)!
      reach.set(declaration, Math.min(reach.get(declaration)!, delay[op.writes.index]!))
    }
  return reach
}
