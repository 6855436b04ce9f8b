import { largest } from '../base/lists'
import { arityOf, constants, namesIn, type Operation, type Tree } from './tree'

/** Limits of a formula, which its parser checks. */
export interface FormulaLimits {
  readonly characters: number
  readonly nodes: number
  readonly depth: number
}

/** An error of a formula, and its position: UTF-16 units from `at` on. */
export interface Fault {
  readonly what: 'characters' | 'nodes' | 'depth' | 'character' | 'number' | 'expected' | 'end' | 'function' | 'bare' | 'arguments' | 'name' | 'empty'
  readonly at: number
  readonly length: number
  /** The piece of text concerned, or the limit. */
  readonly got: string
  /** How many arguments a function takes. */
  readonly count?: number
}

export interface Formula {
  readonly text: string
  readonly tree: Tree
  /** In the order in which they first appear. */
  readonly names: readonly string[]
}

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const BLANK = /[ \t\r\n]+/y

class Refusal extends Error {
  constructor(readonly fault: Fault) {
    super(fault.what)
  }
}

const refuse = (what: Fault['what'], { at, text }: { readonly at: number; readonly text: string }, got = text, count?: number): never => {
  throw new Refusal({ what, at, length: Math.max(1, text.length), got, ...(count === undefined ? {} : { count }) })
}

const parsed = new Map<string, Formula | Fault>()
/** Most formulas in the cache, which avoids parsing a document's formulas again. */
const REMEMBERED = 500

/**
 * Parses a formula: numbers, names, + − * / ^, parentheses and functions. ^ has the highest precedence and is
 * right-associative; a minus before a factor has the precedence of *. Never runs the text as code.
 * @param allowed Names that the formula may use; undefined for all.
 */
export function parseFormula(text: string, limits: FormulaLimits, allowed?: readonly string[]): Formula | Fault {
  if (text.length > limits.characters) return { what: 'characters', at: limits.characters, length: 1, got: String(limits.characters) }
  const key = `${allowed?.join() ?? ''}\n${text}`
  let found = parsed.get(key)
  if (!found) {
    try {
      const tree = new Parser(tokensOf(text), limits, allowed).whole()
      found = { text, tree, names: namesIn(tree) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      found = error.fault
    }
    if (parsed.size >= REMEMBERED) parsed.clear()
    parsed.set(key, found)
  }
  return found
}

export const isFault = (found: Formula | Fault): found is Fault => 'what' in found

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const match = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  for (let at = 0; at < text.length; ) {
    const blank = match(BLANK, at)
    if (blank !== undefined) {
      at += blank.length
      continue
    }
    const number = match(NUMBER, at)
    const name = number === undefined ? match(NAME, at) : undefined
    const sign = '+-*/^(),'.includes(text[at]!) ? text[at] : undefined
    const token = number ?? name ?? sign
    if (token === undefined) return refuse('character', { at, text: String.fromCodePoint(text.codePointAt(at)!) })
    tokens.push({ kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign', text: token, at })
    at += token.length
  }
  tokens.push({ kind: 'end', text: '', at: text.length })
  return tokens
}

interface Part {
  readonly tree: Tree
  readonly depth: number
}

class Parser {
  private next = 0
  private nodes = 0
  private nesting = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly limits: FormulaLimits,
    private readonly allowed: readonly string[] | undefined,
  ) {}

  whole(): Tree {
    if (this.tokens.length === 1) refuse('empty', this.token)
    const { tree } = this.sum()
    if (this.token.kind !== 'end') refuse('end', this.token)
    return tree
  }

  private get token(): Token {
    return this.tokens[this.next]!
  }

  private takes(signs: string): Token | undefined {
    const { token } = this
    if (token.kind !== 'sign' || !signs.includes(token.text)) return undefined
    this.next++
    return token
  }

  /** Adds a node of the tree, and refuses the formula beyond the limits of nodes and depth. */
  private made(tree: Tree, depth: number, at: Token): Part {
    if (++this.nodes > this.limits.nodes) refuse('nodes', at, String(this.limits.nodes))
    if (depth > this.limits.depth) refuse('depth', at, String(this.limits.depth))
    return { tree, depth }
  }

  private call(of: Operation, parts: readonly Part[], at: Token): Part {
    const trees = parts.map(({ tree }) => tree)
    const depths = parts.map(({ depth }) => depth)
    return this.made({ kind: 'call', of, arguments: trees }, 1 + largest(depths, 0), at)
  }

  /** Reads one level deeper in the text, and refuses the formula beyond the limit, which bounds the parser's recursion. */
  private inside<T>(at: Token, read: () => T): T {
    if (++this.nesting > this.limits.depth) refuse('depth', at, String(this.limits.depth))
    const found = read()
    this.nesting--
    return found
  }

  private sum(): Part {
    return this.chain('+-', { '+': 'add', '-': 'subtract' }, () => this.product())
  }

  private product(): Part {
    return this.chain('*/', { '*': 'multiply', '/': 'divide' }, () => this.signed())
  }

  /** Reads operands joined by left-associative operators of one precedence; takes one level of recursion for any length. */
  private chain(signs: string, operations: Readonly<Record<string, Operation>>, read: () => Part): Part {
    let left = read()
    let deepest = left.depth
    for (let sign = this.takes(signs); sign; sign = this.takes(signs)) {
      const right = read()
      deepest = Math.max(deepest, right.depth)
      left = this.made({ kind: 'call', of: operations[sign.text]!, arguments: [left.tree, right.tree] }, 1 + deepest, sign)
    }
    return left
  }

  private signed(): Part {
    const minus = this.takes('-')
    return minus ? this.call('negate', [this.inside(minus, () => this.signed())], minus) : this.power()
  }

  private power(): Part {
    const base = this.atom()
    const sign = this.takes('^')
    return sign ? this.call('power', [base, this.inside(sign, () => this.signed())], sign) : base
  }

  private atom(): Part {
    const { token } = this
    if (token.kind === 'number') {
      this.next++
      const value = Number(token.text)
      if (!Number.isFinite(value)) refuse('number', token)
      return this.made({ kind: 'number', value }, 1, token)
    }
    if (token.kind === 'name') return this.named(token)
    const open = this.takes('(')
    if (!open) return refuse('expected', token)
    const found = this.inside(open, () => this.sum())
    this.close()
    return found
  }

  private close(): void {
    if (!this.takes(')')) refuse('end', this.token)
  }

  private named(token: Token): Part {
    this.next++
    const { text } = token
    const open = this.takes('(')
    const count = arityOf(text)
    if (!open) {
      if (count !== undefined) refuse('bare', token)
      if (Object.hasOwn(constants, text)) return this.made({ kind: 'number', value: constants[text]!, word: text }, 1, token)
      if (this.allowed && !this.allowed.includes(text)) refuse('name', token)
      return this.made({ kind: 'name', name: text }, 1, token)
    }
    if (count === undefined) return refuse('function', token)
    const parts = this.inside(open, () => {
      const list = [this.sum()]
      while (this.takes(',')) list.push(this.sum())
      return list
    })
    this.close()
    if (parts.length !== count) refuse('arguments', token, text, count)
    return this.call(text as Operation, parts, token)
  }
}
