import { registry } from '../../../nodes'
import type { BlockName } from '../../editing/blocks'
import { portsOf } from '../../document/ports'
import { replacements } from '../../editing/replace'
import { documentStore } from '../../editing/store'
import { BLOCK_GLYPH, BLOCK_SIZE, blockEntries } from '../blockList'
import { finds } from '../../controls/search'
import type { AddRequest } from '../canvasStore'
import { nodeText, type Language } from '../../drawing/words'

/** Something to add: a node, connected by one of its ports, or a block. */
export interface Entry {
  readonly id: string
  readonly type: string | undefined
  readonly block: BlockName | undefined
  readonly port: string | undefined
  readonly name: string
  readonly summary: string
  readonly glyph: string
  readonly role: string
  /** Default units; undefined if the size is inferred. */
  readonly units: number | undefined
}

/** Everything that this request can add: nodes first, then blocks. */
export function allEntries(request: AddRequest, language: Language, t: (key: string) => string): readonly Entry[] {
  const side = request.pending && (request.pending.side === 'from' ? 'to' : 'from')
  const nodes = registry.types.flatMap((type): Entry[] => {
    const text = nodeText(language, type.type)
    const inferred = Object.values(type.projection).includes('identity')
    const entry = {
      id: type.type,
      type: type.type,
      block: undefined,
      port: undefined,
      name: text?.name ?? type.type,
      summary: text?.summary ?? '',
      glyph: type.face.glyph,
      role: type.face.role,
      units: inferred ? undefined : type.isInput || type.isOutput ? 1 : 8,
    }
    if (request.edge !== undefined) return type.inputs.length > 0 && type.outputs.length > 0 && !type.isOutput ? [entry] : []
    if (!side) return [entry]
    const ports = portsOf(type, side)
    return ports.map((port, i) => ({
      ...entry,
      id: `${type.type}.${port.name}`,
      port: port.name,
      name: ports.length > 1 ? `${entry.name} · ${text?.ports[port.name] ?? port.name}` : entry.name,
      summary: i === 0 ? entry.summary : '',
    }))
  })
  if (request.replace) {
    const { document } = documentStore.getState()
    const fits = request.replace.map((node) => replacements(document, node))
    return nodes.filter((entry) => fits.every((types) => types.includes(entry.id)))
  }
  if (request.edge !== undefined) return nodes
  const blocks = blockEntries(t).map(({ block, name, summary, role }) => ({
    id: `block.${block}`,
    type: undefined,
    block,
    port: undefined,
    name,
    summary,
    glyph: BLOCK_GLYPH,
    role,
    units: BLOCK_SIZE,
  }))
  return [...nodes, ...blocks]
}

/** Splits a query into words and a trailing number of units: `lstm 32`. */
function readQuery(query: string): { readonly words: readonly string[]; readonly units: number | undefined } {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const last = words.at(-1)
  if (words.length < 2 || last === undefined || !/^\d{1,5}$/.test(last)) return { words, units: undefined }
  return { words: words.slice(0, -1), units: unitsWithin(Number(last)) }
}

/** Clamps to the number of units that a node may have. */
export const unitsWithin = (units: number): number => Math.max(1, Math.min(65_536, Math.round(units)))

/**
 * Entries that contain all words, those whose name starts with the first word first. `lstm 1997` is a name, `lstm 8` a
 * size.
 */
export function search(entries: readonly Entry[], query: string): { readonly found: readonly Entry[]; readonly units: number | undefined } {
  const { words, units } = readQuery(query)
  const number = units === undefined ? undefined : query.trim().split(/\s+/).at(-1)!
  const holding =
    (part: (e: Entry) => string, wanted: readonly string[]) =>
    (e: Entry): boolean =>
      finds(wanted, part(e))
  const found = entries.filter(holding((e) => `${e.name} ${e.id} ${e.summary}`, words))
  // The number may be a year that belongs to a name.
  const named = number === undefined ? [] : found.filter(holding((e) => e.name, [number]))
  const left = named.length > 0 ? named : found
  const [first] = words
  const begins = (e: Entry): boolean => first !== undefined && (e.name.toLowerCase().startsWith(first) || e.id.replace('block.', '').startsWith(first))
  const sorted = first === undefined ? left : [...left.filter(begins), ...left.filter((e) => !begins(e))]
  return { found: sorted, units: named.length > 0 ? undefined : units }
}
