import { loopOf } from '../../engine/forecast/pairs'
import type { GraphDocument } from '../../engine/document/types'
import { signalIds } from '../../engine/data/signals'
import { registry } from '../../nodes'
import type { DocumentDraft } from '../document/types'

type Sizes = Readonly<Record<string, number>>
/** By input, the output whose values it takes beyond the data. */
type LoopPairs = Readonly<Record<string, string>>

/** The outputs that feed the inputs: as the document names them, otherwise as found by columns. */
function closed(document: GraphDocument, sizes: Sizes): LoopPairs {
  const { inputs, outputs } = signalIds(document, registry)
  const sized = (ids: readonly string[]) => ids.map((id) => ({ id, size: sizes[id] ?? 0 }))
  const loop = loopOf({ document, inputs: sized(inputs), outputs: sized(outputs) })
  return 'code' in loop ? {} : Object.fromEntries(loop.pairs.map(({ input, output }) => [input, output]))
}

function byColumns(document: GraphDocument, sizes: Sizes): LoopPairs {
  const { data } = document
  if (!data) return {}
  const { closedLoop: _, ...rest } = data
  return closed({ ...document, data: rest as typeof data }, sizes)
}

/** The output that an input takes beyond the data by its columns, and the one that the document names. */
export function feeding(
  document: GraphDocument,
  sizes: Sizes,
  input: string,
): { readonly standard: string | undefined; readonly given: string | null | undefined } {
  const given = document.data?.closedLoop
  return { standard: byColumns(document, sizes)[input], given: given && (given[input] ?? null) }
}

/** Outputs as large as an input, which it could take beyond the data. */
export const feeders = (document: GraphDocument, sizes: Sizes, input: string): readonly string[] =>
  signalIds(document, registry).outputs.filter((id) => sizes[input] !== undefined && sizes[id] === sizes[input])

/** Sets the output that an input takes beyond the data; null for none, undefined for the one that predicts its columns. */
export function setFeeding(draft: DocumentDraft, sizes: Sizes, input: string, output: string | null | undefined): void {
  const document = draft as GraphDocument
  if (!document.data) return
  const standard = byColumns(document, sizes)
  const { [input]: _, ...others } = document.data.closedLoop ?? standard
  const own = output === undefined ? standard[input] : output
  const next = { ...others, ...(own === undefined || own === null ? {} : { [input]: own }) }
  const same = Object.keys(next).length === Object.keys(standard).length && Object.entries(next).every(([id, fed]) => standard[id] === fed)
  if (same) delete draft.data!.closedLoop
  else draft.data!.closedLoop = next
}
