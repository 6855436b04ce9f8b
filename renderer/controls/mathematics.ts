import katex, { type KatexOptions } from 'katex'
import { limits } from '../../engine/document/limits'

const OPTIONS: KatexOptions = { throwOnError: false, strict: 'ignore', trust: false, maxExpand: 200, maxSize: 20 }
/** Largest nesting of elements in a formula; browsers can lay out somewhat more. */
const ELEMENTS = 320

/** Nesting of braces. */
function depthOf(tex: string): number {
  let [depth, most] = [0, 0]
  for (let i = 0; i < tex.length; i++) {
    const sign = tex[i]
    if (sign === '\\') i++
    else if (sign === '{') most = Math.max(most, ++depth)
    else if (sign === '}') depth--
  }
  return most
}

/** Whether a formula is short and flat enough to render. */
const fitsToSet = (tex: string, longest: number = limits.formulaLength): boolean => tex.length <= longest && depthOf(tex) <= limits.formulaDepth

/** Whether elements are nested too deeply to lay out. */
function tooDeep(root: Node): boolean {
  let level: Node[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > ELEMENTS) return true
    level = level.flatMap((node) => [...node.childNodes])
  }
  return false
}

/** Renders a formula into an element; shows the source if it is invalid, too long or too deep. */
export function setFormula(place: HTMLElement, tex: string, display: boolean, longest: number = limits.formulaLength): void {
  const plain = (): void => {
    place.textContent = tex
  }
  if (!fitsToSet(tex, longest)) return plain()
  const made = place.ownerDocument.createElement('span')
  try {
    katex.render(tex, made, { ...OPTIONS, displayMode: display })
  } catch {
    return plain()
  }
  if (tooDeep(made)) plain()
  else place.replaceChildren(...made.childNodes)
}
