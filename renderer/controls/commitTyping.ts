/** Selects the fields that text is typed into. */
export const FIELD = 'input:not([type="range"]):not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]:not([contenteditable="false"])'

/** Makes the field that has the focus apply what is typed in it: fields do so when they lose the focus. */
export function commitTyping(): void {
  const { activeElement } = document
  if (activeElement instanceof HTMLElement && activeElement.closest(FIELD)) activeElement.blur()
}
