import type { MessageKey } from '../base/messages/en'
import { limits } from '../document/limits'
import { isFault, parseFormula, type Fault, type Formula } from '../formula/parse'

const LIMITS = { characters: limits.formulaText, nodes: limits.formulaNodes, depth: limits.formulaLevels }

/** The name of the net input in the formula of an activation. */
export const NET = 'x'

/** Reads the formula of a node, over any names, or of an activation, over `x` alone. */
export const readFormula = (text: string, names?: readonly string[]): Formula | Fault => parseFormula(text, LIMITS, names)

/** The formula of an activation, if it is valid; undefined for a name. */
export function activationFormula(activation: unknown): Formula | undefined {
  const text = formulaText(activation)
  if (text === undefined) return undefined
  const found = readFormula(text, [NET])
  return isFault(found) ? undefined : found
}

/** The text of an activation's formula, valid or not; undefined for a name. */
export const formulaText = (activation: unknown): string | undefined =>
  typeof activation === 'object' && activation !== null && 'formula' in activation && typeof activation.formula === 'string' ? activation.formula : undefined

/** An activation in one line: its name, or its formula. */
export const activationWord = (activation: unknown): string => formulaText(activation) ?? String(activation)

/** The message of a fault and its values; positions count from 1. */
export const faultMessage = ({ what, at, got, count }: Fault): { readonly key: MessageKey; readonly values: Readonly<Record<string, string | number>> } => ({
  key: `formula-${what}`,
  values: { at: at + 1, got, ...(count === undefined ? {} : { count }) },
})
