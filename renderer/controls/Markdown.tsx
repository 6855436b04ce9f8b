import type { ReactNode } from 'react'
import { Equation } from './Equation'

/** Text of a document is untrusted: it becomes elements of these few kinds, never markup, and links stay words. */
const INLINE = /(\$\$[^$]+\$\$|\$[^$\n]+\$|`[^`\n]+`|\*\*[^*\n]+\*\*|__[^_\n]+__|\*[^*\s][^*\n]*\*|!?\[[^\]\n]*\]\([^)\s]+\))/

function inline(text: string): ReactNode[] {
  return text.split(INLINE).map((part, i) => {
    if (i % 2 === 0) return part
    if (part.startsWith('$$')) return <Equation key={i} tex={part.slice(2, -2)} display />
    if (part.startsWith('$')) return <Equation key={i} tex={part.slice(1, -1)} />
    if (part.startsWith('`')) return <code key={i}>{part.slice(1, -1)}</code>
    if (part.startsWith('**') || part.startsWith('__')) return <strong key={i}>{inline(part.slice(2, -2))}</strong>
    if (part.startsWith('*')) return <em key={i}>{inline(part.slice(1, -1))}</em>
    const link = /^!?\[([^\]]*)\]\(([^)]+)\)$/.exec(part)
    // Nothing is fetched: a picture is what it is said to show.
    return part.startsWith('!') ? <em key={i}>{link?.[1]}</em> : (
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

/** Paragraphs, headings, lists, quotes, rules, code, emphasis, and mathematics between dollar signs. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks: ReactNode[] = []
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!
    const key = blocks.length
    const heading = /^(#{1,4})\s+(.*)$/.exec(line)
    const mark = RULE.test(line) ? undefined : BULLET.test(line) ? BULLET : NUMBER.test(line) ? NUMBER : undefined
    if (line.trim() === '') i++
    else if (line.startsWith('```')) {
      const end = lines.findIndex((other, k) => k > i && other.startsWith('```'))
      const stop = end < 0 ? lines.length : end
      blocks.push(<pre key={key}>{lines.slice(i + 1, stop).join('\n')}</pre>)
      i = stop + 1
    } else if (heading) {
      blocks.push(<h4 key={key}>{inline(heading[2]!)}</h4>)
      i++
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
            <li key={k}>{inline(item)}</li>
          ))}
        </List>,
      )
    } else if (RULE.test(line)) {
      blocks.push(<hr key={key} />)
      i++
    } else if (QUOTE.test(line)) {
      const quoted: string[] = []
      while (i < lines.length && QUOTE.test(lines[i]!)) quoted.push(lines[i++]!.replace(QUOTE, ''))
      blocks.push(<blockquote key={key}>{inline(quoted.join(' '))}</blockquote>)
    } else {
      const paragraph: string[] = []
      while (i < lines.length && lines[i]!.trim() !== '' && !/^#{1,4}\s|^```/.test(lines[i]!) && !BULLET.test(lines[i]!) && !QUOTE.test(lines[i]!)) paragraph.push(lines[i++]!.trim())
      blocks.push(<p key={key}>{inline(paragraph.join(' '))}</p>)
    }
  }
  return <div className="markdown">{blocks}</div>
}
