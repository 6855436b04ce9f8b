/** Precedence of expressions: one with a lower precedence than its place needs is put in brackets. */
export const SUM = 1
export const PRODUCT = 2
export const ATOM = 3

export interface Written {
  readonly text: string
  readonly strength: number
}

export const within = ({ text, strength }: Written, needed: number): string => (strength >= needed ? text : `(${text})`)
