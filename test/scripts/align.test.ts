import { describe, expect, it } from 'vitest'
import { align, pieces } from '../../scripts/letters/align.mjs'

const word = (letters: string, sounds: string) => ({ letters: [...letters], sounds: sounds.split(' ') })
const words = [
  word('cat', 'K AE T'),
  word('kit', 'K IH T'),
  word('tack', 'T AE K'),
  word('tick', 'T IH K'),
  word('box', 'B AA K S'),
  word('tax', 'T AE K S'),
  word('bob', 'B AA B'),
  word('cab', 'K AE B'),
  word('sit', 'S IH T'),
  word('boss', 'B AA S'),
  word('ax', 'AE K S'),
]

describe('letters aligned with sounds', () => {
  it('gives every letter no, one or two sounds, which together are those of the word', () => {
    for (const [i, { letters, spoken }] of align(words).entries()) {
      expect(spoken).toHaveLength(letters.length)
      expect(spoken.filter((piece) => piece !== '-').join(' ')).toBe(words[i]!.sounds.join(' '))
    }
  })

  it('finds letters with two sounds, and silent ones', () => {
    const spoken = Object.fromEntries(align(words).map((each) => [each.letters.join(''), each.spoken.join('|')]))
    expect(spoken.box).toBe('B|AA|K S')
    expect(spoken.ax).toBe('AE|K S')
    expect(spoken.tick!.split('|').filter((piece) => piece === '-')).toHaveLength(1)
    expect(spoken.cat).toBe('K|AE|T')
  })

  it('leaves out a word with more than two sounds per letter', () => {
    expect(align([...words, word('x', 'EH K S')])).toHaveLength(words.length)
  })

  it('counts in how many words a piece is used', () => {
    expect(pieces(align(words)).get('K S')).toBe(3)
  })
})
