/** How closely the parts of an expression hold together: what holds less closely than its place needs stands in brackets. */
export const SUM = 1
export const PRODUCT = 2
export const ATOM = 3

export interface Written {
  readonly text: string
  readonly strength: number
}

export const within = ({ text, strength }: Written, needed: number): string => (strength >= needed ? text : `(${text})`)
