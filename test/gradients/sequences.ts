import type { Sequence } from '../../engine/data/types'
import type { GraphDocument } from '../../engine/document/types'

/** Inline data as the engine takes it, made apart from engine/data so that one does not vouch for the other. */
export function inlineSequences(document: GraphDocument): Sequence[] {
  if (document.data?.kind !== 'inline') throw new Error('inline data expected')
  const isInput = (id: string): boolean => document.nodes[id]!.type === 'input'
  return document.data.sequences.map((sequence) => {
    const ids = Object.keys(sequence)
    const length = sequence[ids[0]!]!.length
    const flat = (id: string): Float64Array => {
      const size = sequence[id]!.find((v) => v !== null)?.length ?? 0
      return Float64Array.from(sequence[id]!.flatMap((v) => v ?? new Array<number>(size).fill(0)))
    }
    return {
      length,
      inputs: Object.fromEntries(ids.filter(isInput).map((id) => [id, flat(id)])),
      targets: Object.fromEntries(
        ids.filter((id) => !isInput(id)).map((id) => [id, { values: flat(id), present: Uint8Array.from(sequence[id]!, (v) => (v === null ? 0 : 1)) }]),
      ),
    }
  })
}
