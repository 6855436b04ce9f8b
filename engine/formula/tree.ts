/** A formula as a tree of operations on numbers and names. */
export type Tree =
  | { readonly kind: 'number'; readonly value: number /** As written, such as `pi`. */; readonly word?: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly of: Operation; readonly arguments: readonly Tree[] }

type Operator = 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'negate'

/** Functions of one argument, unit by unit. */
export const functions = [
  'exp',
  'ln',
  'sqrt',
  'abs',
  'sign',
  'sin',
  'cos',
  'tan',
  'tanh',
  'sinh',
  'cosh',
  'atan',
  'logistic',
  'relu',
  'softplus',
  'erf',
  'step',
] as const // prettier-ignore

/** Functions of two arguments, unit by unit. */
export const pairs = ['min', 'max'] as const

/** Functions over all units, with the same result for every unit. */
export const overUnits = ['sum', 'mean'] as const

export type Operation = Operator | (typeof functions)[number] | (typeof pairs)[number] | (typeof overUnits)[number]

export const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E }

const argumentsOf = new Map<string, number>([
  ...functions.map((name) => [name, 1] as const),
  ...pairs.map((name) => [name, 2] as const),
  ...overUnits.map((name) => [name, 1] as const),
])

/** Returns the number of arguments of a function; undefined if there is no such function. */
export const arityOf = (name: string): number | undefined => argumentsOf.get(name)

/** Returns whether the value of a unit depends on other units. */
export const mixes = (tree: Tree): boolean => tree.kind === 'call' && ((overUnits as readonly string[]).includes(tree.of) || tree.arguments.some(mixes))

/** Returns whether a tree has a value per unit, because it reads a name outside sums and means. */
export const isPerUnit = (tree: Tree): boolean =>
  tree.kind === 'name' || (tree.kind === 'call' && !(overUnits as readonly string[]).includes(tree.of) && tree.arguments.some(isPerUnit))

/** Returns the names in a tree, in the order in which they first appear. */
export function namesIn(tree: Tree, into: string[] = []): readonly string[] {
  if (tree.kind === 'name' && !into.includes(tree.name)) into.push(tree.name)
  if (tree.kind === 'call') for (const part of tree.arguments) namesIn(part, into)
  return into
}

/** Returns the number of occurrences of a name in a tree. */
export const occurrences = (tree: Tree, name: string): number =>
  tree.kind === 'name' ? Number(tree.name === name) : tree.kind === 'call' ? tree.arguments.reduce((sum, part) => sum + occurrences(part, name), 0) : 0

/** Returns a tree with numbers in place of some names. */
export const withNumbers = (tree: Tree, numberOf: (name: string) => number | undefined): Tree => {
  if (tree.kind === 'call') return { ...tree, arguments: tree.arguments.map((part) => withNumbers(part, numberOf)) }
  const value = tree.kind === 'name' ? numberOf(tree.name) : undefined
  return value === undefined ? tree : { kind: 'number', value }
}
