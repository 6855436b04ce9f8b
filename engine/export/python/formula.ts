import type { Activation } from '../../kinds/activations'
import type { Slot } from '../../contract/op'
import type { Term } from '../../contract/term'
import { ATOM, PRODUCT, SUM, within, type Expression } from './strength'

/** How to write formulas with one library. */
export interface Words {
  readonly value: (slot: Slot) => string
  readonly parameter: (name: string) => string
  /** Writes the matrix W, for use as `v @ W.T`. */
  readonly matrix: (name: string) => string
  readonly activation: (name: Activation, of: string) => string
  /** Writes a formula whose arguments are already written. */
  readonly formula: (term: Extract<Term, { kind: 'formula' }>, valueOf: (name: string) => string) => string
  /** Writes a value through which no error propagates. */
  readonly constant: (of: string) => string
  readonly spike: (of: string, height: number, width: number) => string
}

/** Returns a formula as a Python expression. */
export const formula = (term: Term, words: Words): string => write(term, words).text

function write(term: Term, words: Words): Expression {
  switch (term.kind) {
    case 'slot':
      return { text: words.value(term.slot), strength: ATOM }
    case 'parameter':
      return { text: words.parameter(term.parameter.name), strength: ATOM }
    case 'number':
      return { text: String(term.value), strength: term.value < 0 ? SUM : ATOM }
    case 'activation':
      return { text: words.activation(term.activation, write(term.of, words).text), strength: ATOM }
    case 'formula': {
      const values = new Map(term.names.map((name, i) => [name, term.arguments[i]!]))
      const text = words.formula(term, (name) => {
        const value = values.get(name)!
        return value.kind === 'number' ? `full(${value.value}, ${term.size})` : within(write(value, words), ATOM)
      })
      return { text, strength: SUM }
    }
    case 'constant': {
      const of = write(term.of, words)
      return { text: words.constant(within(of, ATOM)), strength: ATOM }
    }
    case 'spike':
      return { text: words.spike(write(term.of, words).text, term.height, term.width), strength: ATOM }
    case 'matrix':
      return { text: `${within(write(term.vector, words), ATOM)} @ ${words.matrix(term.weights.name)}${term.transposed ? '' : '.T'}`, strength: PRODUCT }
    case 'product': {
      const [first, ...rest] = term.factors
      const negative = first?.kind === 'number' && first.value < 0
      const others = (negative ? rest : term.factors).map((factor) => within(write(factor, words), factor.kind === 'matrix' ? ATOM : PRODUCT)).join(' * ')
      const lead = !negative ? '' : first.value === -1 ? '-' : `${first.value} * `
      return { text: lead + others, strength: negative ? SUM : PRODUCT }
    }
    case 'sum': {
      const parts = term.terms.map((t) => write(t, words).text)
      return {
        text: parts
          .map((text, i) =>
            i === 0
              ? text
              : text.startsWith('-') && term.terms[i]!.kind !== 'formula'
                ? ` - ${text.slice(1)}`
                : ` + ${term.terms[i]!.kind === 'formula' ? `(${text})` : text}`,
          )
          .join(''),
        strength: SUM,
      }
    }
  }
}
