import { useMemo, type ReactNode } from 'react'
import { cellsOf, markdown, spansOf, type Block } from '../../engine/base/markdown'
import { limits } from '../../engine/document/limits'
import { Equation } from './Equation'

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

/** Text of a document is untrusted: it is rendered as these few kinds of elements, never as HTML, and links stay text. */
function inline(text: string, room: Room, own?: Own): ReactNode[] {
  return spansOf(text).map((span, i) => {
    switch (span.kind) {
      case 'text':
        return span.text
      case 'code':
        return <code key={i}>{span.text}</code>
      case 'formula':
        return room.formulas-- <= 0 ? span.text : <Equation key={i} tex={span.tex} display={span.display} />
      case 'strong':
        return <strong key={i}>{inline(span.text, room, own)}</strong>
      case 'emphasis':
        return <em key={i}>{inline(span.text, room, own)}</em>
      case 'picture': {
        const picture = own?.picture(span.address)
        // Nothing is loaded: an image is replaced by its description.
        return picture === undefined ? <em key={i}>{span.label}</em> : <img key={i} src={picture} alt={span.label} loading="lazy" />
      }
      case 'link': {
        const follow = own?.follow(span.address)
        return follow ? (
          <button key={i} type="button" className="markdown-follow" onClick={follow}>
            {span.label}
          </button>
        ) : (
          <span key={i} className="markdown-link" title={span.address}>
            {span.label}
          </span>
        )
      }
    }
  })
}

/** A heading of a text. */
export type Heading = Extract<Block, { kind: 'heading' }>

/** The headings of a text, without those inside code blocks. */
export const headingsOf = (text: string): readonly Heading[] => markdown(text).filter((block): block is Heading => block.kind === 'heading')

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

function element(block: Block, key: number, room: Room, own: Own | undefined): ReactNode {
  switch (block.kind) {
    case 'code':
      return (
        <pre key={key} tabIndex={own && 0}>
          {block.lines.join('\n')}
        </pre>
      )
    case 'heading': {
      const Level = own ? (`h${Math.min(6, block.level + 2)}` as 'h3') : 'h4'
      return (
        <Level key={key} id={own && block.id}>
          {inline(block.text, room, own)}
        </Level>
      )
    }
    case 'table':
      return <Table key={key} lines={block.lines} room={room} own={own} />
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return (
        <List key={key}>
          {block.items.map(({ text }, k) => (
            <li key={k}>{inline(text, room, own)}</li>
          ))}
        </List>
      )
    }
    case 'rule':
      return <hr key={key} />
    case 'quote':
      return <blockquote key={key}>{inline(block.text, room, own)}</blockquote>
    case 'paragraph':
      return <p key={key}>{inline(block.text, room, own)}</p>
  }
}

/**
 * Renders paragraphs, headings, lists, quotes, rules, tables, code, emphasis, and LaTeX between dollar signs.
 * @param props.own only for texts of the program.
 */
export function Markdown({ text, own }: { readonly text: string; readonly own?: Own }) {
  const blocks = useMemo(() => markdown(text), [text])
  const room: Room = { formulas: own ? Infinity : limits.formulas }
  return <div className="markdown">{blocks.map((block, key) => element(block, key, room, own))}</div>
}
