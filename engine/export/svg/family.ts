import { element, escaped, widthOf } from './markup'
import type { Palette } from './palette'
import type { PictureFamily } from './picture'

/** Draws the number of a set of shared weights at the origin, filled for the owner of the parameter; returns its width too. */
export function familyMarkup({ text, owner }: PictureFamily, paper: string, palette: Palette): { readonly markup: string[]; readonly width: number } {
  const width = Math.max(16, Math.round(widthOf(text, 11) + 10))
  const fill = owner ? palette['text-secondary'] : paper
  return {
    width,
    markup: [
      element('rect', { x: -width / 2, y: -8, width, height: 16, rx: 8, fill, stroke: palette[owner ? 'text-secondary' : 'text-tertiary'] }),
      element('text', { y: 4, 'text-anchor': 'middle', 'font-size': 11, 'font-weight': 560, fill: owner ? paper : palette['text-secondary'] }, escaped(text)),
    ],
  }
}
