import type { Activation } from '../../kinds/activations'
import type { Slot } from '../../contract/op'
import type { Term } from '../../contract/term'

/** How formulas are written with one library. */
export interface Words {
  readonly value: (slot: Slot) => string
  readonly parameter: (name: string) => string
  /** The matrix W, to be multiplied from the right as `v @ W.T`. */
  readonly matrix: (name: string) => string
  readonly activation: (name: Activation, of: string) => string
}

const SUM = 1
const PRODUCT = 2
const ATOM = 3

interface Written {
  readonly text: string
  readonly strength: number
}

const within = ({ text, strength }: Written, needed: number): string => (strength >= needed ? text : `(${text})`)

/** Returns a formula as a Python expression. */
export const formula = (term: Term, words: Words): string => write(term, words).text

function write(term: Term, words: Words): Written {
  switch (term.kind) {
    case 'slot':
      return { text: words.value(term.slot), strength: ATOM }
    case 'parameter':
      return { text: words.parameter(term.parameter.name), strength: ATOM }
    case 'number':
      return { text: String(term.value), strength: term.value < 0 ? SUM : ATOM }
    case 'activation':
      return { text: words.activation(term.activation, write(term.of, words).text), strength: ATOM }
    case 'matrix':
      return { text: `${within(write(term.vector, words), ATOM)} @ ${words.matrix(term.weights.name)}.T`, strength: PRODUCT }
    case 'product': {
      const [first, ...rest] = term.factors
      const negative = first?.kind === 'number' && first.value < 0
      const others = (negative ? rest : term.factors).map((factor) => within(write(factor, words), factor.kind === 'matrix' ? ATOM : PRODUCT)).join(' * ')
      const lead = !negative ? '' : first.value === -1 ? '-' : `${first.value} * `
      return { text: lead + others, strength: negative ? SUM : PRODUCT }
    }
    case 'sum': {
      const parts = term.terms.map((t) => write(t, words).text)
      return { text: parts.map((text, i) => (i === 0 ? text : text.startsWith('-') ? ` - ${text.slice(1)}` : ` + ${text}`)).join(''), strength: SUM }
    }
  }
}
