import { format, type Language } from '../base/messages/format'
import type { Difference, WeightDifference } from './differences'
import type { GraphDocument } from './types'

/** The nodes and edges that give a sentence its names and types. */
export type NamedItems = Pick<GraphDocument, 'nodes' | 'edges'>

/** UTF-16 units of a value in a sentence. */
const LONGEST = 60

const own = <T>(entries: Readonly<Record<string, T>>, id: string): T | undefined => (Object.hasOwn(entries, id) ? entries[id] : undefined)

/**
 * Writes a difference as a sentence, for the terminal and the window: a node or wire that only one document has, or a
 * setting with both values.
 * @param named Documents of which at least one has the node or wire.
 */
export function differenceText(language: Language, { path: [part, ...keys], from, to }: Difference, named: readonly NamedItems[]): string {
  const [id = '', ...rest] = keys
  const value = (of: unknown): string => {
    if (of === undefined) return format(language, 'diff-default', {})
    const text = JSON.stringify(of)
    return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
  }
  const setting = (what: string, names: readonly string[]): string =>
    format(language, 'diff-setting', { what, setting: names.join('.'), from: value(from), to: value(to) })
  if (part !== 'nodes' && part !== 'edges') return setting(format(language, part === 'data' ? 'diff-data' : 'diff-training', {}), keys)
  const what = part === 'nodes' ? nodeText(language, id, named) : wireText(language, id, named)
  return rest.length > 0 ? setting(what, rest) : format(language, from === undefined ? 'diff-added' : 'diff-removed', { what })
}

function nodeText(language: Language, id: string, named: readonly NamedItems[]): string {
  const type = named.map(({ nodes }) => own(nodes, id)?.type).find((one) => one !== undefined)
  return format(language, 'diff-node', { id, type: type ?? '–' })
}

function wireText(language: Language, id: string, named: readonly NamedItems[]): string {
  const wire = named.map(({ edges }) => own(edges, id)).find((one) => one !== undefined)
  return format(language, 'diff-wire', { id, from: wire?.from ?? '–', to: wire?.to ?? '–' })
}

/** Writes a difference of weights as a sentence. */
export function weightText(language: Language, { name, from, to, values }: WeightDifference): string {
  if (values)
    return format(language, 'diff-weights', { name, differing: values.differing, count: values.count, largest: Number(values.largest.toPrecision(6)) })
  if (from && to) return format(language, 'diff-shapes', { name, from: from.join(' × '), to: to.join(' × ') })
  return format(language, from ? 'diff-weights-first' : 'diff-weights-second', { name })
}
