/** Copies the attributes of a page's root to that of another page: theme, colours and language. */
function likeRoot(root: Element, own: Element): void {
  for (const { name } of [...root.attributes]) if (!own.hasAttribute(name)) root.removeAttribute(name)
  for (const { name, value } of own.attributes) if (root.getAttribute(name) !== value) root.setAttribute(name, value)
}

/** Gives another page the styles of this one, and now and after each change its theme and language. Returns a function that stops this. */
export function dress(page: Document): () => void {
  for (const sheet of document.querySelectorAll<HTMLElement>('link[rel="stylesheet"], style')) {
    const copy = page.importNode(sheet, true)
    if (sheet instanceof HTMLLinkElement) copy.setAttribute('href', sheet.href)
    page.head.append(copy)
  }
  const own = document.documentElement
  const follow = (): void => likeRoot(page.documentElement, own)
  follow()
  const changes = new MutationObserver(follow)
  changes.observe(own, { attributes: true })
  return () => changes.disconnect()
}
