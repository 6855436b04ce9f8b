import { describe, expect, it } from 'vitest'
import { copyDrawing, copyText, readPart } from '../../../renderer/editing/clipboard'
import { elman } from '../../documents'

const all = { nodes: ['x', 'h', 'c', 'y'], edges: [] }
const drawn = () => {
  const document = elman()
  document.view = { nodes: { x: { x: 0, y: 0, label: 'What {is} "seen"' }, h: { x: 200, y: 0 } } }
  return document
}

describe('pasted text of a part of a network', () => {
  const text = copyText(drawn(), all)
  const read = JSON.stringify(readPart(text))

  it('is read from an email: quoted, re-quoted, with broken lines, curly quotes and text around it', () => {
    expect(read).toContain('What {is} \\"seen\\"')
    const quoted = text
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n')
    const again = quoted
      .split('\n')
      .map((line) => `>${line}`)
      .join('\r\n')
    for (const mail of [
      quoted,
      again,
      `Dear {colleague},\n\n> On Monday you wrote:\n${quoted}\n\nYours {truly}`,
      text.replaceAll(' ', '\n'),
      text.replaceAll(' ', '\u00a0'),
    ])
      expect(JSON.stringify(readPart(mail)), mail.slice(0, 80)).toBe(read)
    const { label: _label, ...plain } = drawn().view!.nodes!.x!
    const curled = copyText({ ...drawn(), view: { nodes: { x: plain } } }, all).replaceAll('"', '\u201d')
    expect(readPart(curled)?.nodes).toEqual(drawn().nodes)
  })

  it('is refused if it is not a network or could not be opened', () => {
    for (const other of [
      '',
      'unfold-graph',
      '{"a": 1}',
      '{"format": "unfold-graph"',
      text.replace('"layer"', '7'),
      text.replace('"version": 1', '"version": 99'),
    ])
      expect(readPart(other)).toBeUndefined()
    expect(readPart(text.replace('"nodes": {', '"nodes": {"__proto__": {"type": "layer"},'))).toBeUndefined()
  })

  it('can be copied without weights', () => {
    const document = { ...drawn(), weights: { W_xh: { shape: [1], data: [1] } } }
    expect(copyText(document, all)).toContain('weights')
    expect(copyDrawing(document, all)).not.toContain('weights')
  })
})
