import { LINES, type Part, type Subject } from '../../workspace/pinned'

/** The parts of a plot; undefined if it cannot be overlaid. */
export function partsOf(subject: Subject): readonly Part[] | undefined {
  switch (subject.kind) {
    case 'overlay':
      return subject.of
    case 'loss':
    case 'prediction':
      return undefined
    default:
      return [subject]
  }
}

/** Whether plots have the same axis: steps, or epochs. */
export const fits = (a: Part | undefined, b: Part | undefined): boolean => a !== undefined && b !== undefined && (a.kind === 'signal') === (b.kind === 'signal')

/** Identifies the source of a part's lines. */
export const sourceOf = (part: Part): string => `${part.kind} ${part.kind === 'weights' ? part.name : part.port}`

const subjectOf = (parts: readonly Part[]): Subject => (parts.length === 1 ? parts[0]! : { kind: 'overlay', of: [...parts] })

/** Several parts as one subject, up to the limit; parts of the same source are merged. */
export function overlaid(parts: readonly Part[], most = LINES): Subject {
  const bySource = new Map<string, Part>()
  for (const part of parts) {
    const known = bySource.get(sourceOf(part))
    bySource.set(sourceOf(part), known ? joined(known, part) : part)
  }
  return subjectOf([...bySource.values()].slice(0, most))
}

function joined(a: Part, b: Part): Part {
  if (a.kind === 'weights' || b.kind === 'weights') {
    if (a.kind !== 'weights' || b.kind !== 'weights') return a
    const added = b.entries.flatMap((entry, i) => (a.entries.includes(entry) ? [] : [i]))
    return {
      ...a,
      entries: [...a.entries, ...added.map((i) => b.entries[i]!)].slice(0, LINES),
      names: [...a.names, ...added.map((i) => b.names[i]!)].slice(0, LINES),
    }
  }
  if (!a.units || !b.units) return { kind: a.kind, port: a.port }
  return { ...a, units: [...new Set([...a.units, ...b.units])].slice(0, LINES) }
}

/**
 * The lines of each part, as indices of its units or entries: the chosen ones, then the first of the other parts, which
 * share the rest of the limit.
 * @param counts The number of units of each part; undefined if not known yet.
 */
export function linesOf(parts: readonly Part[], counts: readonly (number | undefined)[]): readonly (readonly number[])[] {
  let room = LINES
  const chosen = parts.map((part, p) => {
    const all = part.kind === 'weights' ? part.entries.map((_, i) => i) : part.units?.filter((unit) => unit < (counts[p] ?? 0))
    const kept = all?.slice(0, room)
    room -= kept?.length ?? 0
    return kept
  })
  // The smallest first, so that what they leave goes to the others.
  const open = chosen.flatMap((lines, p) => (lines ? [] : [p])).sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0))
  const first = new Map<number, readonly number[]>()
  for (const [i, p] of open.entries()) {
    const taken = Math.min(counts[p] ?? 0, Math.ceil(room / (open.length - i)))
    room -= taken
    first.set(
      p,
      Array.from({ length: taken }, (_, unit) => unit),
    )
  }
  return chosen.map((lines, p) => lines ?? first.get(p) ?? [])
}

/** The parts after adding or removing a line of one of them. `shown`: its current lines. */
export function toggled(parts: readonly Part[], part: Part, line: number, shown: readonly number[]): Subject | undefined {
  const there = parts.some((other) => sourceOf(other) === sourceOf(part))
  const lines = shown.includes(line) ? shown.filter((other) => other !== line) : [...shown, line].sort((a, b) => a - b)
  const changed = withLines(part, lines)
  const all = there ? parts.flatMap((other) => (sourceOf(other) === sourceOf(part) ? changed : [other])) : [...parts, ...changed]
  return all.length === 0 ? undefined : subjectOf(all)
}

function withLines(part: Part, lines: readonly number[]): Part[] {
  if (lines.length === 0) return []
  if (part.kind !== 'weights') return [{ ...part, units: [...lines] }]
  return [{ ...part, entries: lines.map((i) => part.entries[i]!), names: lines.map((i) => part.names[i]!) }]
}
