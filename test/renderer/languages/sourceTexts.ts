import ts from 'typescript'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../scripts/setup/paths.mjs'

/** Attributes whose text users see or hear. */
const SPOKEN = new Set(['title', 'aria-label', 'aria-valuetext', 'aria-description', 'aria-roledescription', 'placeholder', 'alt', 'label', 'ariaLabel'])
/** Words; a single letter is a symbol. */
const LETTER = /[a-z]{2,}|[\u3040-\u9fff]{2,}/i

export interface Found {
  readonly text: string
  readonly at: string
}

/** All texts of the renderer's sources that matter for its language files. */
export interface SourceTexts {
  /** String literals that look like keys of the language files. */
  readonly keys: readonly Found[]
  /** Composed keys: each variable part is the list of its possible values, or undefined if its type does not restrict them. */
  readonly templates: readonly (Found & { readonly parts: readonly (string | readonly string[] | undefined)[] })[]
  /** Text on the screen that is not in the language files. */
  readonly loose: readonly Found[]
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : /\.tsx?$/.test(entry.name) ? [path] : []
  })
}

const asked = ({ parent }: ts.TemplateExpression): boolean => ts.isCallExpression(parent) && parent.expression.getText() === 't'

/** @param areas what keys begin with: `canvas`, `shell`, … */
export function sourceTexts(folder: string, areas: readonly string[]): SourceTexts {
  const names = files(join(root, folder))
  const { config } = ts.readConfigFile(join(root, folder, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as { config: object }
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, join(root, folder))
  const program = ts.createProgram(names, options)
  const checker = program.getTypeChecker()
  const key = new RegExp(`^(${areas.join('|')})\\.[a-z0-9]`)
  const keys: Found[] = []
  const templates: (Found & { parts: readonly (string | readonly string[] | undefined)[] })[] = []
  const loose: Found[] = []

  const choices = (node: ts.Expression): readonly string[] | undefined => {
    const type = checker.getTypeAtLocation(node)
    const all = type.isUnion() ? type.types : [type]
    return all.every((one) => one.isStringLiteral()) ? all.map((one) => (one as ts.StringLiteralType).value) : undefined
  }

  for (const name of names) {
    const source = program.getSourceFile(name)
    if (!source) continue
    const at = (node: ts.Node): string => `${name.slice(root.length + 1)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
    const onKeyCap = ({ parent }: ts.Node): boolean => ts.isJsxElement(parent) && parent.openingElement.tagName.getText() === 'kbd'
    const written = (expression: ts.Expression, node: ts.Node): void => {
      if (ts.isStringLiteralLike(expression) && LETTER.test(expression.text)) loose.push({ text: expression.text, at: at(node) })
      else if (ts.isTemplateExpression(expression)) {
        const text = [expression.head.text, ...expression.templateSpans.map((span) => span.literal.text)].join('…')
        if (LETTER.test(text)) loose.push({ text, at: at(node) })
      } else if (ts.isConditionalExpression(expression)) {
        written(expression.whenTrue, node)
        written(expression.whenFalse, node)
      } else if (ts.isBinaryExpression(expression) && ['??', '||', '&&', '+'].includes(expression.operatorToken.getText())) {
        written(expression.right, node)
        if (expression.operatorToken.getText() !== '&&') written(expression.left, node)
      } else if (ts.isParenthesizedExpression(expression)) written(expression.expression, node)
    }
    const visit = (node: ts.Node): void => {
      if (ts.isJsxText(node) && LETTER.test(node.text) && !onKeyCap(node)) loose.push({ text: node.text.trim(), at: at(node) })
      else if (ts.isJsxExpression(node) && node.expression && ts.isJsxElement(node.parent)) written(node.expression, node)
      else if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer) {
        if (ts.isStringLiteral(node.initializer)) written(node.initializer, node)
        else if (ts.isJsxExpression(node.initializer) && node.initializer.expression) written(node.initializer.expression, node)
      }
      if (ts.isStringLiteralLike(node) && key.test(node.text) && !ts.isImportDeclaration(node.parent)) keys.push({ text: node.text, at: at(node) })
      if (ts.isTemplateExpression(node) && (asked(node) || key.test(`${node.head.text}x`))) {
        const parts = [node.head.text, ...node.templateSpans.flatMap((span) => [choices(span.expression), span.literal.text])]
        templates.push({ text: node.getText(), at: at(node), parts })
      }
      node.forEachChild(visit)
    }
    visit(source)
  }
  return { keys, templates, loose }
}
