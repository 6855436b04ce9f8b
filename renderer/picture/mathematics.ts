import katex from 'katex'
import type { TextRun } from '../../engine/export/svg/runs'

/** A MathML element. */
interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (Node | string)[]
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#39': "'", nbsp: ' ' }
const plain = (text: string): string => text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)

/** Parses KaTeX's output, which is well formed. */
function parse(markup: string): Node {
  const root: Node = { name: '', attributes: {}, children: [] }
  const open = [root]
  for (const [, close, name, attributes = '', self, text] of markup.matchAll(/<(\/?)([\w-]+)((?:\s[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g)) {
    const parent = open.at(-1)!
    if (text !== undefined) parent.children.push(plain(text))
    else if (close) open.pop()
    else {
      const node: Node = {
        name: name!,
        attributes: Object.fromEntries([...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map((m) => [m[1]!, plain(m[2]!)])),
        children: [],
      }
      parent.children.push(node)
      if (!self) open.push(node)
    }
  }
  return root
}

const elements = (node: Node): Node[] => node.children.filter((child): child is Node => typeof child !== 'string')
const words = (node: Node): string => node.children.map((child) => (typeof child === 'string' ? child : words(child))).join('')

interface Level {
  /** Relative to the surrounding text. */
  readonly size: number
  /** Distance above the baseline, in the size of the surrounding text. */
  readonly up: number
}

const SMALLER = 0.74
const above = ({ size, up }: Level): Level => ({ size: size * SMALLER, up: up + size * 0.36 })
const below = ({ size, up }: Level): Level => ({ size: size * SMALLER, up: up - size * 0.2 })

/** Combining characters for accents. */
const ACCENTS: Readonly<Record<string, string>> = {
  '^': '\u0302',
  ˆ: '\u0302',
  '~': '\u0303',
  '˜': '\u0303',
  '‾': '\u0304',
  ˉ: '\u0304',
  '¯': '\u0304',
  '˙': '\u0307',
  '¨': '\u0308',
  '⃗': '\u20d7',
  '→': '\u20d7',
  '`': '\u0300',
  ˋ: '\u0300',
  '´': '\u0301',
  ˊ: '\u0301',
  ˇ: '\u030c',
  '˘': '\u0306',
}
/** Operators with a space on both sides, if they stand between two operands. */
const SPACED = /^[=≠<>≤≥≪≫≈≃≅∼≡∝+\-−±∓×÷⋅·∗⊙∘⊕⊗∈∉∋⊂⊃⊆⊇∪∩→←↔⇒⇐⇔↦∧∨|∣∥:≔]$|^:=$/
const OPENS = /[([{⟨⌊⌈,;]\s*$/

const run = (text: string, { size, up }: Level, look: { readonly italic?: boolean; readonly bold?: boolean } = {}): TextRun[] =>
  text === '' ? [] : [{ text, size, up, italic: look.italic === true, bold: look.bold === true, formula: true }]
const textOf = (runs: readonly TextRun[]): string => runs.map(({ text }) => text).join('')

/** Whether an expression needs parentheses beside a slash. */
const compound = (runs: readonly TextRun[]): boolean => /\s|[+−/]|[∑∏∫]./u.test(textOf(runs).trim())
const wrapped = (runs: readonly TextRun[], at: Level): TextRun[] => (compound(runs) ? [...run('(', at), ...runs, ...run(')', at)] : [...runs])

const DOUBLE: Readonly<Record<string, string>> = { C: 'ℂ', E: '𝔼', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' }

/** An operator with its spaces, given the text before it. */
function operator(node: Node, before: string): string {
  const sign = words(node)
    .replace(/[\u2061-\u2064\u200b]/g, '')
    .replace(/^-$/, '−')
  const between = before.trim() !== '' && !OPENS.test(before) && !SPACED.test(before.trim().at(-1) ?? '')
  return SPACED.test(sign) && between ? ` ${sign} ` : /^[,;]$/.test(sign) ? `${sign} ` : sign
}

function row(children: readonly Node[], at: Level): TextRun[] {
  const out: TextRun[] = []
  for (const child of children) {
    const before = textOf(out)
    const made = child.name === 'mo' ? run(operator(child, before), at) : set(child, at)
    // A thin space separates a sum from a factor before it.
    if (/^[∑∏∫]/.test(textOf(made)) && before !== '' && !/[\s(√]$/.test(before)) out.push(...run('\u2009', at))
    out.push(...made)
  }
  return out
}

/** Sets one element: scripts raised and lowered, fractions on one line. */
function set(node: Node, at: Level): TextRun[] {
  const [first, second, third] = elements(node)
  const part = (child: Node | undefined, where = at): TextRun[] => (child ? row([child], where) : [])
  switch (node.name) {
    case 'mi': {
      const text = words(node)
      const { mathvariant = '' } = node.attributes
      if (mathvariant === 'double-struck') return run([...text].map((c) => DOUBLE[c] ?? c).join(''), at)
      // Function names stay upright, to distinguish them from variables.
      if (text.length > 1 && mathvariant !== 'italic' && !mathvariant.startsWith('bold')) return run(text, at)
      return run(text, at, { italic: mathvariant === '' || mathvariant.includes('italic'), bold: mathvariant.includes('bold') })
    }
    case 'mn':
    case 'mtext':
      return run(words(node), at, { bold: node.attributes.mathvariant?.includes('bold') === true })
    case 'mspace':
    case 'mphantom':
      return run(' ', at)
    case 'annotation':
      return []
    case 'semantics':
      return part(first)
    case 'msub':
      return [...part(first), ...part(second, below(at))]
    case 'msup':
      return [...part(first), ...part(second, above(at))]
    case 'msubsup':
    case 'munderover':
      return [...part(first), ...part(second, below(at)), ...part(third, above(at))]
    case 'munder':
      return [...part(first), ...part(second, below(at))]
    case 'mover': {
      const accent = second ? ACCENTS[words(second)] : undefined
      const base = part(first)
      if (accent === undefined) return [...base, ...part(second, above(at))]
      return base.map((one, i) => (i === base.length - 1 ? { ...one, text: one.text + accent } : one))
    }
    case 'mfrac': {
      // A binomial coefficient has no line between its parts.
      if (/^0/.test(node.attributes.linethickness ?? '')) return [...part(first), ...run(' ', at), ...part(second)]
      return [...wrapped(part(first), at), ...run('/', at), ...wrapped(part(second), at)]
    }
    case 'msqrt':
      return [...run('√', at), ...wrapped(row(elements(node), at), at)]
    case 'mroot':
      return [...part(second, above(at)), ...run('√', at), ...wrapped(part(first), at)]
    case 'mtable':
      return elements(node).flatMap((line, i) => [
        ...run(i === 0 ? '' : '; ', at),
        ...elements(line).flatMap((cell, k) => [...run(k === 0 ? '' : ', ', at), ...row(elements(cell), at)]),
      ])
    default:
      return row(elements(node), at)
  }
}

/**
 * Formats a formula as one line of text runs with raised and lowered parts, since image viewers render neither LaTeX
 * nor MathML, and foreign content in SVG inconsistently. Undefined if `tex` is not valid LaTeX.
 */
export function formulaOf(tex: string): readonly TextRun[] | undefined {
  try {
    const markup = katex.renderToString(tex, { output: 'mathml', throwOnError: true, strict: 'ignore', trust: false, maxExpand: 200, maxSize: 20 })
    const runs = row(elements(parse(markup)), { size: 1, up: 0 })
    return runs.length > 0 ? joined(runs) : undefined
  } catch {
    return undefined
  }
}

/** Merges adjacent runs with the same style. */
function joined(runs: readonly TextRun[]): TextRun[] {
  const out: TextRun[] = []
  for (const next of runs) {
    const last = out.at(-1)
    if (last && last.size === next.size && last.up === next.up && last.italic === next.italic && last.bold === next.bold)
      out[out.length - 1] = { ...last, text: last.text + next.text }
    else out.push(next)
  }
  return out
}
