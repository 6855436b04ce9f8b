import { stream, type RandomStream } from '../../../base/random'
import { object, whole } from '../../../contract/schema'
import { Sequences, oneHot, total, type Counts } from '../sequences'
import { defineTask, type TaskData } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'
import embeddedEn from './embedded.text.en.json'
import embeddedJa from './embedded.text.ja.json'

const reberSymbols = ['B', 'T', 'P', 'S', 'X', 'V', 'E'] as const
type Symbol = (typeof reberSymbols)[number]

/** Reber 1967: arcs of the automaton between B and E; each of the two arcs of a state has probability ½. */
const automaton: readonly (readonly (readonly [Symbol, number])[])[] = [
  [
    ['T', 1],
    ['P', 2],
  ],
  [
    ['S', 1],
    ['X', 3],
  ],
  [
    ['T', 2],
    ['V', 4],
  ],
  [
    ['X', 2],
    ['S', 5],
  ],
  [
    ['P', 3],
    ['V', 5],
  ],
]
const LAST = 5

/** A string and the symbols that may follow each of its symbols; none follow the last. */
interface Reber {
  readonly text: readonly Symbol[]
  readonly next: readonly (readonly Symbol[])[]
}

function reberString(random: RandomStream): Reber {
  const text: Symbol[] = ['B']
  const next: Symbol[][] = []
  for (let state = 0; state !== LAST; ) {
    const arcs = automaton[state]!
    next.push(arcs.map(([symbol]) => symbol))
    const [symbol, to] = arcs[random.integer(arcs.length)]!
    text.push(symbol)
    state = to
  }
  return { text: [...text, 'E'], next: [...next, ['E'], []] }
}

/** Draws B, T or P, a Reber string, the same T or P again, E: the network has to remember the second symbol. */
function embedded(random: RandomStream): Reber {
  const mark: Symbol = random.integer(2) === 0 ? 'T' : 'P'
  const inner = reberString(random)
  return { text: ['B', mark, ...inner.text, mark, 'E'], next: [['T', 'P'], ['B'], ...inner.next.slice(0, -1), [mark], ['E'], []] }
}

/** Draws the strings of all parts. Those of the validation and test parts differ from all before them. */
function strings(draw: (random: RandomStream) => Reber, random: RandomStream, counts: Counts): TaskData {
  const sequences = new Sequences([...reberSymbols, ...following, ...legal])
  const seen = new Set<string>()
  for (let i = 0; i < total(counts); ) {
    const { text, next } = draw(random)
    const key = text.join('')
    if (i >= counts.train && seen.has(key)) continue
    seen.add(key)
    i++
    // The last symbol is not an input: nothing follows it.
    for (let t = 0; t + 1 < text.length; t++)
      sequences.step(
        ...oneHot(7, reberSymbols.indexOf(text[t]!)),
        ...oneHot(7, reberSymbols.indexOf(text[t + 1]!)),
        ...reberSymbols.map((symbol) => (next[t]!.includes(symbol) ? 1 : 0)),
      )
    sequences.end()
  }
  return sequences.finish(counts)
}

const following = reberSymbols.map((symbol) => `next-${symbol}`)
const legal = reberSymbols.map((symbol) => `legal-${symbol}`)
/** Distinct strings get rare, and long, as more are requested. */
const count = <const N extends number>(standard: N) => whole(0, { max: 2_000, default: standard })
const STEPS = 40

const shared = {
  inputs: reberSymbols,
  outputs: following,
  options: object({ train: count(256), validation: count(0), test: count(256) }),
  cells: (counts: Counts): number => total(counts) * STEPS * 21,
}

/**
 * Strings of the Reber grammar, symbol by symbol; the target is the next symbol. Reber 1967; as a task for recurrent
 * networks Cleeremans, Servan-Schreiber & McClelland 1989. Columns `next-…` hold the symbol that follows, `legal-…` all
 * that the grammar allows. Strings of the validation and test parts differ from those before them.
 */
export const reber = defineTask({
  ...shared,
  source: 'Reber 1967, Implicit learning of artificial grammars; Cleeremans, Servan-Schreiber & McClelland 1989, Neural Computation 1',
  text: { en, ja },
  measure: { kind: 'legal' },
  make: (counts, seed) => strings(reberString, stream(seed, 'reber'), counts),
})

/**
 * Strings of the embedded Reber grammar: the last symbol but one equals the second, whatever stands between. Fahlman
 * 1991; with the criterion of Hochreiter & Schmidhuber 1997, experiment 1: 256 training and 256 other test strings,
 * solved if at every step the symbols that the grammar allows are the most active. Columns as in `reber`.
 */
export const embeddedReber = defineTask({
  ...shared,
  source: 'Fahlman 1991, The recurrent cascade-correlation architecture; Hochreiter & Schmidhuber 1997, experiment 1',
  text: { en: embeddedEn, ja: embeddedJa },
  measure: { kind: 'legal' },
  make: (counts, seed) => strings(embedded, stream(seed, 'embedded-reber'), counts),
})
