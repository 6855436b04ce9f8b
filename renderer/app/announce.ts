import type { GraphDocument } from '../../engine/document/types'
import type { StateMessage } from '../../engine/run/protocol'
import { notesOf } from '../document/notes'
import { typeOf } from '../document/ports'
import { labelOf, sizesOf, wiresInto, wiresOf, wiresOutOf } from '../document/selectors'
import type { DocumentState } from '../editing/store'
import { usualKind } from '../drawing/rules'
import { nodeText, type Language } from '../drawing/words'
import { short } from '../languages/numbers'

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string

const nameOf = (document: GraphDocument, id: string, language: Language): string =>
  `${nodeText(language, document.nodes[id]?.type ?? '')?.name ?? document.nodes[id]?.type ?? ''} ${labelOf(document, id)}`.trim()

/** Describes a wire: its name and both ends. */
function wireWords(document: GraphDocument, id: string, say: Say): string {
  const wire = wiresOf(document).find((w) => w.id === id)
  return wire ? say('access.say.wire', { wire: id, from: labelOf(document, wire.from.node), to: labelOf(document, wire.to.node) }) : id
}

const added = (after: object, before: object): string[] => Object.keys(after).filter((id) => !Object.hasOwn(before, id))

/** Describes what an edit, undo or redo has changed; undefined if there was none. */
export function changeWords(before: DocumentState, after: DocumentState, language: Language, say: Say): string | undefined {
  if (before.opened !== after.opened || before.past === after.past) return undefined
  const undone = after.past.length < before.past.length && after.future.length > before.future.length
  const redone =
    after.past.length > before.past.length
    && after.future.length < before.future.length
    && after.future.length + after.past.length === before.future.length + before.past.length
  const entry = undone ? after.future[0] : after.past.at(-1)
  // The end of a run is announced separately.
  if (!entry || (entry.learned && !entry.learned.written && !undone && !redone)) return undefined
  const label = say(entry.label)
  const [a, b] = [before.document, after.document]
  const nodes = added(b.nodes, a.nodes).map((id) => nameOf(b, id, language))
  const wires = added(b.edges, a.edges).map((id) => wireWords(b, id, say))
  const gone = [...added(a.nodes, b.nodes).map((id) => nameOf(a, id, language)), ...added(a.edges, b.edges)]
  const things = [...nodes, ...wires, ...gone].slice(0, 6).join(', ')
  const what = things === '' ? label : `${label}: ${things}`
  return undone ? say('access.say.undone', { what }) : redone ? say('access.say.redone', { what }) : what
}

/** Describes the selection. */
export function selectionWords({ document, selection }: Pick<DocumentState, 'document' | 'selection'>, language: Language, say: Say): string {
  const { nodes, edges, notes = [] } = selection
  const [node] = nodes
  const [edge] = edges
  const count = nodes.length + edges.length + notes.length
  if (count > 1) return say('access.say.selected', { count })
  if (notes[0] !== undefined) return say('access.say.note', { text: notesOf(document).get(notes[0])?.text.slice(0, 400) ?? '' })
  if (node !== undefined)
    return say('access.say.node', {
      node: nameOf(document, node, language),
      size: sizesOf(document)[node] ?? '?',
      count: sizesOf(document)[node] ?? 0,
      into: wiresInto(document, node).length,
      out: wiresOutOf(document, node).length,
    })
  if (edge !== undefined) {
    const to = wiresOf(document).find((w) => w.id === edge)?.to
    const kind = document.edges[edge]?.kind ?? (to ? usualKind(document, to) : 'dense')
    return `${wireWords(document, edge, say)}, ${say(`canvas.kind.${kind}`)}`
  }
  return say('access.say.none')
}

/** Describes a change of the run; undefined if it is not worth announcing. */
export function runWords(before: StateMessage, after: StateMessage, loss: number | undefined, say: Say): string | undefined {
  if (before.status === after.status) return undefined
  const values = { epoch: after.epoch, loss: loss === undefined ? '–' : short(loss) }
  switch (after.status) {
    case 'running':
      return say('access.say.running')
    case 'paused':
      return before.status === 'running' ? say('access.say.paused', values) : undefined
    case 'done':
      return say('access.say.done', values)
    case 'blocked':
      // Problems are announced separately.
      return before.status === 'running' ? say('access.say.blocked') : undefined
    default:
      return undefined
  }
}

/** Describes the marked sources. */
export const sourceWords = (document: GraphDocument, sources: readonly string[], say: Say): string =>
  say('access.say.sources', {
    sources: sources
      .filter((id) => typeOf(document, id))
      .map((id) => labelOf(document, id))
      .join(', '),
  })
