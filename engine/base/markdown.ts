/** A part of a line of Markdown. */
export type Span =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'formula'; readonly tex: string; readonly display: boolean; readonly text: string }
  /** `text` may have further markup. */
  | { readonly kind: 'strong' | 'emphasis'; readonly text: string }
  | { readonly kind: 'link' | 'picture'; readonly label: string; readonly address: string }

/** A block of Markdown, whose texts `spansOf` divides further. */
export type Block = {
  /** Number of blank lines above it. */
  readonly blanks: number
} & (
  | { readonly kind: 'heading'; readonly level: number; readonly text: string; readonly id: string }
  | { readonly kind: 'paragraph' | 'quote'; readonly text: string }
  | { readonly kind: 'code' | 'table'; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly { readonly mark: string; readonly text: string }[] }
  | { readonly kind: 'rule' }
)

const INLINE = /(\$\$[^$]+\$\$|\$[^$\n]+\$|`[^`\n]+`|\*\*[^*\n]+\*\*|__[^_\n]+__|\*[^*\s][^*\n]*\*|!?\[[^\]\n]{0,1000}\]\([^)\s]{1,2000}\))/
const LINK = /^!?\[([^\]]*)\]\(([^)]+)\)$/
const HEADING = /^(#{1,6})\s+(.*)$/
const BULLET = /^\s*([-*+])\s+/
const NUMBER = /^\s*(\d+[.)])\s+/
const QUOTE = /^>\s?/
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/
const FENCE = '```'
const DASHES = /^\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?$/

function spanOf(part: string): Span {
  if (part.startsWith('$$')) return { kind: 'formula', tex: part.slice(2, -2), display: true, text: part }
  if (part.startsWith('$')) return { kind: 'formula', tex: part.slice(1, -1), display: false, text: part }
  if (part.startsWith('`')) return { kind: 'code', text: part.slice(1, -1) }
  if (part.startsWith('**') || part.startsWith('__')) return { kind: 'strong', text: part.slice(2, -2) }
  if (part.startsWith('*')) return { kind: 'emphasis', text: part.slice(1, -1) }
  const [, label = '', address = ''] = LINK.exec(part) ?? []
  return { kind: part.startsWith('!') ? 'picture' : 'link', label, address }
}

/** Divides a text into plain text, emphasis, code, links, and LaTeX between dollar signs. */
export const spansOf = (text: string): readonly Span[] =>
  text.split(INLINE).flatMap((part, i): readonly Span[] => (i % 2 === 1 ? [spanOf(part)] : part === '' ? [] : [{ kind: 'text', text: part }]))

/** The words of a text without its markup; formulas stay LaTeX. */
export const plainText = (text: string): string =>
  spansOf(text)
    .map((span) => {
      if (span.kind === 'strong' || span.kind === 'emphasis') return plainText(span.text)
      return span.kind === 'formula' ? span.tex : 'label' in span ? span.label : span.text
    })
    .join('')

/** The cells of a row of a table. */
export const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

/** Whether a table begins at this line: cells, followed by a line of dashes. */
const startsTable = (lines: readonly string[], at: number): boolean => lines[at]!.includes('|') && DASHES.test((lines[at + 1] ?? '').slice(0, 2000).trim())

/** As used in links: lower case, hyphens for spaces, no punctuation. */
const idOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

/** Whether a line ends a paragraph above it. */
const interrupts = (lines: readonly string[], at: number): boolean => {
  const line = lines[at]!
  return HEADING.test(line) || line.startsWith(FENCE) || BULLET.test(line) || QUOTE.test(line) || startsTable(lines, at)
}
/** Whether a line begins or ends a formula of several lines. */
const turns = (line: string): boolean => line.split('$$').length % 2 === 0

/** Parses Markdown: paragraphs, headings, lists, quotes, rules, tables and code. Never fails; unknown markup is text. */
export function markdown(text: string): readonly Block[] {
  const blocks: Block[] = []
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  let blanks = 0
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!
    if (line.trim() === '') {
      blanks++
      i++
      continue
    }
    const [, signs, title] = HEADING.exec(line) ?? []
    const mark = RULE.test(line) ? undefined : BULLET.test(line) ? BULLET : NUMBER.test(line) ? NUMBER : undefined
    if (line.startsWith(FENCE)) {
      const end = lines.findIndex((other, k) => k > i && other.startsWith(FENCE))
      const stop = end < 0 ? lines.length : end
      blocks.push({ kind: 'code', blanks, lines: lines.slice(i + 1, stop) })
      i = stop + 1
    } else if (signs !== undefined && title !== undefined) {
      blocks.push({ kind: 'heading', blanks, level: signs.length, text: title, id: idOf(title) })
      i++
    } else if (startsTable(lines, i)) {
      const begin = i
      for (i += 2; i < lines.length && lines[i]!.includes('|'); ) i++
      blocks.push({ kind: 'table', blanks, lines: lines.slice(begin, i) })
    } else if (mark) {
      const items: { mark: string; text: string }[] = []
      for (; i < lines.length && lines[i]!.trim() !== ''; i++) {
        const found = mark.exec(lines[i]!)
        if (found) items.push({ mark: found[1]!, text: lines[i]!.slice(found[0].length) })
        else items.at(-1)!.text += ` ${lines[i]!.trim()}`
      }
      blocks.push({ kind: 'list', blanks, ordered: mark === NUMBER, items })
    } else if (RULE.test(line)) {
      blocks.push({ kind: 'rule', blanks })
      i++
    } else if (QUOTE.test(line)) {
      const quoted: string[] = []
      while (i < lines.length && QUOTE.test(lines[i]!)) quoted.push(lines[i++]!.replace(QUOTE, ''))
      blocks.push({ kind: 'quote', blanks, text: quoted.join(' ') })
    } else {
      const paragraph: string[] = []
      let inFormula = false
      do {
        inFormula = inFormula !== turns(lines[i]!)
        paragraph.push(lines[i++]!.trim())
      } while (i < lines.length && lines[i]!.trim() !== '' && (inFormula || !interrupts(lines, i)))
      blocks.push({ kind: 'paragraph', blanks, text: paragraph.join(' ') })
    }
    blanks = 0
  }
  return blocks
}

/** The texts of a block. */
const textsOf = (block: Block): readonly string[] => {
  if (block.kind === 'list') return block.items.map(({ text }) => text)
  if (block.kind === 'table') return block.lines.flatMap(cellsOf)
  return 'text' in block ? [block.text] : []
}
const formulasIn = (text: string): readonly string[] =>
  spansOf(text).flatMap((span) => (span.kind === 'formula' ? [span.tex] : span.kind === 'strong' || span.kind === 'emphasis' ? formulasIn(span.text) : []))

/** The formulas of a text, as LaTeX. */
export const formulasOf = (text: string): readonly string[] => markdown(text).flatMap(textsOf).flatMap(formulasIn)
