import type { ReactNode } from 'react'
import { limits } from '../../engine/document/limits'
import { Equation } from './Equation'

/**
 * Text of a document is untrusted: it is rendered as these few kinds of elements, never as HTML, and links stay text.
 */
const INLINE = /(\$\$[^$]+\$\$|\$[^$\n]+\$|`[^`\n]+`|\*\*[^*\n]+\*\*|__[^_\n]+__|\*[^*\s][^*\n]*\*|!?\[[^\]\n]{0,1000}\]\([^)\s]{1,2000}\))/

/** For texts of the program only: pictures that it contains, links within it, headings with ids. */
export interface Own {
  /** The URL of a picture; undefined if there is none. */
  readonly picture: (source: string) => string | undefined
  /** The action of a link; undefined if its target does not exist. */
  readonly follow: (address: string) => (() => void) | undefined
}

/** Number of formulas still to be rendered; further ones are shown as source. */
interface Room {
  formulas: number
}

function inline(text: string, room: Room, own?: Own): ReactNode[] {
  return text.split(INLINE).map((part, i) => {
    if (i % 2 === 0) return part
    if (part.startsWith('$') && room.formulas-- <= 0) return part
    if (part.startsWith('$$')) return <Equation key={i} tex={part.slice(2, -2)} display />
    if (part.startsWith('$')) return <Equation key={i} tex={part.slice(1, -1)} />
    if (part.startsWith('`')) return <code key={i}>{part.slice(1, -1)}</code>
    if (part.startsWith('**') || part.startsWith('__')) return <strong key={i}>{inline(part.slice(2, -2), room, own)}</strong>
    if (part.startsWith('*')) return <em key={i}>{inline(part.slice(1, -1), room, own)}</em>
    const link = /^!?\[([^\]]*)\]\(([^)]+)\)$/.exec(part)
    const picture = part.startsWith('!') ? own?.picture(link?.[2] ?? '') : undefined
    if (picture !== undefined) return <img key={i} src={picture} alt={link?.[1] ?? ''} loading="lazy" />
    const follow = part.startsWith('!') ? undefined : own?.follow(link?.[2] ?? '')
    if (follow)
      return (
        <button key={i} type="button" className="markdown-follow" onClick={follow}>
          {link?.[1]}
        </button>
      )
    // Nothing is loaded: an image is replaced by its description.
    return part.startsWith('!') ? (
      <em key={i}>{link?.[1]}</em>
    ) : (
      <span key={i} className="markdown-link" title={link?.[2]}>
        {link?.[1]}
      </span>
    )
  })
}

const BULLET = /^\s*[-*+]\s+/
const QUOTE = /^>\s?/
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/
const NUMBER = /^\s*\d+[.)]\s+/

const HEADING = /^(#{1,4})\s+(.*)$/

export interface Heading {
  readonly level: number
  readonly text: string
  /** As used in links: lower case, hyphens for spaces, no punctuation. */
  readonly id: string
}

const headingOf = (line: string): Heading | undefined => {
  const [, signs, text] = HEADING.exec(line) ?? []
  if (signs === undefined || text === undefined) return undefined
  return {
    level: signs.length,
    text,
    id: text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  }
}

/** The headings of a text, without those inside code blocks. */
export const headingsOf = (text: string): readonly Heading[] =>
  text
    .replace(/^```.*?^```/gms, '')
    .split('\n')
    .flatMap((line) => headingOf(line) ?? [])

const DASHES = /^\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?$/
/** Whether a table begins at this line: cells, followed by a line of dashes. */
const startsTable = (lines: readonly string[], at: number): boolean => lines[at]!.includes('|') && DASHES.test((lines[at + 1] ?? '').slice(0, 2000).trim())

const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

function Table({ lines, room, own }: { readonly lines: readonly string[]; readonly room: Room; readonly own: Own | undefined }) {
  const [head = '', , ...all] = lines
  const columns = cellsOf(head).slice(0, limits.tableColumns)
  const rows = all.slice(0, Math.floor(limits.tableCells / Math.max(1, columns.length)))
  return (
    <div className="markdown-table">
      <table>
        {columns.some((cell) => cell !== '') && (
          <thead>
            <tr>
              {columns.map((cell, i) => (
                <th key={i} scope="col">
                  {inline(cell, room, own)}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, k) => {
            const cells = cellsOf(row)
            return (
              <tr key={k}>
                {columns.map((_, i) => (
                  <td key={i}>{inline(cells[i] ?? '', room, own)}</td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/**
 * Renders paragraphs, headings, lists, quotes, rules, tables, code, emphasis, and LaTeX between dollar signs.
 * @param props.own only for texts of the program.
 */
export function Markdown({ text, own }: { readonly text: string; readonly own?: Own }) {
  const blocks: ReactNode[] = []
  const room: Room = { formulas: own ? Infinity : limits.formulas }
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!
    const key = blocks.length
    const heading = headingOf(line)
    const mark = RULE.test(line) ? undefined : BULLET.test(line) ? BULLET : NUMBER.test(line) ? NUMBER : undefined
    if (line.trim() === '') i++
    else if (line.startsWith('```')) {
      const end = lines.findIndex((other, k) => k > i && other.startsWith('```'))
      const stop = end < 0 ? lines.length : end
      blocks.push(
        <pre key={key} tabIndex={own && 0}>
          {lines.slice(i + 1, stop).join('\n')}
        </pre>,
      )
      i = stop + 1
    } else if (heading) {
      const Level = own ? (`h${heading.level + 2}` as 'h3') : 'h4'
      blocks.push(
        <Level key={key} id={own && heading.id}>
          {inline(heading.text, room, own)}
        </Level>,
      )
      i++
    } else if (startsTable(lines, i)) {
      let end = i + 2
      while (end < lines.length && lines[end]!.includes('|')) end++
      blocks.push(<Table key={key} lines={lines.slice(i, end)} room={room} own={own} />)
      i = end
    } else if (mark) {
      const items: string[] = []
      for (; i < lines.length && lines[i]!.trim() !== ''; i++) {
        if (mark.test(lines[i]!)) items.push(lines[i]!.replace(mark, ''))
        else items.push(`${items.pop() ?? ''} ${lines[i]!.trim()}`)
      }
      const List = mark === BULLET ? 'ul' : 'ol'
      blocks.push(
        <List key={key}>
          {items.map((item, k) => (
            <li key={k}>{inline(item, room, own)}</li>
          ))}
        </List>,
      )
    } else if (RULE.test(line)) {
      blocks.push(<hr key={key} />)
      i++
    } else if (QUOTE.test(line)) {
      const quoted: string[] = []
      while (i < lines.length && QUOTE.test(lines[i]!)) quoted.push(lines[i++]!.replace(QUOTE, ''))
      blocks.push(<blockquote key={key}>{inline(quoted.join(' '), room, own)}</blockquote>)
    } else {
      const paragraph: string[] = []
      while (
        i < lines.length
        && lines[i]!.trim() !== ''
        && !/^#{1,4}\s|^```/.test(lines[i]!)
        && !BULLET.test(lines[i]!)
        && !QUOTE.test(lines[i]!)
        && !startsTable(lines, i)
      )
        paragraph.push(lines[i++]!.trim())
      blocks.push(<p key={key}>{inline(paragraph.join(' '), room, own)}</p>)
    }
  }
  return <div className="markdown">{blocks}</div>
}
