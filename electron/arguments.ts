import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface StartArguments {
  /** Documents to open, as absolute paths. */
  readonly documents: readonly string[]
  /** An example to open, by its file's name. */
  readonly example: string | null
  /** Words that should name a document and name no file of this computer. */
  readonly unreadable: readonly string[]
}

/**
 * What the program was started with.
 * @param argv Everything after the executable.
 * @param folder Folder to which relative paths belong.
 * @param packaged In development the first word is the application's own folder, and a driver may load itself with -r.
 */
export function parseArguments(argv: readonly string[], folder: string, packaged: boolean): StartArguments {
  let example: string | null = null
  const words: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word.startsWith('--example=')) example = word.slice('--example='.length)
    else if (word === '-r' || word === '--require') i++
    else if (!word.startsWith('-') && word !== '') words.push(word)
  }
  const documents: string[] = []
  const unreadable: string[] = []
  for (const word of packaged ? words : words.slice(1)) {
    const path = pathOf(word, folder)
    if (path === null) unreadable.push(word)
    else documents.push(path)
  }
  return { documents, example, unreadable }
}

function pathOf(word: string, folder: string): string | null {
  if (!word.startsWith('file:')) return word.includes('\0') ? null : isAbsolute(word) ? word : resolve(folder, word)
  try {
    return fileURLToPath(word)
  } catch {
    // Bytes that are no UTF-8, another computer's file, a folder's sign within a name.
    return null
  }
}
