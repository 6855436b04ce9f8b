/** Precedence of expressions. An expression with a lower precedence than its context needs gets parentheses. */
export const SUM = 1
export const PRODUCT = 2
export const ATOM = 3

export interface Expression {
  readonly text: string
  readonly strength: number
}

export const within = ({ text, strength }: Expression, needed: number): string => (strength >= needed ? text : `(${text})`)
