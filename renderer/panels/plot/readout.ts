/** An entry of a plot's legend. */
export interface KeyLine {
  /** Also the name of its value in the readout. */
  readonly id: string
  readonly name: string
  readonly kind?: 'solid' | 'dashed' | 'ring' | 'field'
  /** A CSS variable; entries without one stand for the x axis, such as an epoch. */
  readonly colour?: string
  /** The series that the entry stands for; pressing the entry shows or hides it. */
  readonly series?: readonly number[]
}
/** Values that are written to the page without React, because they change with each movement of the cursor. */
export interface Readout {
  /** Returns a ref for the element that shows the value `name`. */
  readonly at: (name: string) => (element: HTMLElement | null) => void
  readonly write: (name: string, text: string) => void
}

export function makeReadout(): Readout {
  const elements = new Map<string, HTMLElement>()
  const texts = new Map<string, string>()
  const takers = new Map<string, (element: HTMLElement | null) => void>()
  return {
    at(name) {
      let taker = takers.get(name)
      if (!taker) {
        taker = (element) => {
          if (element) {
            elements.set(name, element)
            element.textContent = texts.get(name) ?? ''
          } else elements.delete(name)
        }
        takers.set(name, taker)
      }
      return taker
    },
    write(name, text) {
      texts.set(name, text)
      const element = elements.get(name)
      if (!element || element.textContent === text) return
      // Changes the text node, because a new one costs a layout of more than the text.
      if (element.firstChild) element.firstChild.nodeValue = text
      else element.textContent = text
    },
  }
}
