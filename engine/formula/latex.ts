import type { Tree } from './tree'

const SUM = 1
const PRODUCT = 2
const POWER = 3
const ATOM = 4

interface Expression {
  readonly text: string
  readonly strength: number
}

const within = ({ text, strength }: Expression, needed: number): string => (strength >= needed ? text : `\\left(${text}\\right)`)
const named: Readonly<Record<string, string>> = {
  ln: '\\ln',
  sin: '\\sin',
  cos: '\\cos',
  tan: '\\tan',
  tanh: '\\tanh',
  sinh: '\\sinh',
  cosh: '\\cosh',
  atan: '\\arctan',
  exp: '\\exp',
  logistic: '\\sigma',
  min: '\\min',
  max: '\\max',
  sign: '\\operatorname{sign}',
  relu: '\\operatorname{relu}',
  softplus: '\\operatorname{softplus}',
  erf: '\\operatorname{erf}',
  step: '\\operatorname{step}',
  mean: '\\operatorname{mean}',
  sum: '\\operatorname{sum}',
} // prettier-ignore

/** Returns a formula in LaTeX; `nameOf` writes a name. */
export const formulaLatex = (tree: Tree, nameOf: (name: string) => string): string => write(tree, nameOf).text

function write(tree: Tree, nameOf: (name: string) => string): Expression {
  if (tree.kind === 'number') return { text: tree.word === 'pi' ? '\\pi' : (tree.word ?? numberLatex(tree.value)), strength: ATOM }
  if (tree.kind === 'name') {
    const text = nameOf(tree.name)
    return { text, strength: /[+-]/.test(text.replaceAll(/\([^()]*\)/g, '')) ? SUM : text.includes('\\odot') ? PRODUCT : ATOM }
  }
  const [a, b] = tree.arguments.map((part) => write(part, nameOf)) as [Expression, Expression]
  switch (tree.of) {
    case 'add':
      return { text: `${a.text} + ${b.text}`, strength: SUM }
    case 'subtract':
      return { text: `${a.text} - ${within(b, PRODUCT)}`, strength: SUM }
    case 'multiply':
      return { text: `${within(a, PRODUCT)} \\cdot ${within(b, PRODUCT)}`, strength: PRODUCT }
    case 'divide':
      return { text: `\\frac{${a.text}}{${b.text}}`, strength: ATOM }
    case 'power':
      return { text: `${within(a, ATOM)}^{${b.text}}`, strength: POWER }
    case 'negate':
      return { text: `-${within(a, PRODUCT)}`, strength: SUM }
    case 'sqrt':
      return { text: `\\sqrt{${a.text}}`, strength: ATOM }
    case 'abs':
      return { text: `\\left|${a.text}\\right|`, strength: ATOM }
    default:
      return { text: `${named[tree.of]}\\left(${b ? `${a.text}, ${b.text}` : a.text}\\right)`, strength: ATOM }
  }
}

function numberLatex(value: number): string {
  const [digits, exponent] = String(value).split('e')
  return exponent === undefined ? digits! : `${digits} \\cdot 10^{${Number(exponent)}}`
}
