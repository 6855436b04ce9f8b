import { describe, expect, it } from 'vitest'
import { finds, wordsIn } from '../../../renderer/controls/search'

const found = (query: string, text: string): boolean => finds(wordsIn(query), text)

describe('what a search finds', () => {
  it('matches the beginnings of words, for every word typed', () => {
    expect(found('py', 'Export to PyTorch')).toBe(true)
    expect(found('py', 'Copy the selection')).toBe(false)
    expect(found('out', 'Zoom out')).toBe(true)
    expect(found('out', 'A readout')).toBe(false)
    expect(found('tor ex', 'Export to PyTorch')).toBe(false)
    expect(found('to ex', 'Export to PyTorch')).toBe(true)
    expect(found('', 'anything')).toBe(true)
  })

  it('finds numbers in names, full-width letters, and words after a hyphen', () => {
    expect(found('1997', 'lstm-1997')).toBe(true)
    expect(found('1997', 'LSTM1997')).toBe(true)
    expect(found('ｌｓｔｍ', 'LSTM')).toBe(true)
    expect(found('forward', 'Feed-forward network')).toBe(true)
  })

  it('finds Japanese anywhere, because it has no spaces between words', () => {
    expect(found('学習', '最初から学習する')).toBe(true)
    expect(found('セル', '長短期記憶のセル')).toBe(true)
    expect(found('音楽', '最初から学習する')).toBe(false)
  })
})
